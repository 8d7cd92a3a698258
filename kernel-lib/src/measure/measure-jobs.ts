import { join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { defaultTimeLimits, type TimeLimits } from "./arms/arm-process.js";
import { findPlacement, type Placement } from "./arms/pinning.js";
import { endOrphans } from "./arms/strays.js";
import { type Budgets, budgetsOf } from "./budgets.js";
import { measureClaimLane } from "./claim-lane.js";
import { lockMachine } from "./environment/machine-lock.js";
import type { PlacementKind } from "./environment/placement-kind.js";
import { Forecast } from "./forecast.js";
import type { Measurement } from "./measurement.js";
import type { Plan } from "./plan/plan.js";
import type { Progress } from "./progress.js";
import { RunningJob } from "./running-job.js";
import { measureScenarios } from "./scenario-lane.js";
import type { ServiceStarters } from "./services/running-service.js";
import { Services, servicesOf } from "./services/services.js";
import { measureSourceLanes } from "./source-lane.js";
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
  /** Budgets of all jobs together, seconds; where absent what their profile says. */
  readonly budget?: Partial<Budgets>;
  /** Which threads of the arms are bound to the measured core; "all" where absent. A job is measured in one way only. */
  readonly placement?: PlacementKind;
  /** Folder of the machine's lock; tests have their own. */
  readonly lockFolder?: string;
}

/** A job that was measured. */
export interface MeasuredJob {
  readonly ok: true;
  readonly family: string;
  /** The plan's hash. */
  readonly hash: string;
  /** `results/jobs/<hash>` */
  readonly folder: string;
  readonly result: FamilyResult;
  /** What the arms printed, what reading met, who worked in another's turn. */
  readonly warnings: readonly string[];
}

/** A job that something beside its arms ended: its folder could not be used, or what was read or written there failed. */
export interface FailedJob {
  readonly ok: false;
  readonly family: string;
  readonly hash: string;
  readonly folder: string;
  readonly error: unknown;
}

export type JobOutcome = MeasuredJob | FailedJob;

/**
 * Measures jobs, all under one lock of the machine: run by run their source lanes, then their scenarios, then the rounds of all, round-robin. A job that
 * was begun goes on after its last complete round; one that is finished is only summed up (unless `again`). An arm that fails is not
 * measured, with the reason, and the others go on; a job that fails leaves the other jobs alone. When the signal aborts, every process
 * is gone within a second and complete rounds are kept.
 * @returns an outcome for each request, in order
 * @throws LabError "measurement-interrupted" (data.folders), "too-many-claims", those of `lockMachine`.
 */
export async function measureJobs(
  requests: readonly JobRequest[],
  options: MeasureOptions = {},
): Promise<readonly JobOutcome[]> {
  const { signal, onProgress = () => {}, now = () => new Date() } = options;
  const what = requests.map(({ plan }) => `${plan.family} (${plan.profile.name})`).join(", ");
  checkClaims(requests.map(({ plan }) => plan));
  const opened: (RunningJob | FailedJob)[] = [];
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
      for (const text of endOrphans()) onProgress(event("warning", what, text));
      const placement = findPlacement(() => services.pids(), options.placement);
      for (const [place, request] of requests.entries()) {
        const twice = requests.findIndex((each) => folderOf(each) === folderOf(request)) < place;
        opened.push(twice ? sameTwice(request) : await open(request, placement, options, onProgress, now));
      }
      const budgets = { ...budgetsOf(requests.map(({ plan }) => plan)), ...options.budget };
      await measureOpen(unfinished(opened), services, budgets, { now, signal, onProgress });
    } finally {
      await stop(services, unfinished(opened));
      lock.release();
    }
  } catch (error) {
    const interrupted = signal?.aborted === true;
    for (const job of unfinished(opened)) job.writeState(interrupted ? "interrupted" : "failed", error);
    if (!interrupted) throw error;
    throw new LabError(
      "measurement-interrupted",
      `the measurement of ${what} was interrupted; complete rounds are kept`,
      {
        remedy: "The same command goes on where it stopped.",
        data: { folders: opened.map(({ folder }) => folder) },
        cause: error,
      },
    );
  }
  return opened.map((job) => (job instanceof RunningJob ? outcomeOf(job) : job));
}

