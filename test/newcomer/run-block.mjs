// @ts-check
import { spawn } from "node:child_process";

/**
 * Starts a block in bash, in the person's clone, in a process group of its own, as a terminal would.
 * @param {import("./person.mjs").Person} person
 * @param {string} text
 */
export function startBlock(person, text) {
  const { clone: cwd, env, uid, gid } = person;
  const script = `set -euo pipefail\n${text}\n`;
  const child = spawn("bash", ["-c", script], {
    cwd,
    env,
    uid,
    gid,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  /** @type {((output: string) => void)[]} */
  const listeners = [];
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (part) => {
      output += part;
      for (const listener of listeners) listener(output);
    });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.on("error", (error) => {
      output += error.message;
      resolve(127);
    });
    child.on("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 137)));
  });
  return {
    ended,
    output: () => output,
    /** Calls with all output so far, each time there is more. @param {(output: string) => void} listener */
    onOutput: (listener) => void listeners.push(listener),
    /** As Ctrl-C or a closed terminal: the signal goes to the whole group. @param {NodeJS.Signals} signal */
    signal: (signal) => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, signal);
      } catch {
        // The group is gone.
      }
    },
  };
}

/**
 * Runs a block to its end.
 * @param {import("./person.mjs").Person} person
 * @param {string} text
 * @param {number} limit in seconds, after which it is killed
 * @param {(output: string) => void} [onOutput]
 * @returns {Promise<{ code: number, output: string, seconds: number }>} code 124 if the limit ended it
 */
export async function runBlock(person, text, limit, onOutput) {
  const start = performance.now();
  const block = startBlock(person, text);
  if (onOutput !== undefined) block.onOutput(onOutput);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    block.signal("SIGKILL");
  }, limit * 1000);
  const code = await block.ended;
  clearTimeout(timer);
  return { code: late ? 124 : code, output: block.output(), seconds: (performance.now() - start) / 1000 };
}

/**
 * The last lines of an output, long ones cut.
 * @param {string} output
 * @param {number} count
 */
export const tail = (output, count) =>
  output
    .trimEnd()
    .split("\n")
    .slice(-count)
    .map((line) => (line.length > 300 ? `${line.slice(0, 300)} …` : line))
    .join("\n");
