// @ts-check
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";

/**
 * The processes whose environment holds the person's mark, other than those that are ending. Linux only; needs the right to read it.
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
function processesOf(mark) {
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/.test(name)) return [];
    try {
      if (!readFileSync(`/proc/${name}/environ`, "utf8").split("\0").includes(`COVET_NEWCOMER=${mark}`)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ").trim();
      return command === "" ? [] : [{ pid: Number(name), command }];
    } catch {
      return [];
    }
  });
}

/**
 * What still runs a moment after it should have ended.
 * @param {string} mark
 * @param {number} [patience] in milliseconds
 */
export async function processesLeft(mark, patience = 3000) {
  const until = performance.now() + patience;
  for (;;) {
    const left = processesOf(mark);
    if (left.length === 0 || performance.now() > until) return left;
    await delay(50);
  }
}

/** Ends what a failed check found, so that the next person is not disturbed. @param {readonly { pid: number }[]} left */
export function endProcesses(left) {
  for (const { pid } of left) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Ended meanwhile.
    }
  }
}
