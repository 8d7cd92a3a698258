import type { ReportFrames } from "../report/frames/report-frames.js";
import { evidence } from "./evidence.js";

/**
 * The source report's figures and the newest measurements as DataFrames of danfojs-node, which loads when one is described.
 * Where nothing was measured yet the frames say so.
 */
export async function frames(): Promise<ReportFrames> {
  const { resultFileNames } = await import("../report/data/result-files.js");
  const { reportFrames } = await import("../report/frames/report-frames.js");
  const { source, results } = await evidence();
  return reportFrames(
    source,
    results.filter(({ family }) => Object.hasOwn(resultFileNames, family)),
  );
}
