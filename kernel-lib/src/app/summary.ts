import type { RunSummary } from "../report/summary/run-summary.js";
import { evidence } from "./evidence.js";

/** Every headline ratio of the newest measurements, over all sections; says how to measure where there are none. */
export async function summary(): Promise<RunSummary> {
  const { RunSummary } = await import("../report/summary/run-summary.js");
  const { results } = await evidence();
  return new RunSummary(results);
}
