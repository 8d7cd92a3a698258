import { runSourceLane } from "./arms/run-source-lane.js";
import type { Measurement } from "./measurement.js";
import { random } from "./plan/random.js";
import type { RunningJob } from "./running-job.js";

/**
 * Measures what is missing of all jobs' source lanes, run by run over all of them, in each the arms in seeded random order. After the first run of every
 * arm and case, others begin only while all together are within `budget` seconds.
 * @throws the signal's reason.
 */
export async function measureSourceLanes(
  jobs: readonly RunningJob[],
  budget: number,
  measurement: Measurement,
): Promise<void> {
  const start = performance.now();
  const most = Math.max(0, ...jobs.map(({ plan }) => plan.profile.source.runs));
  for (let run = 0; run < most; run++)
    for (const job of jobs) {
      const { plan } = job;
      if (job.failure !== null || run >= plan.profile.source.runs) continue;
      const names = plan.arms.map(({ name }) => name);
      for (const arm of random(plan.seed, "source", run).shuffle(names)) {
        if (run > 0 && (performance.now() - start) / 1000 >= budget) {
          measurement.forecast.sourceEnded();
          return;
        }
        await job.guard(measurement.signal, () => measureArm(job, arm, run, measurement));
      }
    }
  measurement.forecast.sourceEnded();
}

async function measureArm(job: RunningJob, arm: string, run: number, measurement: Measurement): Promise<void> {
  const { plan } = job;
  const cases = missingOf(job, arm, run);
  if (cases.length === 0) return;
  const total = plan.source.length * plan.profile.source.runs;
  let last = performance.now();
  await runSourceLane({
    starter: job.starter,
    arm,
    cases,
    run,
    now: measurement.now,
    signal: measurement.signal,
    onRun: (done) => {
      job.addSourceRun(done);
      const at = performance.now();
      measurement.forecast.sourceTook(plan.family, (at - last) / 1000);
      last = at;
      const text = `${plan.family}: source lane, ${arm} (${job.sourceRuns.length}/${total})`;
      measurement.tell({ phase: "source", family: plan.family, done: job.sourceRuns.length, total, text });
    },
    onFailure: (failure) => job.leaveOut(failure.notMeasured),
    onPrinted: (name, text) => job.printed(`arm "${name}"`, text),
  });
  job.setProgress("source", job.sourceRuns.length, total);
}

/** The cases of an arm's run that are still to be measured. */
export const missingOf = (job: RunningJob, arm: string, run: number): readonly string[] =>
  job.plan.source
    .filter((each) => each.arm === arm && !job.isLeftOut(arm, each.case))
    .map((each) => each.case)
    .filter((at) => !job.sourceRuns.some((done) => done.arm === arm && done.case === at && done.run === run));
