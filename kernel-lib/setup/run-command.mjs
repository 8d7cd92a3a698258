// @ts-check
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** How long a stopped command may take to end by itself before it is killed, in milliseconds. */
const grace = 500;

/**
 * Runs a command that needs no terminal, in a process group of its own, to its end. All that it prints goes into `logFile` where one is
 * given. Never throws for a command that fails or does not exist; an abort ends the whole group and then throws.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, signal?: AbortSignal, logFile?: string, timeout?: number }} options
 *   `timeout` in milliseconds
 * @returns {Promise<{ ok: boolean, code: number | null, output: string, stdout: string }>} `output` is stdout and stderr as they came
 */
export async function runCommand(command, args, { cwd, env, signal, logFile, timeout } = {}) {
  signal?.throwIfAborted();
  const ownGroup = process.platform !== "win32";
  const child = spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"], detached: ownGroup });
  let output = "";
  let stdout = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    stdout += text;
    output += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text) => {
    output += text;
  });

  /** @param {NodeJS.Signals} name */
  const kill = (name) => {
    if (child.pid === undefined) return;
    try {
      process.kill(ownGroup ? -child.pid : child.pid, name);
    } catch {
      // Already gone.
    }
  };
  /** @type {NodeJS.Timeout | undefined} */
  let killTimer;
  const stop = () => {
    kill("SIGTERM");
    killTimer = setTimeout(() => kill("SIGKILL"), grace);
  };
  signal?.addEventListener("abort", stop, { once: true });
  const timer = timeout === undefined ? undefined : setTimeout(stop, timeout);
  try {
    const code = await new Promise((resolve) => {
      child.on("error", (error) => {
        output += `${error.message}\n`;
        resolve(null);
      });
      child.on("close", resolve);
    });
    signal?.throwIfAborted();
    return { ok: code === 0, code, output, stdout };
  } finally {
    clearTimeout(timer);
    if (signal?.aborted) kill("SIGKILL");
    clearTimeout(killTimer);
    signal?.removeEventListener("abort", stop);
    if (logFile !== undefined) {
      mkdirSync(dirname(logFile), { recursive: true });
      writeFileSync(logFile, output);
    }
  }
}

/** The last lines of a command's output that say something. @param {string} output @param {number} count */
export function lastLines(output, count) {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-count).join("\n");
}

/** The lines that the command itself calls errors, the last ones; where there are none, its last lines. @param {string} output @param {number} count */
export function errorLines(output, count) {
  const errors = output
    .split("\n")
    .filter((line) => /^(npm error|ERROR|error)\b.*\S/.test(line) && line.trim() !== "npm error");
  const telling = errors.filter((line) => !/A complete log of this run|For a full report/.test(line));
  return lastLines(telling.length > 0 ? telling.join("\n") : output, count);
}
