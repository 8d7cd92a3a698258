import { createRequire } from "node:module";

/** The two functions of cephes that are used; its own types are not reachable through its "exports". */
interface Cephes {
  /** Inverse of Student's t: degrees of freedom, probability. */
  stdtri(degrees: number, p: number): number;
  /** Student's t: degrees of freedom, value. */
  stdtr(degrees: number, x: number): number;
}

/**
 * Loaded at first use: its WebAssembly costs 6 ms. Its CommonJS build compiles synchronously; the ESM build would need an `await`,
 * which no notebook's `require` could wait for.
 */
let cephes: Cephes | undefined;
function distributions(): Cephes {
  const require = createRequire(import.meta.url);
  cephes ??= require("cephes") as Cephes;
  return cephes;
}

function checkDegrees(degrees: number): void {
  if (!Number.isSafeInteger(degrees) || degrees < 1)
    throw new RangeError(`degrees of freedom are a whole number of 1 or more, got ${degrees}`);
}

/**
 * Quantile of Student's t (cephes' stdtri): the x with P(T <= x) = p.
 * @throws RangeError unless 0 < p < 1 and `degrees` is a whole number of 1 or more.
 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`a probability lies between 0 and 1, got ${p}`);
  checkDegrees(degrees);
  // The lower tail is computed to full precision; 1 - p is not when p is near 1.
  return distributions().stdtri(degrees, p);
}

/**
 * Two-sided critical value: the x with P(|T| > x) = alpha. Taken from the lower tail, so that small alphas keep their precision.
 * @throws RangeError unless 0 < alpha < 1 and `degrees` is a whole number of 1 or more.
 */
export const studentCritical = (alpha: number, degrees: number): number => -studentQuantile(alpha / 2, degrees);

/** P(T <= x) of Student's t (cephes' stdtr). @throws RangeError on bad degrees of freedom or NaN. */
export function studentCdf(x: number, degrees: number): number {
  if (Number.isNaN(x)) throw new RangeError("expected a number, got NaN");
  checkDegrees(degrees);
  return distributions().stdtr(degrees, x);
}
