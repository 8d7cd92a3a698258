import { runSourceLane } from "./arms/run-source-lane.js";
import { random } from "./plan/random.js";
import type { Progress } from "./progress.js";
import type { RunningJob } from "./running-job.js";

/** Measures what is missing of a job's source lane: run by run, the arms in seeded random order. @throws the signal's reason. */
export async function measureSourceLane(
  job: RunningJob,
  now: () => Date,
  onProgress: (progress: Progress) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { plan } = job;
  const { runs } = plan.profile.source;
  const total = plan.source.length * runs;
  const start = performance.now();
  const before = job.sourceRuns.length;
  const missing = (arm: string, run: number) =>
    plan.source
      .filter((each) => each.arm === arm && !job.isLeftOut(arm, each.case))
      .map((each) => each.case)
      .filter((at) => !job.sourceRuns.some((done) => done.arm === arm && done.case === at && done.run === run));
  const tell = (arm: string) => {
    const done = job.sourceRuns.length;
    const perRun = (performance.now() - start) / 1000 / Math.max(1, done - before);
    onProgress({
      phase: "source",
      family: plan.family,
      done,
      total,
      secondsLeft: done === before ? null : perRun * (total - done),
      text: `${plan.family}: source lane, ${arm} (${done}/${total})`,
    });
  };
  for (let run = 0; run < runs; run++) {
    for (const arm of random(plan.seed, "source", run).shuffle(plan.arms.map(({ name }) => name))) {
      const cases = missing(arm, run);
      if (cases.length === 0) continue;
      await runSourceLane({
        starter: job.starter,
        arm,
        cases,
        run,
        now,
        signal,
        onRun: (done) => {
          job.addSourceRun(done);
          tell(arm);
        },
        onFailure: (failure) => job.leaveOut({ arm, case: failure.case, reason: failure.reason }),
        onPrinted: (name, text) => job.printed(`arm "${name}"`, text),
      });
      job.setProgress("source", job.sourceRuns.length, total);
    }
  }
}
