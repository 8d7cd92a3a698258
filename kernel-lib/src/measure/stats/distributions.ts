import { createRequire } from "node:module";

/** The functions of cephes that are used; its own types are not reachable through its "exports". */
interface Cephes {
  /** Inverse of Student's t: degrees of freedom (whole; cephes cuts off a fraction), probability. */
  stdtri(degrees: number, p: number): number;
  /** Student's t: degrees of freedom (whole), value. */
  stdtr(degrees: number, x: number): number;
  /** Regularised incomplete beta integral I_x(a, b). */
  incbet(a: number, b: number, x: number): number;
  /** Its inverse: the x with I_x(a, b) = y. */
  incbi(a: number, b: number, y: number): number;
  /** Standard normal distribution. */
  ndtr(x: number): number;
}

let cephes: Cephes | undefined;

/**
 * Loaded at first use: its WebAssembly costs 6 ms. Its CommonJS build compiles synchronously; the ESM build would need an `await`,
 * which no notebook's `require` could wait for.
 */
export function distributions(): Cephes {
  const require = createRequire(import.meta.url);
  cephes ??= require("cephes") as Cephes;
  return cephes;
}
