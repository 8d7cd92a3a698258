// @ts-check
import { readdirSync, readFileSync } from "node:fs";

/**
 * A process and all that descend from it, as far as the machine tells (Linux: /proc; elsewhere the process alone). `start` tells a process
 * from a later one with the same number.
 * @param {number} pid
 * @returns {{ pid: number, start: string }[]} descendants before their parents
 */
export function processTree(pid) {
  /** @type {Map<number, { pid: number, start: string }[]>} */
  const children = new Map();
  for (const process of allProcesses()) {
    const siblings = children.get(process.parent) ?? [];
    siblings.push({ pid: process.pid, start: process.start });
    children.set(process.parent, siblings);
  }
  /** @param {{ pid: number, start: string }} node @returns {{ pid: number, start: string }[]} */
  const below = (node) => [...(children.get(node.pid) ?? []).flatMap(below), node];
  return below({ pid, start: statOf(pid)?.start ?? "" });
}

/** Kills those that are still the same process. @param {readonly { pid: number, start: string }[]} tree */
export function killTree(tree) {
  for (const { pid, start } of tree) {
    if ((statOf(pid)?.start ?? "") !== start) continue;
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // Already gone.
    }
  }
}

function allProcesses() {
  try {
    const numbers = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return numbers.flatMap((name) => statOf(Number(name)) ?? []);
  } catch {
    return [];
  }
}

/** @param {number} pid */
function statOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold spaces.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { pid, parent: Number(fields[1]), start: fields[19] ?? "" };
  } catch {
    return null;
  }
}
