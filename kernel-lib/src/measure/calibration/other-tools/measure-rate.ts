import type { ToolOrder } from "./run-tool-child.js";
import type { TimedFunctions } from "./timed-functions.js";
import type { ToolKind } from "./tool.js";

/** Calls of a timed function in a run, fixed as `n` is in Node's benchmarks: some 0.3 s. */
const counts: Readonly<Record<ToolKind, number>> = { integer: 20_000, json: 700 };

/** Where sums go, so that no call can be left out. */
let last = 0;

/** Calls a second of the one function that the process is for, between `bench.start()` and `bench.end(n)` as Node's benchmarks have it. */
export function measure(functions: TimedFunctions, { kind, only = "a" }: ToolOrder): number {
  const timed = functions[only];
  const count = counts[kind];
  const start = process.hrtime.bigint();
  for (let call = 0; call < count; call++) last = timed();
  const nanoseconds = Number(process.hrtime.bigint() - start);
  if (!Number.isInteger(last)) throw new TypeError(`the timed function returned ${last}`);
  return count / (nanoseconds / 1e9);
}
