import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { isAbsolute, join, relative, resolve } from "node:path";
import { LabError } from "../../base/lab-error.js";
import { descendants, killTree } from "../runner/process-tree.js";
import { freePortFrom } from "./free-port-from.js";
import { writeServerConfig } from "./lab-server-config.js";
import { writeLabSettings } from "./lab-settings.js";

/** How to open JupyterLab. */
export interface OpenLabOptions {
  readonly projectRoot: string;
  /** The notebook it opens on, relative to the project; `notebooks/00-start-here.ipynb` where absent. */
  readonly notebook?: string;
  /** The port to try first; 8888 where absent. */
  readonly port?: number;
  /** True: also opens it in the user's browser. */
  readonly browser?: boolean;
  /** The Python environment; the project's `.venv` where absent. */
  readonly venv?: string;
  /** Where the URL and remarks go, a line at a time; standard error where absent. */
  readonly say?: (line: string) => void;
  /** Ends JupyterLab and its kernels. */
  readonly signal?: AbortSignal;
}

/** A JupyterLab that answers. */
export interface OpenLab {
  /** With its token: whoever has it may run code here. */
  readonly url: string;
  readonly port: number;
  readonly token: string;
  /** Settles when JupyterLab has ended: by `close`, by the signal, or by its own menu (File, Shut Down). */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** JupyterLab's own start takes 2 to 10 seconds. (milliseconds) */
const startLimit = 60_000;
/** The time it gets to end its kernels before all are killed. (milliseconds) */
const leaveLimit = 800;
const keptOutput = 4000;

/**
 * Starts JupyterLab from the project's `.venv` on a notebook: loopback only, with a token, its settings, run files and checkpoints
 * inside the project's `.venv` and `.cache`. Resolves when it answers. Whoever opens it ends it, by `signal` or `close`.
 * @throws LabError `no-lab` if `.venv` has no JupyterLab, `no-notebook`, `no-free-port`, `lab-not-started` with what it said.
 */
export async function openLab(options: OpenLabOptions): Promise<OpenLab> {
  const { projectRoot, notebook = "notebooks/00-start-here.ipynb", port: wanted = 8888, browser = false } = options;
  const { venv = join(projectRoot, ".venv"), signal, say = (line) => void process.stderr.write(`${line}\n`) } = options;
  signal?.throwIfAborted();
  const program = join(venv, process.platform === "win32" ? "Scripts/jupyter-lab.exe" : "bin/jupyter-lab");
  if (!existsSync(program))
    throw new LabError("no-lab", `JupyterLab is not there: ${program} does not exist`, {
      remedy: "install Python 3.11.2 or later with venv and run set-up again (npm start)",
      data: { program },
    });
  const inProject = relative(projectRoot, resolve(projectRoot, notebook));
  if (inProject.startsWith("..") || isAbsolute(inProject) || !existsSync(join(projectRoot, inProject)))
    throw new LabError("no-notebook", `${notebook} is no notebook of ${projectRoot}`, { data: { notebook } });
  await writeLabSettings(venv);
  const port = await freePortFrom(wanted);
  if (port !== wanted) say(`port ${wanted} is taken, JupyterLab is at ${port}`);
  const token = randomBytes(24).toString("hex");
  const url = `http://127.0.0.1:${port}/lab/tree/${inProject.split(/[\\/]/).map(encodeURIComponent).join("/")}?token=${token}`;

  const own = join(projectRoot, ".cache", "jupyter");
  await writeServerConfig(join(own, "config"));
  const child = spawn(program, argumentsFor({ port, browser, projectRoot, inProject, own }), {
    cwd: projectRoot,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      JUPYTER_TOKEN: token, // not an argument: those are shown to every user of the machine
      JUPYTER_CONFIG_DIR: join(own, "config"),
      JUPYTER_DATA_DIR: join(own, "data"),
      JUPYTER_RUNTIME_DIR: join(own, "runtime"),
      IPYTHONDIR: join(own, "ipython"),
      JUPYTER_PREFER_ENV_PATH: "1",
    },
  });
  const lab = watch(child);
  const close = (): Promise<void> => end(child, lab.ended);
  const onAbort = (): void => void close();
  signal?.addEventListener("abort", onAbort, { once: true });
  void lab.ended.then(() => signal?.removeEventListener("abort", onAbort));
  try {
    await untilItAnswers(`http://127.0.0.1:${port}/api/status`, token, lab, signal);
  } catch (error) {
    await close();
    throw error;
  }
  say(`JupyterLab: ${url}`);
  return { url, port, token, ended: lab.ended, close };
}

function argumentsFor(given: {
  port: number;
  browser: boolean;
  projectRoot: string;
  inProject: string;
  own: string;
}): string[] {
  const args = [
    `--ServerApp.root_dir=${given.projectRoot}`,
    "--ServerApp.ip=127.0.0.1",
    `--ServerApp.port=${given.port}`,
    "--ServerApp.port_retries=0",
    `--LabApp.default_url=/lab/tree/${given.inProject}`,
    `--FileCheckpoints.checkpoint_dir=${join(given.own, "checkpoints")}`,
    `--LabApp.workspaces_dir=${join(given.own, "workspaces")}`,
  ];
  if (!given.browser) args.push("--no-browser");
  if (process.getuid?.() === 0) args.push("--allow-root"); // Jupyter refuses to run as root otherwise
  return args;
}

interface Watched {
  readonly ended: Promise<void>;
  readonly failed: () => Error | null;
  readonly said: () => string;
}

function watch(child: ChildProcess): Watched {
  let said = "";
  let failure: Error | null = null;
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-keptOutput);
    });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", (error) => {
      failure = error;
      resolve();
    });
  });
  return { ended, failed: () => failure, said: () => said.trim() };
}

async function untilItAnswers(url: string, token: string, lab: Watched, signal?: AbortSignal): Promise<void> {
  let over = false;
  void lab.ended.then(() => {
    over = true;
  });
  const until = performance.now() + startLimit;
  while (performance.now() < until) {
    signal?.throwIfAborted();
    if (over) throw notStarted(`ended at once (${lab.failed()?.message ?? "see below"})`, lab);
    const answered = await fetch(url, { headers: { authorization: `token ${token}` } }).then(
      ({ ok }) => ok,
      () => false, // nothing listens yet
    );
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw notStarted(`did not answer within ${startLimit / 1000} s`, lab);
}

function notStarted(why: string, lab: Watched): LabError {
  return new LabError("lab-not-started", `JupyterLab ${why}; it said:\n${lab.said()}`, {
    remedy: "delete .venv and run set-up again (npm start)",
  });
}

/** Asks JupyterLab to end its kernels and itself; what is left after that is killed. */
async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  const below = descendants(pid);
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  const limit = Promise.withResolvers<void>();
  const timer = setTimeout(limit.resolve, leaveLimit);
  await Promise.race([ended, limit.promise]);
  clearTimeout(timer);
  killTree(pid, below);
  await ended;
}
