import type { Body } from "kernel-lib";
import type { Input } from "./data.ts";

/**
 * Makes each call once, then once more, timed, every one awaited.
 * @returns the rows' fold of each input, and the median of the timed calls, milliseconds
 */
export async function timeCalls(
  body: Body,
  inputs: readonly Input[],
): Promise<{ readonly folds: readonly number[]; readonly milliseconds: number }> {
  const run = body.run as (input: Input) => Promise<number>;
  const folds: number[] = [];
  for (const input of inputs) folds.push(await run(input));
  const took: number[] = [];
  for (const input of inputs) {
    const start = performance.now();
    await run(input);
    took.push(performance.now() - start);
  }
  took.sort((a, b) => a - b);
  const middle = took.slice((took.length - 1) >> 1, (took.length >> 1) + 1);
  return { folds, milliseconds: middle.reduce((sum, each) => sum + each, 0) / middle.length };
}
