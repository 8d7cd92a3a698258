// @ts-check
import { randomBytes } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

/**
 * A lock between processes of one machine: a folder in which each of them draws a numbered ticket, and the living process with the
 * smallest ticket holds the lock (Lamport's bakery algorithm, so that no step needs to be atomic). A ticket names its process; those of
 * dead processes are removed by whoever meets them, which is safe because no name is used twice. Nobody has to clean up after a crash.
 * @param {string} folder made if absent
 * @param {{ doing: string, onWait?: (holder: { pid: number, doing: string }) => void, signal?: AbortSignal }} options
 *   `doing` is what others read while they wait; `onWait` is called once for each holder that is waited for
 * @returns {Promise<{ release(): void }>}
 */
export async function takeQueueLock(folder, { doing, onWait, signal }) {
  mkdirSync(folder, { recursive: true });
  const me = `${process.pid}-${startOf(process.pid) ?? 0}-${randomBytes(4).toString("hex")}`;
  const mine = drawTicket(folder, me, doing);
  const release = () => rmSync(join(folder, mine.name), { force: true });
  try {
    for (let told = ""; ; ) {
      signal?.throwIfAborted();
      const holder = firstBefore(folder, mine);
      if (holder === null) return { release };
      if (holder !== "choosing" && holder !== told) {
        told = holder;
        const read = readTicket(join(folder, holder));
        if (read !== null) onWait?.(read);
      }
      await delay(holder === "choosing" ? 5 : 100, undefined, { signal });
    }
  } catch (error) {
    release();
    throw error;
  }
}

/** @param {string} folder @param {string} me @param {string} doing */
function drawTicket(folder, me, doing) {
  const choosing = join(folder, `choosing-${me}`);
  const text = join(folder, `text-${me}`);
  try {
    writeFileSync(choosing, "");
    writeFileSync(text, JSON.stringify({ pid: process.pid, doing }));
    const number = 1 + Math.max(0, ...tickets(folder).map((ticket) => ticket.number));
    const mine = { number, name: `ticket-${number}-${me}` };
    renameSync(text, join(folder, mine.name));
    return mine;
  } finally {
    rmSync(text, { force: true });
    rmSync(choosing, { force: true });
  }
}

/**
 * Who is to be waited for. The two looks at the folder are in the order of the algorithm: whoever is not choosing at the first look has a
 * ticket that the second look sees, or will draw one above ours.
 * @param {string} folder @param {{ number: number, name: string }} mine
 * @returns {string | "choosing" | null} the ticket of the holder
 */
function firstBefore(folder, mine) {
  const chooser = readdirSync(folder).find((name) => name.startsWith("choosing-") && isAlive(folder, name));
  const before = tickets(folder)
    .filter((ticket) => ticket.number < mine.number || (ticket.number === mine.number && ticket.name < mine.name))
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1))
    .find((ticket) => isAlive(folder, ticket.name));
  if (before !== undefined) return before.name;
  return chooser === undefined ? null : "choosing";
}

/** @param {string} folder */
function tickets(folder) {
  return readdirSync(folder)
    .filter((name) => name.startsWith("ticket-"))
    .map((name) => ({ number: Number(name.split("-")[1]), name }));
}

/** False, and the file removed, if the process that made it is no more. @param {string} folder @param {string} name */
function isAlive(folder, name) {
  const [pid, start] = name.replace(/^(choosing|ticket-\d+)-/, "").split("-", 2);
  if (processLives(Number(pid), start ?? "0")) return true;
  rmSync(join(folder, name), { force: true });
  return false;
}

/** @param {number} pid @param {string} start what `startOf` said when the file was made, "0" where unknown */
function processLives(pid, start) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code === "ESRCH") return false;
  }
  const now = startOf(pid);
  return start === "0" || now === null || now === start;
}

/**
 * When a process started, in clock ticks since boot: a number used again for another process has another start. `null` without /proc.
 * @param {number} pid
 * @returns {string | null}
 */
function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the program's name in brackets and may hold spaces; the start is the 22nd field.
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

/** @param {string} path @returns {{ pid: number, doing: string } | null} `null` if it is gone by now */
function readTicket(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}
