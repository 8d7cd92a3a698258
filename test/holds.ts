import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";

/** Kept by `npm run test:long`: what was tried last of each property. */
export const longRunsFile = join(resolve(import.meta.dirname, ".."), "results", "long-tests.json");
/** The long properties share the minutes that `npm run test:long` is given. */
const shares = 56;
/** Properties of one test, by its name: the second is kept as "… (2)". */
const held = new Map<string, number>();

interface LongRun {
  readonly cases: number;
  /** Of the first batch; each later one has the next. */
  readonly seed: number;
  readonly seconds: number;
  readonly at: string;
}

/**
 * Holds a property against random cases: `cases` of them from a fixed seed in `npm test`; in `npm run test:long` as many as its share of the minutes allows,
 * from a new seed, but `atLeast` so many, and their number is kept under the test's name. A counterexample is thrown with its seed and path, shrunk.
 */
export async function holds<Given>(
  property: fc.IProperty<Given> | fc.IAsyncProperty<Given>,
  cases: number,
  { atLeast = 0 }: { readonly atLeast?: number } = {},
): Promise<void> {
  const minutes = process.env.COVET_LONG_MINUTES;
  if (minutes === undefined) return fc.assert(property as fc.IAsyncProperty<Given>, { numRuns: cases, seed: 1 });
  const limit = (Number(minutes) * 60_000) / shares;
  const start = performance.now();
  const firstSeed = Math.trunc(Math.random() * 2 ** 31);
  let tried = 0;
  // Batches, not fast-check's own time limit: that one leaves the case in progress running into the next test.
  for (let batch = 0; batch === 0 || tried < atLeast || performance.now() - start < limit; batch++) {
    const found = await fc.check(property as fc.IAsyncProperty<Given>, { numRuns: cases, seed: firstSeed + batch });
    if (found.failed) throw new Error(await fc.asyncDefaultReportMessage(found), { cause: found.errorInstance });
    tried += found.numRuns;
  }
  const seconds = (performance.now() - start) / 1000;
  const test = expect.getState().currentTestName ?? "unnamed";
  const nth = (held.get(test) ?? 0) + 1;
  held.set(test, nth);
  keep(nth === 1 ? test : `${test} (${nth})`, {
    cases: tried,
    seed: firstSeed,
    seconds,
    at: new Date().toISOString(),
  });
}

function keep(name: string, run: LongRun): void {
  const before = existsSync(longRunsFile)
    ? (JSON.parse(readFileSync(longRunsFile, "utf8")) as { properties: Record<string, LongRun> }).properties
    : {};
  mkdirSync(resolve(longRunsFile, ".."), { recursive: true });
  const properties = { ...before, [name]: run };
  writeFileSync(longRunsFile, `${JSON.stringify({ schema: 1, properties }, null, 2)}\n`);
  process.stdout.write(`${run.cases} cases in ${run.seconds.toFixed(0)} s, seed ${run.seed}: ${name}\n`);
}
