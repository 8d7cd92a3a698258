import { LabError } from "../base/lab-error.js";
import { defaultTimeLimits, type TimeLimits } from "./arms/arm-process.js";
import { findPlacement } from "./arms/pinning.js";
import { measureClaimLane } from "./claim-lane.js";
import { lockMachine } from "./environment/machine-lock.js";
import type { Plan } from "./plan/plan.js";
import type { Progress } from "./progress.js";
import { RunningJob } from "./running-job.js";
import { measureScenarios } from "./scenario-lane.js";
import type { ServiceStarters } from "./services/running-service.js";
import { Services, servicesOf } from "./services/services.js";
import { measureSourceLane } from "./source-lane.js";
import type { FamilyResult } from "./verdict/family-result.js";

/** One family to be measured as planned. */
export interface JobRequest {
  readonly plan: Plan;
  /** `results/jobs` */
  readonly root: string;
  /** The folder into which `describeFamily` wrote the cases' data. */
  readonly cases: string;
  /** True: measured anew even if it is finished; the old job is put aside as `<hash>.previous`. */
  readonly again?: boolean;
}

export interface MeasureOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Interpreter of Python arms (path, or name in PATH); the nearest `.venv` above the family file where absent. */
  readonly python?: string;
  readonly now?: () => Date;
  readonly limits?: Partial<TimeLimits>;
  /** How the services that cases need are started; a case whose service has no starter is not measured. */
  readonly services?: ServiceStarters;
  /** Folder of the machine's lock; tests have their own. */
  readonly lockFolder?: string;
}

export interface JobOutcome {
  /** `results/jobs/<hash>` */
  readonly folder: string;
  readonly result: FamilyResult;
  /** What the arms printed, what reading met, who worked in another's turn. */
  readonly warnings: readonly string[];
}

/**
 * Measures jobs, all under one lock of the machine: each one's source lane, then the rounds of all, round-robin. A job that was begun goes on after its last
 * complete round; one that is finished is only summed up (unless `again`). An arm that fails is not measured, with the reason,
 * and the others go on. When the signal aborts, every process is gone within a second and complete rounds are kept.
 * @throws LabError "measurement-interrupted" (data.folders), those of `openJob` and of `lockMachine`.
 */
export async function measureJobs(
  requests: readonly JobRequest[],
  options: MeasureOptions = {},
): Promise<readonly JobOutcome[]> {
  const { signal, onProgress = () => {}, now = () => new Date() } = options;
  const what = requests.map(({ plan }) => `${plan.family} (${plan.profile.name})`).join(", ");
  const jobs: RunningJob[] = [];
  try {
    const lock = await lockMachine({
      what,
      signal,
      now,
      onWait: ({ pid, what: other, since }) =>
        onProgress(event("waiting", what, `waiting: process ${pid} measures ${other} on this machine since ${since}`)),
      ...(options.lockFolder === undefined ? {} : { folder: options.lockFolder }),
    });
    const services = new Services(options.services ?? {});
    try {
      await openAll(requests, options, services, jobs, onProgress, now);
      await measureOpen(
        jobs.filter(({ wasFinished }) => !wasFinished),
        services,
        now,
        onProgress,
        signal,
      );
    } finally {
      await services.stop();
      lock.release();
    }
    return jobs.map((job) => ({ folder: job.folder, result: job.result(), warnings: job.warnings }));
  } catch (error) {
    const interrupted = signal?.aborted === true;
    for (const job of jobs.filter(({ wasFinished }) => !wasFinished))
      job.writeState(interrupted ? "interrupted" : "failed", error);
    if (!interrupted) throw error;
    throw new LabError(
      "measurement-interrupted",
      `the measurement of ${what} was interrupted; complete rounds are kept`,
      {
        remedy: "The same command goes on where it stopped.",
        data: { folders: jobs.map(({ folder }) => folder) },
        cause: error,
      },
    );
  }
}

async function openAll(
  requests: readonly JobRequest[],
  options: MeasureOptions,
  services: Services,
  jobs: RunningJob[],
  onProgress: (progress: Progress) => void,
  now: () => Date,
): Promise<void> {
  const placement = findPlacement(() => services.pids());
  const limits = { ...defaultTimeLimits, ...options.limits };
  for (const request of requests) {
    const { family } = request.plan;
    const onWarning = (text: string) => onProgress(event("warning", family, text));
    jobs.push(await RunningJob.open(request, { placement, limits, python: options.python, now, onWarning }));
  }
}

async function measureOpen(
  jobs: readonly RunningJob[],
  services: Services,
  now: () => Date,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  for (const job of jobs) job.writeState("running");
  for (const job of jobs)
    for (const name of servicesOf(job.plan)) {
      signal?.throwIfAborted();
      job.useService(name, await services.offer(name, job.plan));
    }
  for (const job of jobs) await measureSourceLane(job, now, onProgress, signal);
  for (const job of jobs) await measureScenarios(job, now, onProgress, signal);
  await measureClaimLane(jobs, now, onProgress, signal);
  for (const job of jobs) {
    job.finish();
    onProgress(event("finished", job.plan.family, `${job.plan.family}: measured`));
  }
}

const event = (phase: Progress["phase"], family: string, text: string): Progress => ({
  phase,
  family,
  done: 0,
  total: 0,
  secondsLeft: null,
  text,
});
