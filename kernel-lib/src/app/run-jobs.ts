import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { LabError } from "../base/lab-error.js";
import type { Progress } from "../measure/progress.js";
import { readState } from "../measure/samples/read-job.js";
import type { ErrorData, JobEnd, JobEntry, JobOrder } from "./job-process.js";
import { makeResultsFolder } from "./make-results-folder.js";
import type { PlannedFamily } from "./plan-family.js";
import type { Project } from "./project.js";

export interface RunJobsOptions {
  readonly project: Project;
  /** True: what is finished already is measured anew; false: it is taken as it is. */
  readonly again: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: Progress) => void;
  /** Told of each family that something beside its arms ended, while the others were measured; where absent the first such error is thrown, afterwards. */
  readonly onFailed?: (failed: FailedFamily) => void;
}

/** A family that was not measured, and why. */
export interface FailedFamily {
  readonly family: string;
  readonly hash: string;
  readonly error: LabError;
}

/** A finished job. */
export interface FinishedJob {
  readonly hash: string;
  /** `results/jobs/<hash>` */
  readonly folder: string;
  readonly warnings: readonly string[];
}

const poll = 150;
/** What a measuring process may take to end its children when it is told to stop, milliseconds. */
const grace = 3000;

/**
 * Measures planned families in a process of its own, which goes on if this one dies. A job that some process measures already is
 * waited for and taken as it is; one that was interrupted goes on after its last complete round.
 * When the signal fires, a process that was started here is ended (complete rounds are kept); one that was found running is left alone.
 * @returns those that were measured
 * @throws the signal's reason; LabError of `measureJobs`; `measurement-died` if the process ended without a word
 */
export async function runJobs(
  families: readonly PlannedFamily[],
  options: RunJobsOptions,
): Promise<readonly FinishedJob[]> {
  const { project, signal, onProgress = () => {} } = options;
  const jobs: JobOrder["jobs"][number][] = [];
  for (const { plan, cases } of families) {
    const attached = await waitForOther(join(project.jobs, plan.hash), plan.family, signal, onProgress);
    jobs.push({ plan, cases, root: project.jobs, again: options.again && !attached });
  }
  const parent = join(project.results, "orders");
  makeResultsFolder(parent);
  const folder = mkdtempSync(join(parent, "order-"));
  try {
    writeFileSync(join(folder, "request.json"), JSON.stringify({ jobs } satisfies JobOrder));
    const entries = await follow(folder, signal, onProgress);
    const failed = entries.filter((entry) => !entry.ok);
    for (const { family, hash, error } of failed) {
      if (!options.onFailed) throw asError(error);
      options.onFailed({ family, hash, error: asError(error) });
    }
    return entries.filter((entry) => entry.ok);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits while another process measures this job; true if it did and finished. */
async function waitForOther(
  folder: string,
  family: string,
  signal: AbortSignal | undefined,
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  let attached = false;
  for (;;) {
    signal?.throwIfAborted();
    const state = existsSync(folder) ? readState(folder) : null;
    if (state === null || state.state !== "running" || !isAlive(state.pid))
      return attached && state?.state === "finished";
    attached = true;
    const { done = 0, total = 0, phase = "" } = state.progress ?? {};
    const text = `${family}: process ${state.pid} measures this already: ${phase} ${done} of ${total}`;
    onProgress({ phase: "waiting", family, done, total, secondsLeft: null, text });
    await setTimeout(poll, undefined, signal ? { signal } : {}).catch(() => {});
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function follow(
  folder: string,
  signal: AbortSignal | undefined,
  onProgress: (progress: Progress) => void,
): Promise<readonly JobEntry[]> {
  signal?.throwIfAborted();
  const log = openSync(join(folder, "log.txt"), "a");
  const script = fileURLToPath(new URL("./job-process.js", import.meta.url));
  const child = spawn(process.execPath, [script, folder], { detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve, reject) => child.once("exit", () => resolve()).once("error", reject));
  const onAbort = () => child.kill("SIGTERM");
  signal?.addEventListener("abort", onAbort, { once: true });
  const watching = new AbortController();
  const watch = watchProgress(join(folder, "progress.json"), onProgress, watching.signal);
  try {
    await (signal ? Promise.race([ended, afterAbort(signal, ended)]) : ended);
    if (signal?.aborted) {
      if (child.exitCode === null && child.pid !== undefined) killGroup(child.pid);
      throw signal.reason;
    }
    return readEnd(folder, child.exitCode, child.signalCode);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    watching.abort();
    await watch;
  }
}

/** Settles when the child has ended or had its time to, after the signal fired. */
async function afterAbort(signal: AbortSignal, ended: Promise<void>): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([ended, setTimeout(grace, undefined, { ref: false })]);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Tells each new content of the progress file, until aborted. */
async function watchProgress(
  file: string,
  onProgress: (progress: Progress) => void,
  until: AbortSignal,
): Promise<void> {
  let last = "";
  for (;;) {
    const text = existsSync(file) ? readFileSync(file, "utf8") : last;
    if (text !== last) onProgress(JSON.parse(text) as Progress);
    last = text;
    if (until.aborted) return;
    await setTimeout(poll, undefined, { signal: until }).catch(() => {});
  }
}

function readEnd(folder: string, code: number | null, killed: NodeJS.Signals | null): readonly JobEntry[] {
  const file = join(folder, "outcome.json");
  if (!existsSync(file)) {
    const log = readFileSync(join(folder, "log.txt"), "utf8").trim();
    throw new LabError(
      "measurement-died",
      `the measuring process ended without a result (${killed ?? `exit code ${code}`})${log === "" ? "" : `:\n${log}`}`,
      {
        remedy: "run it again: it goes on after the last complete round",
        data: { code, signal: killed },
      },
    );
  }
  const end = JSON.parse(readFileSync(file, "utf8")) as JobEnd;
  if (end.ok) return end.jobs;
  throw asError(end.error);
}

const asError = ({ code, message, remedy, data }: ErrorData): LabError =>
  new LabError(code, message, { data, ...(remedy === null ? {} : { remedy }) });
