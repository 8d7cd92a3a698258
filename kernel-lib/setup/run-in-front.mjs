// @ts-check
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { killTree, processTree } from "./process-tree.mjs";

/** After a signal, how long the command may take to end by itself, in milliseconds: a second in all. */
const grace = 900;

/**
 * Runs a command in the foreground, with our terminal, to its end. Signals are passed on to it; what is left of it and of its descendants
 * after the grace is killed.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>} its exit code, 128 + n if signal n ended it, 127 if it cannot be started
 */
export async function runInFront(command, args, { cwd, env } = {}) {
  const child = spawn(command, args, { cwd, env, stdio: "inherit" });
  /** @type {NodeJS.Timeout | undefined} */
  let timer;
  /** @type {ReturnType<typeof processTree>} */
  let tree = [];
  /** @param {NodeJS.Signals} signal */
  const passOn = (signal) => {
    if (child.pid === undefined) return;
    // Noted now, because orphans can no longer be found once their parent is gone.
    tree = processTree(child.pid);
    child.kill(signal);
    timer ??= setTimeout(() => killTree(tree), grace);
  };
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of signals) process.on(name, passOn);
  try {
    return await new Promise((resolve) => {
      child.on("error", (error) => {
        process.stderr.write(`${command}: ${error.message}\n`);
        resolve(127);
      });
      child.on("exit", (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
    });
  } finally {
    for (const name of signals) process.off(name, passOn);
    if (timer !== undefined) killTree(tree);
    clearTimeout(timer);
  }
}
