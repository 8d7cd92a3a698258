import { cpSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { Profile } from "../measure/plan/profile.js";
import type { Progress } from "../measure/progress.js";
import { environmentSchema } from "../measure/samples/schemas.js";
import { executeNotebook, type NotebookProgress } from "../notebook/runner/execute-notebook.js";
import { readNotebook } from "../notebook/runner/read-notebook.js";
import { writeJson } from "../report/data/write-file.js";
import { addMeasurements } from "./add-measurements.js";
import { familiesOf } from "./families-of.js";
import { familyFile } from "./family-file.js";
import { gapsOf } from "./gaps-of.js";
import { makeResultsFolder } from "./make-results-folder.js";
import { defaultSeed } from "./measure-family.js";
import { measurementsOfRun } from "./measurements-of-run.js";
import { measurementsFile } from "./newest-evidence.js";
import { type PlannedFamily, planFamily } from "./plan-family.js";
import type { Project } from "./project.js";
import { readResult } from "./read-result.js";
import type { Run } from "./run-folder.js";
import { RunForecast } from "./run-forecast.js";
import { runJobs } from "./run-jobs.js";
import { familyDocument } from "./run-result.js";
import type { SetUpTime } from "./set-up-time.js";
import { writeRunResults } from "./write-run-results.js";

export interface RunReportRequest {
  readonly project: Project;
  /** Absolute paths, in the order of the report. */
  readonly notebooks: readonly string[];
  readonly profile: Profile;
  readonly seed?: number | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly signal: AbortSignal;
  /** `secondsLeft` is told for the whole run, notebooks included. */
  readonly onProgress: (progress: Progress) => void;
  /** `secondsLeft` as for `onProgress`. */
  readonly onCell: (notebook: string, progress: NotebookProgress, secondsLeft: number) => void;
  /** A line to stay: what failed, what was written. */
  readonly onLine: (text: string) => void;
  readonly now: () => Date;
  /** What set-up took just before; null where it is not known. */
  readonly setUp: SetUpTime | null;
}

/** A run as it grows: `run.json` is written at each step, so that a crash leaves what it was at. */
type Growing = { -readonly [Key in keyof Run]: Run[Key] };

/**
 * Makes the report: measures the union of all families that the notebooks name, executes the notebooks, which take those samples, and
 * writes page and data into `results/<run>`. What could not be measured or executed is a gap, and the rest is made: a run with gaps is finished.
 * `results/latest` points to the newest finished run that may decide.
 * @returns the run, and its folder
 * @throws the signal's reason, after the run's record says "stopped"; LabError `results-not-writable`
 */
export async function runReport(request: RunReportRequest): Promise<{ readonly run: Run; readonly folder: string }> {
  const { project, profile, now, signal } = request;
  const started = now();
  const id = `${started.toISOString().slice(0, 19).replaceAll(":", "-")}-${profile.name}`;
  const folder = join(project.results, id);
  const run: Growing = {
    schema: 1,
    id,
    state: "running",
    profile: profile.name,
    seed: request.seed ?? defaultSeed,
    startedAt: started.toISOString(),
    endedAt: null,
    seconds: { setUp: request.setUp?.seconds ?? null, measuring: null, notebooks: null, total: null },
    notebooks: request.notebooks.map((path) => ({ file: basename(path), state: "waiting", reason: null })),
    gaps: [],
    forecast: [],
    jobs: {},
    node: process.version,
    git: null,
  };
  const save = () => writeJson(join(folder, "run.json"), run);
  makeResultsFolder(join(folder, "notebooks"));
  const forecast = new RunForecast(request.notebooks.length, now);
  await save();
  try {
    await measureAll(request, run, folder, forecast);
    run.seconds = { ...run.seconds, measuring: secondsSince(started, now()) };
    await save();
    const before = now();
    await executeAll(request, run, folder, save, forecast);
    run.seconds = { ...run.seconds, notebooks: secondsSince(before, now()) };
    run.state = "finished";
    run.endedAt = now().toISOString();
    run.seconds = { ...run.seconds, total: secondsSince(started, now()) };
    run.forecast = [...forecast.samples];
    await save();
    await writeRunResults({ project, run, folder });
    if (profile.decides) {
      await addMeasurements(measurementsFile(project), measurementsOfRun(run, folder, request.setUp));
      pointTo(project, id);
    }
    return { run, folder };
  } catch (error) {
    run.state = signal.aborted ? "stopped" : "failed";
    run.endedAt = now().toISOString();
    await save();
    throw error;
  }
}

const secondsSince = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/** Plans and measures what the notebooks name, all together; what could not be is added to the run's gaps. */
async function measureAll(
  request: RunReportRequest,
  run: Growing,
  folder: string,
  forecast: RunForecast,
): Promise<void> {
  const { project, signal } = request;
  const gap = (part: string, reason: string) => {
    run.gaps = [...run.gaps, { part, reason }];
    request.onLine(`${part} is not measured: ${reason}`);
  };
  const names = new Set<string>();
  for (const path of request.notebooks) for (const name of familiesOf(await readNotebook(path))) names.add(name);
  const planned: PlannedFamily[] = [];
  try {
    for (const [name, plan] of await planAll([...names], request, run.seed))
      if (plan instanceof LabError) gap(`family ${name}`, plan.message);
      else planned.push(plan);
    if (planned.length === 0) return;
    const jobs = await runJobs(planned, {
      project,
      again: true,
      signal,
      onProgress: (progress) =>
        request.onProgress({ ...progress, secondsLeft: forecast.whileMeasuring(progress.secondsLeft) }),
      onFailed: ({ family, error }) => gap(`family ${family}`, error.message),
    });
    for (const job of jobs) {
      const copy = join(folder, "jobs", job.hash);
      // Without the cases' data, which the family file makes again.
      cpSync(job.folder, copy, { recursive: true, filter: (from) => from !== join(job.folder, "cases") });
      run.jobs = { ...run.jobs, [job.hash]: relative(folder, copy) };
      run.git ??= environmentSchema.parse(JSON.parse(readFileSync(join(copy, "environment.json"), "utf8"))).git;
      const result = readResult(copy);
      await writeJson(familyDocument(folder, result.family), result);
      for (const { part, reason } of gapsOf(result)) gap(part, reason);
    }
  } finally {
    for (const { cases } of planned) rmSync(cases, { recursive: true, force: true });
  }
}

/** Families that are described at once: nothing is measured meanwhile, and each computes its cases' data. */
const DESCRIBED = 2;

/**
 * Plans the families, each or the error that it failed with, in order.
 * @throws what is no LabError, and the signal's reason; the folders of those that were planned are gone then
 */
async function planAll(
  names: readonly string[],
  { project, profile, signal }: RunReportRequest,
  seed: number,
): Promise<ReadonlyMap<string, PlannedFamily | LabError>> {
  const plans = new Map<string, PlannedFamily | LabError>();
  const waiting = names.values();
  const inTurn = async () => {
    for (const name of waiting)
      try {
        const file = familyFile(name, project, project.notebooks);
        plans.set(name, await planFamily({ file, profile, seed, project, signal }));
      } catch (error) {
        if (signal.aborted || !(error instanceof LabError)) throw error;
        plans.set(name, error);
      }
  };
  const ended = await Promise.allSettled(Array.from({ length: DESCRIBED }, inTurn));
  const failed = ended.find((each) => each.status === "rejected");
  if (failed) {
    for (const plan of plans.values())
      if (!(plan instanceof LabError)) rmSync(plan.cases, { recursive: true, force: true });
    throw failed.reason;
  }
  return new Map([...plans].sort(([a], [b]) => names.indexOf(a) - names.indexOf(b)));
}

/** Executes the notebooks one after the other; one that fails is a gap. */
async function executeAll(
  request: RunReportRequest,
  run: Growing,
  folder: string,
  save: () => Promise<void>,
  forecast: RunForecast,
): Promise<void> {
  const env = {
    ...request.env,
    KERNEL_LIB_RUN: folder,
    KERNEL_LIB_PROFILE: request.profile.name,
    KERNEL_LIB_RESULTS: request.project.results,
  };
  for (const [index, path] of request.notebooks.entries()) {
    const file = basename(path);
    const note = async (state: "executed" | "failed", reason: string | null) => {
      run.notebooks = run.notebooks.map((one, at) => (at === index ? { file, state, reason } : one));
      await save();
    };
    const secondsLeft = forecast.whileExecuting(index);
    try {
      const output = join(folder, "notebooks", file);
      await executeNotebook({
        path,
        output,
        env,
        signal: request.signal,
        onProgress: (progress) => request.onCell(file, progress, secondsLeft),
      });
      await note("executed", null);
    } catch (error) {
      if (request.signal.aborted || !(error instanceof LabError)) throw error;
      run.gaps = [...run.gaps, { part: `notebook ${file}`, reason: error.message }];
      await note("failed", error.message);
      request.onLine(`${file} failed: ${error.message}`);
    }
  }
}

/** `results/latest` -> the run, changed at once. */
function pointTo(project: Project, id: string): void {
  const draft = join(project.results, `.latest-${process.pid}`);
  rmSync(draft, { force: true });
  symlinkSync(id, draft, "junction");
  renameSync(draft, join(project.results, "latest"));
}
