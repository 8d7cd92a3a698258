import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
}

/** What a program came to. */
export interface ProgramEnd {
  readonly ok: boolean;
  /** Null where it could not be started or was killed. */
  readonly code: number | null;
  readonly stdout: string;
  /** Standard output and standard error as they came; why it could not be started, where it could not. */
  readonly output: string;
}

/**
 * Runs a program without a terminal, in a process group of its own, to its end. One that fails or does not exist is told, not thrown.
 * When the signal fires the whole group is killed.
 * @throws the signal's reason
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { cwd, env, signal }: ProgramOptions,
): Promise<ProgramEnd> {
  signal?.throwIfAborted();
  const ownGroup = process.platform !== "win32";
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: ownGroup });
  let stdout = "";
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    output += text;
  });
  const kill = () => {
    if (child.pid === undefined) return;
    try {
      process.kill(ownGroup ? -child.pid : child.pid, "SIGKILL");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    }
  };
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const code = await new Promise<number | null>((resolve) => {
      child.once("error", (error) => {
        output += `${error.message}\n`;
        resolve(null);
      });
      child.once("close", resolve);
    });
    signal?.throwIfAborted();
    return { ok: code === 0, code, stdout, output };
  } finally {
    signal?.removeEventListener("abort", kill);
  }
}
