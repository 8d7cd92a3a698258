import { Bench, type Task } from "tinybench";
import { LabError } from "../../../base/lab-error.js";
import type { TimedFunctions } from "./timed-functions.js";
import type { TinybenchFigures, TinybenchTask } from "./tinybench.js";

/** Times both functions by tinybench, all options as they are by default. */
export async function measure({ a, b }: TimedFunctions): Promise<TinybenchFigures> {
  const bench = new Bench();
  bench.add("a", a).add("b", b);
  const [first, second] = await bench.run();
  return { a: figuresOf(first), b: figuresOf(second) };
}

function figuresOf(task: Task | undefined): TinybenchTask {
  if (task?.result.state !== "completed")
    throw new LabError("tool-fails", `tinybench's task ended in state "${task?.result.state}"`);
  const { latency, throughput } = task.result;
  return {
    latency: { mean: latency.mean, sd: latency.sd, n: latency.samplesCount },
    throughput: { mean: throughput.mean, moe: throughput.moe },
  };
}
