import { cpSync, readFileSync, renameSync, rmSync, statSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { LabError } from "../base/lab-error.js";
import type { Profile } from "../measure/plan/profile.js";
import type { Progress } from "../measure/progress.js";
import { environmentSchema } from "../measure/samples/schemas.js";
import { executeNotebook, type NotebookProgress } from "../notebook/runner/execute-notebook.js";
import { readNotebook } from "../notebook/runner/read-notebook.js";
import type { Measurement } from "../report/data/measurements.js";
import { writeJson } from "../report/data/write-file.js";
import { addMeasurements } from "./add-measurements.js";
import { familiesOf } from "./families-of.js";
import { familyFile } from "./family-file.js";
import { makeResultsFolder } from "./make-results-folder.js";
import { defaultSeed } from "./measure-family.js";
import { measurementsFile } from "./newest-evidence.js";
import { type PlannedFamily, planFamily } from "./plan-family.js";
import type { Project } from "./project.js";
import type { Run } from "./run-folder.js";
import { runJobs } from "./run-jobs.js";
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
  readonly onProgress: (progress: Progress) => void;
  readonly onCell: (notebook: string, progress: NotebookProgress) => void;
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
 * writes page and data into `results/<run>`. What fails is said, the rest is made. `results/latest` points to a complete run that may decide.
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
    jobs: {},
    node: process.version,
    git: null,
  };
  const save = () => writeJson(join(folder, "run.json"), run);
  makeResultsFolder(join(folder, "notebooks"));
  await save();
  try {
    const measured = await measureAll(request, run, folder);
    run.seconds = { ...run.seconds, measuring: secondsSince(started, now()) };
    await save();
    const before = now();
    const executed = await executeAll(request, run, folder, save);
    run.seconds = { ...run.seconds, notebooks: secondsSince(before, now()) };
    const complete = measured && executed;
    run.state = complete ? "finished" : "failed";
    run.endedAt = now().toISOString();
    run.seconds = { ...run.seconds, total: secondsSince(started, now()) };
    await save();
    await writeRunResults({ project, run, folder });
    if (complete && profile.decides)
      await addMeasurements(measurementsFile(project), ofItself(run, folder, request.setUp));
    if (complete && profile.decides) pointTo(project, id);
    return { run, folder };
  } catch (error) {
    run.state = signal.aborted ? "stopped" : "failed";
    run.endedAt = now().toISOString();
    await save();
    throw error;
  }
}

/** What a complete run measured of itself, for the goals: times only where everything had to be done. */
function ofItself(run: Run, folder: string, setUp: SetUpTime | null): Measurement[] {
  const [notebook, ...others] = run.notebooks;
  if (notebook?.file !== "03-routing.ipynb" || others.length > 0) return [];
  const size = {
    id: "skeleton/report-size",
    value: statSync(join(folder, "report.html")).size / 1e6,
    unit: "MB",
    run: run.id,
  };
  if (setUp?.whole !== true) return [size];
  const minutes = (seconds: number) => ({ value: seconds / 60, unit: "min", run: run.id });
  const total = setUp.seconds + (run.seconds.total ?? 0);
  return [
    size,
    { id: "skeleton/set-up", ...minutes(setUp.seconds) },
    { id: "skeleton/clone-to-notebook", ...minutes(total) },
  ];
}

const secondsSince = (from: Date, to: Date): number => (to.getTime() - from.getTime()) / 1000;

/** Plans and measures what the notebooks name, all together; false if a family could not be. */
async function measureAll(request: RunReportRequest, run: Growing, folder: string): Promise<boolean> {
  const { project, profile, signal } = request;
  const names = new Set<string>();
  for (const path of request.notebooks) for (const name of familiesOf(await readNotebook(path))) names.add(name);
  const planned: PlannedFamily[] = [];
  let whole = true;
  try {
    for (const name of names) {
      try {
        const file = familyFile(name, project, project.notebooks);
        planned.push(await planFamily({ file, profile, seed: run.seed, project, signal }));
      } catch (error) {
        if (signal.aborted || !(error instanceof LabError)) throw error;
        whole = false;
        request.onLine(`family ${name} is not measured: ${error.message}`);
      }
    }
    if (planned.length === 0) return whole;
    const jobs = await runJobs(planned, { project, again: true, signal, onProgress: request.onProgress });
    for (const job of jobs) {
      const copy = join(folder, "jobs", job.hash);
      // Without the cases' data, which the family file makes again.
      cpSync(job.folder, copy, { recursive: true, filter: (from) => from !== join(job.folder, "cases") });
      run.jobs = { ...run.jobs, [job.hash]: relative(folder, copy) };
      run.git ??= environmentSchema.parse(JSON.parse(readFileSync(join(copy, "environment.json"), "utf8"))).git;
    }
    return whole;
  } finally {
    for (const { cases } of planned) rmSync(cases, { recursive: true, force: true });
  }
}

/** Executes the notebooks one after the other; false if one failed. */
async function executeAll(
  request: RunReportRequest,
  run: Growing,
  folder: string,
  save: () => Promise<void>,
): Promise<boolean> {
  const env = {
    ...request.env,
    KERNEL_LIB_RUN: folder,
    KERNEL_LIB_PROFILE: request.profile.name,
    KERNEL_LIB_RESULTS: request.project.results,
  };
  let whole = true;
  for (const [index, path] of request.notebooks.entries()) {
    const file = basename(path);
    const note = async (state: "executed" | "failed", reason: string | null) => {
      run.notebooks = run.notebooks.map((one, at) => (at === index ? { file, state, reason } : one));
      await save();
    };
    try {
      const output = join(folder, "notebooks", file);
      await executeNotebook({
        path,
        output,
        env,
        signal: request.signal,
        onProgress: (progress) => request.onCell(file, progress),
      });
      await note("executed", null);
    } catch (error) {
      if (request.signal.aborted || !(error instanceof LabError)) throw error;
      whole = false;
      await note("failed", error.message);
      request.onLine(`${file} failed: ${error.message}`);
    }
  }
  return whole;
}

/** `results/latest` -> the run, changed at once. */
function pointTo(project: Project, id: string): void {
  const draft = join(project.results, `.latest-${process.pid}`);
  rmSync(draft, { force: true });
  symlinkSync(id, draft, "junction");
  renameSync(draft, join(project.results, "latest"));
}
