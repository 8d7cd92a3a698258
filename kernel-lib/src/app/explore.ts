import { type Displayable, jupyterDisplay, type MimeBundle } from "../base/displayable.js";
import { LabError } from "../base/lab-error.js";

/** What a quick look saw. It feeds no claim and no figure of the report. */
export interface Exploration extends Displayable {
  readonly exploratory: true;
  /** Nanoseconds a call. */
  readonly median: number;
  readonly p99: number;
  readonly samples: number;
}

/**
 * A quick look at one function, timed in this process by tinybench. Code in a cell reads its variables through a proxy, shares the
 * process with everything that ran before, and is timed once: good for an order of magnitude, never for a comparison.
 *
 * @param options.milliseconds how long to look, 100 by default
 * @throws LabError `explored-function-failed` if the function throws
 */
export async function explore(
  fn: () => unknown,
  options: { readonly milliseconds?: number } = {},
): Promise<Exploration> {
  const { Bench } = await import("tinybench");
  const bench = new Bench({ time: options.milliseconds ?? 100, warmupTime: 20, throws: false });
  bench.add(fn.name || "function", fn as () => void);
  await bench.run();
  const result = bench.tasks[0]?.result;
  if (result === undefined || !("latency" in result))
    throw new LabError(
      "explored-function-failed",
      `the function failed: ${result && "error" in result ? String(result.error) : "no result"}`,
      {
        cause: result && "error" in result ? result.error : undefined,
      },
    );
  const milli = 1e6;
  const { latency } = result;
  const looked = { median: latency.p50 * milli, p99: latency.p99 * milli, samples: latency.samplesCount };
  const text = `exploratory: about ${digits(looked.median)} ns a call (P99 ${digits(looked.p99)} ns, ${looked.samples} calls, this process, decides nothing)`;
  return {
    exploratory: true,
    ...looked,
    [jupyterDisplay]: (): MimeBundle => ({ "text/plain": text, "text/markdown": `*${text}*` }),
  };
}

const digits = (value: number) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(2));