/**
 * The error of 5 % is spent over the profile's number of claims, all families together (rule 4 of the measuring notes). Where a profile takes every
 * ratio, each family is held to it by `makePlan`.
 */
function checkClaims(plans: readonly Plan[]): void {
  for (const { profile } of plans) {
    const claims = plans.filter((plan) => plan.profile.name === profile.name).flatMap(({ ratios }) => ratios);
    if (profile.decides && profile.ratios === "headline" && claims.length > profile.claims)
      throw new LabError(
        "too-many-claims",
        `together the families want ${claims.length} ratios decided, profile "${profile.name}" spends its error over ${profile.claims}`,
        {
          remedy: "Mark fewer ratios as headline.",
          data: { ratios: claims.length, families: plans.map(({ family }) => family) },
        },
      );
  }
}

const unfinished = (opened: readonly (RunningJob | FailedJob)[]): readonly RunningJob[] =>
  opened.filter((job) => job instanceof RunningJob && !job.wasFinished && job.failure === null) as RunningJob[];

function outcomeOf(job: RunningJob): JobOutcome {
  const { folder, warnings, failure, plan } = job;
  const { family, hash } = plan;
  if (failure !== null) return { ok: false, family, hash, folder, error: failure.error };
  return { ok: true, family, hash, folder, result: job.result(), warnings };
}

const folderOf = ({ root, plan }: JobRequest): string => join(root, plan.hash);

/** Two that write the same samples would spoil them. */
function sameTwice(request: JobRequest): FailedJob {
  const { family, hash } = request.plan;
  const error = new LabError("plan-twice", `family "${family}" is to be measured twice by the same plan`, {
    remedy: "Ask for it once, or with another seed.",
    data: { family, hash },
  });
  return { ok: false, family, hash, folder: folderOf(request), error };
}

async function open(
  request: JobRequest,
  placement: Placement,
  options: MeasureOptions,
  onProgress: (progress: Progress) => void,
  now: () => Date,
): Promise<RunningJob | FailedJob> {
  const { family, hash } = request.plan;
  const limits = { ...defaultTimeLimits, ...options.limits };
  const onWarning = (text: string) => onProgress(event("warning", family, text));
  try {
    return await RunningJob.open(request, { placement, limits, python: options.python, now, onWarning });
  } catch (error) {
    return { ok: false, family, hash, folder: join(request.root, hash), error };
  }
}

async function measureOpen(
  jobs: readonly RunningJob[],
  services: Services,
  budgets: Budgets,
  { now, signal, onProgress }: Pick<MeasureOptions, "signal"> & Required<Pick<MeasureOptions, "now" | "onProgress">>,
): Promise<void> {
  const forecast = new Forecast(jobs, budgets);
  const tell = (progress: Omit<Progress, "secondsLeft">) =>
    onProgress({ ...progress, secondsLeft: forecast.secondsLeft });
  const measurement: Measurement = { now, signal, forecast, tell };
  for (const job of jobs) job.writeState("running");
  for (const job of jobs)
    for (const name of servicesOf(job.plan))
      await job.guard(signal, async () => job.useService(name, await services.offer(name, job.plan)));
  await measureSourceLanes(jobs, budgets.sourceSeconds, measurement);
  await measureScenarios(jobs, budgets.scenarioSeconds, measurement);
  await measureClaimLane(jobs, budgets, measurement);
  for (const job of jobs) {
    await job.guard(signal, async () => job.finish());
    if (job.failure === null) onProgress(event("finished", job.plan.family, `${job.plan.family}: measured`));
  }
}

/** A service that does not end well takes no samples with it. */
async function stop(services: Services, jobs: readonly RunningJob[]): Promise<void> {
  try {
    await services.stop();
  } catch (error) {
    for (const job of jobs) job.warn(`a service did not stop as it should: ${String(error)}`);
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
