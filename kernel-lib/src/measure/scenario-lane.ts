import { ArmFailure } from "./arms/arm-failure.js";
import { playScenario } from "./arms/play-scenario.js";
import type { Measurement } from "./measurement.js";
import type { PlannedScenario } from "./plan/plan.js";
import { random } from "./plan/random.js";
import type { RunningJob } from "./running-job.js";

/** Plays what is missing of a job's scenarios: run by run, the arms in seeded random order. @throws the signal's reason. */
export async function measureScenarios(job: RunningJob, measurement: Measurement): Promise<void> {
  // An arm that failed in an earlier run is left out of the later ones.
  for (const scenario of job.plan.scenarios)
    for (const { arm, run } of missingPlays(job, scenario))
      if (!job.isLeftOut(arm, scenario.name)) await playOnce(job, scenario, arm, run, measurement);
}

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
