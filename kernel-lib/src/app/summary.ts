import type { RunSummary } from "../report/summary/run-summary.js";
import { evidence } from "./evidence.js";

/** Every headline ratio of the newest measurements, over all sections of the report (not of own comparisons); says how to measure where there are none. */
export async function summary(): Promise<RunSummary> {
  const { resultFileNames } = await import("../report/data/result-files.js");
  const { RunSummary } = await import("../report/summary/run-summary.js");
  const { results } = await evidence();
  return new RunSummary(results.filter(({ family }) => Object.hasOwn(resultFileNames, family)));
}
