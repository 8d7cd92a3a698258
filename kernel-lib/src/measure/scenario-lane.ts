import { ArmFailure } from "./arms/arm-failure.js";
import { playScenario } from "./arms/play-scenario.js";
import type { Measurement } from "./measurement.js";
import type { PlannedScenario } from "./plan/plan.js";
import { random } from "./plan/random.js";
import type { RunningJob } from "./running-job.js";

/** A scenario, and who plays it next. */
export interface Plays {
  readonly job: RunningJob;
  readonly scenario: PlannedScenario;
  readonly plays: readonly { readonly arm: string; readonly run: number }[];
}

/**
 * Plays what is missing of all jobs' scenarios: the first run of each, then further ones as `nextPlays` says, in each run the arms in seeded random order.
 * @throws the signal's reason.
 */
export async function measureScenarios(
  jobs: readonly RunningJob[],
  budget: number,
  measurement: Measurement,
): Promise<void> {
  for (;;) {
    const next = nextPlays(jobs, budget);
    if (!next) break;
    const { job, scenario, plays } = next;
    // An arm that fails is left out of what is to come.
    for (const { arm, run } of plays)
      if (job.failure === null && !job.isLeftOut(arm, scenario.name))
        await job.guard(measurement.signal, () => playOnce(job, scenario, arm, run, measurement));
  }
  measurement.forecast.scenariosEnded();
}

/**
 * The scenario that is played next: each once, in order; then one that is not complete, with all its further runs, those that cost least first, so that as many as
 * possible have an interval. A scenario's further runs begin only if they are expected to end within `budget` seconds, which all scenarios of all jobs have
 * together. Null where none is left. Depends on the jobs' samples alone, so that a resumed measurement goes the same way.
 */
export function nextPlays(jobs: readonly RunningJob[], budget: number): Plays | null {
  const missing = jobs
    .filter(({ failure }) => failure === null)
    .flatMap((job) =>
      job.plan.scenarios.map((scenario): Plays => ({ job, scenario, plays: missingPlays(job, scenario) })),
    )
    .filter(({ plays }) => plays.length > 0);
  for (const each of missing) {
    const plays = each.plays.filter(({ run }) => run === 0);
    if (plays.length > 0) return { ...each, plays };
  }
  const spent = jobs.flatMap(({ scenarioRuns }) => scenarioRuns).reduce((sum, { seconds }) => sum + seconds, 0);
  const [cheapest] = missing.toSorted((a, b) => costOf(a) - costOf(b));
  return cheapest && spent + costOf(cheapest) <= budget ? cheapest : null;
}

/** What the plays are expected to take, seconds: each as long as its arm's first. */
const costOf = ({ job, scenario, plays }: Plays): number =>
  plays.reduce((sum, { arm }) => sum + (firstOf(job, scenario.name, arm)?.seconds ?? 0), 0);

const firstOf = (job: RunningJob, scenario: string, arm: string) =>
  job.scenarioRuns.find((each) => each.scenario === scenario && each.arm === arm && each.run === 0);

async function playOnce(
  job: RunningJob,
  scenario: PlannedScenario,
  arm: string,
  run: number,
  { now, signal, forecast, tell }: Measurement,
): Promise<void> {
  const { plan } = job;
  const start = performance.now();
  try {
    const played = await playScenario({
      starter: job.starter,
      scenario,
      arm,
      run,
      now,
      signal,
      onPrinted: (name, text) => job.printed(`arm "${name}"`, text),
      onWarning: (text) => job.warn(text),
    });
    job.addScenarioRun(played);
    forecast.scenarioTook(plan.family, scenario.name, (performance.now() - start) / 1000);
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    job.leaveOut(error.notMeasured);
  }
  const done = job.scenarioRuns.length;
  const total = plan.scenarios.reduce((sum, { arms, runs }) => sum + arms.length * runs, 0);
  job.setProgress("scenarios", done, total);
  const text = `${plan.family}: scenario ${scenario.name}, ${arm} (${done}/${total})`;
  tell({ phase: "scenarios", family: plan.family, done, total, text });
}

/** What is still to be played of a scenario, in order. */
export const missingPlays = (job: RunningJob, { name, arms, runs }: PlannedScenario) =>
  Array.from({ length: runs }, (_, run) =>
    random(job.plan.seed, "scenario", name, run)
      .shuffle(arms)
      .map((arm) => ({ arm, run })),
  )
    .flat()
    .filter(({ arm, run }) => !job.isLeftOut(arm, name) && !isDone(job, name, arm, run));

const isDone = (job: RunningJob, scenario: string, arm: string, run: number): boolean =>
  job.scenarioRuns.some((each) => each.scenario === scenario && each.arm === arm && each.run === run);
