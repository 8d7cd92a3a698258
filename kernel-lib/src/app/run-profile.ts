import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "../base/lab-error.js";
import { childEnvironment } from "../measure/arms/child-environment.js";
import { lockMachine } from "../measure/environment/machine-lock.js";
import type { ProfileResult } from "../report/profile/profile-result.js";
import type { ProfileEnd, ProfileOrder } from "./profile-process.js";
import type { Project } from "./project.js";

export interface RunProfileRequest {
  readonly project: Project;
  /** Name of a workload of the project (`notebooks/subjects/profiled/<name>.ts`), or the path of a file. */
  readonly workload: string;
  readonly cwd: string;
  /** Seconds under the sampling profiler. */
  readonly seconds: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: (text: string) => void;
}

/** The file of a workload. @throws LabError "unknown-workload" */
function workloadFile({ workload, project, cwd }: RunProfileRequest): string {
  if (/[\\/]|\.[mc]?[jt]s$/.test(workload)) {
    const path = join(workload.startsWith(sep) ? "" : cwd, workload);
    if (existsSync(path)) return path;
  }
  const own = join(project.subjects, "profiled", `${workload}.ts`);
  if (existsSync(own)) return own;
  throw new LabError("unknown-workload", `there is no workload "${workload}"`, {
    remedy: "name one of notebooks/subjects/profiled, or the path of a workload file",
    data: { workload, lookedAt: own },
  });
}

/** Below this the profile is only a look at the machinery: tests. */
const fullSeconds = 2;

/**
 * Profiles a workload in a process of its own, while nothing else is measured on this machine. The process is ended with the signal.
 * @throws LabError "unknown-workload", "workload-invalid", "workload-answers-wrong", "workload-failed"; the signal's reason
 */
export async function runProfile(request: RunProfileRequest): Promise<ProfileResult> {
  const { seconds, signal, env, onProgress } = request;
  if (!(seconds >= 0.2 && seconds <= 600))
    throw new LabError("profile-seconds", `a profile takes 0.2 to 600 seconds, not ${seconds}`);
  const full = seconds >= fullSeconds;
  const order: ProfileOrder = {
    workload: workloadFile(request),
    seconds,
    warmUpSeconds: full ? 1.5 : 0.3,
    batches: full ? 10 : 4,
    requestsEach: full ? 1500 : 200,
  };
  const folder = mkdtempSync(join(tmpdir(), "covet-profile-"));
  const lockFolder = env.KERNEL_LIB_LOCK;
  try {
    const lock = await lockMachine({
      what: `profile of ${request.workload}`,
      signal,
      onWait: ({ what }) => onProgress(`waiting: ${what} is being measured on this machine`),
      ...(lockFolder ? { folder: lockFolder } : {}),
      now: () => new Date(),
    });
    try {
      onProgress(`profiling ${request.workload}: ${Math.ceil(seconds)} s of samples, then the heap`);
      return await inProcess(order, join(folder, "end.json"), signal);
    } finally {
      lock.release();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function inProcess(order: ProfileOrder, output: string, signal: AbortSignal | undefined): Promise<ProfileResult> {
  signal?.throwIfAborted();
  // Compiled, also where this file itself is run from its source (tests).
  const here = fileURLToPath(new URL("./profile-process.js", import.meta.url));
  const script = here.replace(`${sep}src${sep}app${sep}`, `${sep}dist${sep}app${sep}`);
  const args = ["--expose-gc", "--disable-warning=ExperimentalWarning", script, JSON.stringify(order), output];
  const child = spawn(process.execPath, args, { env: childEnvironment(), stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (piece: Buffer) => {
    said = `${said}${piece.toString()}`.slice(-4000);
  });
  const stop = () => child.kill("SIGKILL");
  signal?.addEventListener("abort", stop, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    signal?.throwIfAborted();
    if (!existsSync(output))
      throw new LabError("workload-failed", `the profiled process ended without a result (${code}): ${said.trim()}`, {
        data: { code, workload: order.workload },
      });
    const end = JSON.parse(readFileSync(output, "utf8")) as ProfileEnd;
    if (end.ok) return end.result;
    throw new LabError(end.error.code, end.error.message, { data: { workload: order.workload } });
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}
