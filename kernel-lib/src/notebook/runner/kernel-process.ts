import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LabError } from "../../base/lab-error.js";
import type { Kernelspec } from "../kernel/kernelspec.js";
import { type Connection, channels, connectionFileText } from "../protocol/connection.js";
import { descendants, killTree, signalTo } from "./process-tree.js";

/** How a kernel's process ended. */
export interface KernelExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** How to start the process of a kernel. */
export interface KernelProcessOptions {
  readonly spec: Kernelspec;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly transport: "ipc" | "tcp";
  /** Five ports, for `tcp`. */
  readonly ports: () => Promise<readonly number[]>;
}

/** What is kept of the process's own output, to be told if it dies. (characters) */
const keptOutput = 4000;
/** The path of a unix socket ends at 107 bytes; "-5" and a zero come after it. */
const maxSocketPath = 100;

/** The process of a kernel, in a group of its own, with its connection file in a private folder that goes with it. */
export class KernelProcess {
  readonly connection: Connection;
  /** Settles when the process has ended. */
  readonly exited: Promise<KernelExit>;
  readonly #child: ChildProcess;
  readonly #folder: string;
  #exit: KernelExit | null = null;
  #said = "";

  private constructor(child: ChildProcess, connection: Connection, folder: string) {
    this.#child = child;
    this.connection = connection;
    this.#folder = folder;
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#said = (this.#said + text).slice(-keptOutput);
      });
    this.exited = new Promise((resolve) => {
      child.once("exit", (code, signal) => {
        this.#exit = { code, signal };
        resolve(this.#exit);
      });
    });
  }

  /**
   * Starts the process; it is not yet known to answer.
   * @throws LabError `kernel-not-started` if the program of the spec cannot be run.
   */
  static async start({ spec, cwd, env, transport, ports }: KernelProcessOptions): Promise<KernelProcess> {
    const folder = await mkdtemp(join(tmpdir(), "covet-")); // 0700
    try {
      const connection = await makeConnection(folder, transport, ports);
      const file = join(folder, "connection.json");
      await writeFile(file, connectionFileText(connection), { mode: 0o600 });
      const [program, ...args] = spec.argv.map((part) => part.replace("{connection_file}", file));
      if (program === undefined) throw new LabError("kernel-not-started", "the kernelspec has no command");
      const child = spawn(program, args, {
        cwd,
        env: { ...env, ...spec.env, JPY_PARENT_PID: String(process.pid) },
        detached: true,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const started = new KernelProcess(child, connection, folder);
      await new Promise<void>((resolve, reject) => {
        child.once("spawn", resolve);
        child.once("error", (cause) => {
          const remedy = "compile kernel-lib (npm run compile) and run set-up again (npm start)";
          const data = { program, cwd };
          reject(
            new LabError("kernel-not-started", `${program} cannot be run in ${cwd}: ${cause.message}`, {
              remedy,
              data,
              cause,
            }),
          );
        });
      });
      return started;
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** How the process ended; null while it lives. */
  get exit(): KernelExit | null {
    return this.#exit;
  }

  /** The end of what the process itself wrote, for an error message. */
  get lastWords(): string {
    return this.#said.trim();
  }

  /** Sends SIGINT to the process and those of its group, as Jupyter does. */
  interrupt(): void {
    if (this.#exit || this.#child.pid === undefined) return;
    signalTo(-this.#child.pid, "SIGINT");
  }

  /** Ends the process, everything below it, and its private folder; waits until it has gone. `leave` runs first, to ask it kindly. */
  async end(leave: () => Promise<unknown> = async () => {}): Promise<void> {
    const { pid } = this.#child;
    try {
      if (pid === undefined) return;
      const below = descendants(pid);
      await leave();
      killTree(pid, below);
      await this.exited;
    } finally {
      await rm(this.#folder, { recursive: true, force: true });
    }
  }
}

async function makeConnection(
  folder: string,
  transport: "ipc" | "tcp",
  choose: KernelProcessOptions["ports"],
): Promise<Connection> {
  const key = randomBytes(32).toString("hex");
  const path = join(folder, "k");
  const files = transport === "ipc" && Buffer.byteLength(path) <= maxSocketPath;
  const numbers = files ? channels.map((_, index) => index + 1) : await choose();
  const [hb, shell, control, stdin, iopub] = numbers;
  if (hb === undefined || shell === undefined || control === undefined || stdin === undefined || iopub === undefined)
    throw new RangeError(`expected ${channels.length} ports, got ${numbers.length}`);
  const ports = { hb, shell, control, stdin, iopub };
  return files ? { transport: "ipc", ip: path, key, ports } : { transport: "tcp", ip: "127.0.0.1", key, ports };
}
