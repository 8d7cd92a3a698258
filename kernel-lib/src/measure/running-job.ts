import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { ServiceName } from "../base/subject.js";
import type { TimeLimits } from "./arms/arm-process.js";
import { findPython } from "./arms/find-python.js";
import type { Placement } from "./arms/pinning.js";
import { type ArmStarter, nodeFlags } from "./arms/start-arm.js";
import type { Environment } from "./environment/environment.js";
import { recordEnvironment } from "./environment/record-environment.js";
import { blindFold } from "./guards/blind-fold.js";
import type { NotMeasured, Plan } from "./plan/plan.js";
import { appendLine } from "./samples/append-line.js";
import type { CaseFile } from "./samples/case-file.js";
import type { LentRound } from "./samples/lent-round.js";
import { type OpenRequest, openJob } from "./samples/open-job.js";
import { packSamples, type sampleFiles } from "./samples/pack-samples.js";
import type { Job } from "./samples/read-job.js";
import type { Round, SourceRun } from "./samples/round.js";
import type { ScenarioRun } from "./samples/scenario-run.js";
import type { JobState } from "./samples/schemas.js";
import { writeAtomically } from "./samples/write-atomically.js";
import type { ServiceOffer } from "./services/services.js";
import type { FamilyResult } from "./verdict/family-result.js";
import { summarize } from "./verdict/summarize.js";

/** What a running job is given from outside. */
export interface Surroundings {
  readonly placement: Placement;
  readonly limits: TimeLimits;
  readonly python?: string | undefined;
  readonly now: () => Date;
  /** Told of each new warning. */
  readonly onWarning: (text: string) => void;
}

/** A job that this process measures: its samples so far, in memory and on disk, and its state file. */
export class RunningJob {
  readonly plan: Plan;
  readonly folder: string;
  environment: Environment;
  starter: ArmStarter;
  readonly rounds: Round[];
  readonly sourceRuns: SourceRun[];
  readonly scenarioRuns: ScenarioRun[];
  /** Rounds of other families' sentinels that were lent to this job. */
  readonly lent: LentRound[];
  readonly notMeasured: NotMeasured[];
  readonly warnings: string[];
  /** True where it was finished before; nothing is measured then. */
  readonly wasFinished: boolean;
  readonly #surroundings: Surroundings;
  #progress: JobState["progress"] = null;
  #failure: { readonly error: unknown } | null = null;

  /** @throws LabError "placement-changed", those of `openJob`. */
  static async open(request: OpenRequest, surroundings: Surroundings): Promise<RunningJob> {
    const job = openJob(request);
    const file = join(job.folder, "environment.json");
    const environment = job.environment ?? (await recordOf(job, surroundings));
    checkPlacement(job, environment, surroundings.placement);
    if (job.environment === null) writeAtomically(file, `${JSON.stringify(environment)}\n`);
    const running = new RunningJob(job, environment, surroundings);
    if (!running.wasFinished) running.#warnOfBlindFolds();
    return running;
  }

  private constructor(job: Job, environment: Environment, surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.plan = job.plan;
    this.folder = job.folder;
    this.environment = environment;
    this.rounds = [...job.rounds];
    this.sourceRuns = [...job.sourceRuns];
    this.scenarioRuns = [...job.scenarioRuns];
    this.lent = [...job.lent];
    this.notMeasured = [...(job.state?.notMeasured ?? [])];
    this.warnings = [...(job.state?.warnings ?? [])];
    this.wasFinished = job.state?.state === "finished";
    const { placement, limits, python } = surroundings;
    const cases = join(job.folder, "cases");
    const onFinding = (text: string) => this.warn(text);
    const common = { plan: job.plan, cases, placement, limits, services: {}, onFinding };
    this.starter = { ...common, ...(python === undefined ? {} : { python }) };
    for (const warning of job.warnings) this.warn(warning);
  }

