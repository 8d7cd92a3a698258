import {
  type JobRequest,
  type MeasuredJob,
  type MeasureOptions,
  measureJobs,
} from "../../kernel-lib/src/measure/measure-jobs.ts";

/** Measures one job; throws what ended it, where something did. */
export async function measureOne(request: JobRequest, options: MeasureOptions): Promise<MeasuredJob> {
  const [outcome] = await measureJobs([request], options);
  if (!outcome) throw new Error("there is no outcome");
  if (!outcome.ok) throw outcome.error;
  return outcome;
}
