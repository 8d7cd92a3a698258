import { ArmFailure } from "./arms/arm-failure.js";
import { playScenario } from "./arms/play-scenario.js";
import type { PlannedScenario } from "./plan/plan.js";
import { random } from "./plan/random.js";
import type { Progress } from "./progress.js";
import type { RunningJob } from "./running-job.js";

/** Plays what is missing of a job's scenarios: run by run, the arms in seeded random order. @throws the signal's reason. */
export async function measureScenarios(
  job: RunningJob,
  now: () => Date,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { plan } = job;
  const total = plan.scenarios.reduce((sum, { arms, runs }) => sum + arms.length * runs, 0);
  for (const scenario of plan.scenarios)
    for (const { arm, run } of orderOf(job, scenario)) {
      if (job.isLeftOut(arm, scenario.name) || isDone(job, scenario.name, arm, run)) continue;
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
      } catch (error) {
        if (!(error instanceof ArmFailure)) throw error;
        job.leaveOut({ arm, case: scenario.name, reason: error.reason });
      }
      const done = job.scenarioRuns.length;
      job.setProgress("scenarios", done, total);
      onProgress({
        phase: "scenarios",
        family: plan.family,
        done,
        total,
        secondsLeft: null,
        text: `${plan.family}: scenario ${scenario.name}, ${arm} (${done}/${total})`,
      });
    }
}

const isDone = (job: RunningJob, scenario: string, arm: string, run: number): boolean =>
  job.scenarioRuns.some((each) => each.scenario === scenario && each.arm === arm && each.run === run);

function orderOf({ plan }: RunningJob, { name, arms, runs }: PlannedScenario) {
  return Array.from({ length: runs }, (_, run) =>
    random(plan.seed, "scenario", name, run)
      .shuffle(arms)
      .map((arm) => ({ arm, run })),
  ).flat();
}
