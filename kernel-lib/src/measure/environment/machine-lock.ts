import { randomUUID } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { LabError } from "../../base/lab-error.js";

/** Who measures now. */
export interface LockHolder {
  readonly pid: number;
  /** What for: "router (quick)". */
  readonly what: string;
  readonly since: string;
  /** When that process began (Linux: clock ticks since boot), so that another process with its number is not taken for it. */
  readonly began: string | null;
}

export interface MachineLock {
  /** Lets the next one measure. */
  release(): void;
}

export interface LockRequest {
  readonly what: string;
  readonly signal?: AbortSignal | undefined;
  /** Called when another one measures, once for each holder. */
  readonly onWait?: (holder: LockHolder) => void;
  /** The lock's folder: one for all users of the machine where absent. */
  readonly folder?: string;
  readonly now: () => Date;
}

/** Not `TMPDIR`, which differs from user to user; a folder of its own, because in /tmp itself nobody may take away another user's file. */
const place = join(process.platform === "win32" ? tmpdir() : "/tmp", "kernel-lib-measuring");
const POLL = 200;
/** A takeover lasts less than a millisecond; one that is older was left by a crash. */
const TAKEOVER = 10_000;

/**
 * Waits until nobody else measures on this machine, then holds the lock. A holder that died is replaced.
 * @throws the signal's reason; LabError "lock-not-writable".
 */
export async function lockMachine(request: LockRequest): Promise<MachineLock> {
  const folder = request.folder ?? place;
  const file = join(folder, "lock.json");
  openFolder(folder);
  const mine: LockHolder = {
    pid: process.pid,
    what: request.what,
    since: request.now().toISOString(),
    began: began(process.pid),
  };
  const draft = join(folder, `${randomUUID()}.draft`);
  let told = "";
  try {
    writeFileSync(draft, JSON.stringify(mine), { mode: 0o666 });
    for (;;) {
      request.signal?.throwIfAborted();
      if (tookIt(draft, file)) return { release: () => release(file, mine) };
      const holder = readHolder(file);
      if (holder && !isAlive(holder)) takeAway(folder, file, holder);
      else {
        if (holder && told !== JSON.stringify(holder)) request.onWait?.(holder);
        told = JSON.stringify(holder);
        await setTimeout(POLL, undefined, request.signal ? { signal: request.signal } : {});
      }
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

function openFolder(folder: string): void {
  try {
    if (mkdirSync(folder, { recursive: true }) !== undefined) chmodSync(folder, 0o777);
  } catch (cause) {
    throw new LabError("lock-not-writable", `the folder of the machine's lock, ${folder}, cannot be made`, {
      remedy: "Make it, writable for all users.",
      data: { folder },
      cause,
    });
  }
}

const codeOf = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** A link is made with its whole content, or not at all if the name is taken. */
function tookIt(draft: string, file: string): boolean {
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function readHolder(file: string): LockHolder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as LockHolder;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Field 22 of /proc/<pid>/stat, counted behind the name, which may hold spaces. Null where there is no /proc. */
function began(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
  } catch {
    return null;
  }
}

function isAlive(holder: LockHolder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // EPERM: it lives, and is another user's.
    if (codeOf(error) === "ESRCH") return false;
  }
  const now = began(holder.pid);
  return now === null || holder.began === null || now === holder.began;
}

/**
 * Takes away a dead holder's lock. Of several who want to, the one who makes the takeover folder does it, after looking again: else the second could
 * take away the lock that the first has just got.
 */
function takeAway(folder: string, file: string, dead: LockHolder): void {
  const takeover = join(folder, "takeover");
  try {
    mkdirSync(takeover);
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    if (Date.now() - (statSync(takeover, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > TAKEOVER)
      rmSync(takeover, { recursive: true, force: true });
    return;
  }
  try {
    const still = readHolder(file);
    if (still && still.pid === dead.pid && still.since === dead.since) rmSync(file, { force: true });
  } finally {
    rmSync(takeover, { recursive: true, force: true });
  }
}

function release(file: string, mine: LockHolder): void {
  const holder = readHolder(file);
  if (holder?.pid === mine.pid && holder.since === mine.since) rmSync(file, { force: true });
}