  #warnOfBlindFolds(): void {
    for (const { name } of this.plan.cases) {
      const file = JSON.parse(readFileSync(join(this.folder, "cases", `${name}.json`), "utf8")) as CaseFile;
      for (const { text } of blindFold(file)) this.warn(text);
    }
  }

  /** What ended this job before it was measured; null where nothing did. */
  get failure(): { readonly error: unknown } | null {
    return this.#failure;
  }

  /** Something beside its arms failed: the job ends here, the others go on. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.writeState("failed", error);
  }

  /** Does a step of this job, if it has not failed: what goes wrong ends this job alone. @throws the signal's reason. */
  async guard(signal: AbortSignal | undefined, step: () => Promise<void>): Promise<void> {
    signal?.throwIfAborted();
    if (this.#failure !== null) return;
    try {
      await step();
    } catch (error) {
      signal?.throwIfAborted();
      this.fail(error);
    }
  }

  /** Length of a turn, milliseconds: the profile's, or 10,000 steps of a coarser clock. */
  get turn(): number {
    return Math.max(this.plan.profile.turn, (10_000 * this.environment.clockStep) / 1e6);
  }

  addRound(round: Round): void {
    appendLine(join(this.folder, "rounds.jsonl"), round);
    this.rounds.push(round);
  }

  addSourceRun(run: SourceRun): void {
    appendLine(join(this.folder, "source.jsonl"), run);
    this.sourceRuns.push(run);
  }

  addScenarioRun(run: ScenarioRun): void {
    appendLine(join(this.folder, "scenarios.jsonl"), run);
    this.scenarioRuns.push(run);
  }

  addLent(round: LentRound): void {
    appendLine(join(this.folder, "lent.jsonl"), round);
    this.lent.push(round);
  }

  /** What `Services` offered: arms get the URL; where there is none, every case and scenario that needs it is left out with the reason. */
  useService(name: ServiceName, offer: ServiceOffer): void {
    if ("url" in offer) {
      this.starter = { ...this.starter, services: { ...this.starter.services, [name]: offer.url } };
      this.environment = { ...this.environment, services: { ...this.environment.services, [name]: offer.version } };
      writeAtomically(join(this.folder, "environment.json"), `${JSON.stringify(this.environment)}\n`);
      return;
    }
    for (const { case: at, arm } of takingPart(this.plan))
      if ([...this.plan.cases, ...this.plan.scenarios].find((each) => each.name === at)?.needs?.includes(name))
        this.leaveOut({ case: at, arm, reason: offer.reason });
  }

  /** An arm failed at a case or scenario: it stays out from now on. */
  leaveOut(entry: NotMeasured): void {
    if (this.isLeftOut(entry.arm, entry.case)) return;
    this.notMeasured.push(entry);
    this.writeState("running");
  }

  isLeftOut(arm: string, at: string): boolean {
    return [...this.plan.notMeasured, ...this.notMeasured].some(
      (each) => each.arm === arm && (each.case === at || each.case === "*"),
    );
  }

  /** Each warning is kept once. */
  warn(text: string): void {
    if (this.warnings.includes(text)) return;
    this.warnings.push(text);
    this.#surroundings.onWarning(text);
  }

  printed(who: string, text: string): void {
    this.warn(`${who} printed while it was measured, which takes time: ${text.trim().slice(0, 200)}`);
  }

  setProgress(phase: string, done: number, total: number): void {
    this.#progress = { phase, done, total };
    this.writeState("running");
  }

  writeState(state: JobState["state"], error: unknown = null): void {
    const content: JobState = {
      schema: 1,
      pid: process.pid,
      state,
      progress: this.#progress,
      error: error === null ? null : describeError(error),
      notMeasured: this.notMeasured,
      warnings: this.warnings,
      lines: {
        "rounds.jsonl": this.rounds.length,
        "source.jsonl": this.sourceRuns.length,
        "scenarios.jsonl": this.scenarioRuns.length,
        "lent.jsonl": this.lent.length,
      } satisfies Record<(typeof sampleFiles)[number], number>,
      updatedAt: this.#surroundings.now().toISOString(),
    };
    writeAtomically(join(this.folder, "state.json"), `${JSON.stringify(content)}\n`);
  }

  finish(): void {
    packSamples(this.folder);
    this.writeState("finished");
  }

  result(): FamilyResult {
    return summarize(this.plan, this.environment, this.rounds, this.sourceRuns, this.notMeasured, this);
  }
}

/** Every arm at every case and scenario that it takes part in. */
const takingPart = (plan: Plan): readonly { readonly arm: string; readonly case: string }[] => [
  ...plan.source,
  ...plan.scenarios.flatMap(({ name, arms }) => arms.map((arm) => ({ arm, case: name }))),
];

/** Rounds of which some were bound to a core and some were not are not alike. */
function checkPlacement({ folder, rounds }: Job, environment: Environment, { kind }: Placement): void {
  const before = environment.placement ?? (environment.pinned ? "all" : "scheduler");
  if (before === kind || rounds.length === 0) return;
  throw new LabError(
    "placement-changed",
    `the rounds in ${folder} were measured with placement "${before}"; asked for, or possible here now, is "${kind}"`,
    { remedy: "Measure it again from the start, or in another folder.", data: { folder, before, now: kind } },
  );
}

function recordOf(job: Job, { placement, python, now }: Surroundings): Promise<Environment> {
  const folder = dirname(job.plan.familyFile);
  const needsPython = job.plan.arms.some(({ language }) => language === "python");
  return recordEnvironment({
    python: needsPython ? findPython(folder, python) : undefined,
    placement: placement.kind,
    flags: nodeFlags,
    folder,
    now,
  });
}

const describeError = (error: unknown): JobState["error"] => ({
  code: error instanceof LabError ? error.code : "unexpected",
  message: error instanceof Error ? error.message : String(error),
});
