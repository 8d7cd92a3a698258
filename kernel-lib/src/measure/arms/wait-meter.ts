import { closeSync, openSync, readSync } from "node:fs";
import { cpuMilliseconds, now, threadMilliseconds } from "./clock.js";

/** Tells how long this thread could have run, in a stretch of the clock, while another process had its core. */
export interface WaitMeter {
  /** Right before the clock starts. */
  start(): void;
  /** Right after it stopped: of the `timed` nanoseconds those in which another process had the core. 0 … 0.999 · `timed`. */
  stop(timed: number): number;
}

/** The scheduler's account of the main thread (Linux): time on a core, time in a queue for one, nanoseconds; and how often it ran. */
const ACCOUNT = "/proc/self/schedstat";
/** A digit and what stands between numbers, as bytes. */
const [SPACE, ZERO] = [0x20, 0x30];
/** A wait that is the whole stretch would leave no time to divide by. */
const MOST = 0.999;

/**
 * A meter for this process's main thread; null where the platform keeps no such account. Right only where all threads of the process are bound to one core: what the
 * main thread waited, less what the process's other threads (V8's collector and compiler) computed meanwhile, is what others had. A
 * process can be preempted between reading the account and the clock as well (one stretch in a thousand beside a hog): as long as
 * both together took is not counted as waiting. Takes 3 µs a stretch, outside the clock, and leaves 0.4 KB of garbage (both measured).
 * @param file where the account is; another one only in tests
 */
export function waitMeter(file: string = ACCOUNT): WaitMeter | null {
  const account = openAccount(file);
  if (account === null) return null;
  const digits = Buffer.alloc(64);
  let [began, queued, others] = [0, 0, 0];
  const othersSoFar = (): number => {
    // This order: Linux brings the thread's account up to date when the process's is read.
    const all = cpuMilliseconds();
    return all - threadMilliseconds();
  };
  return {
    start() {
      began = now();
      queued = queuedSoFar(account, digits);
      others = othersSoFar();
    },
    stop(timed) {
      const waited = queuedSoFar(account, digits) - queued;
      const own = Math.max(0, othersSoFar() - others) * 1e6;
      const outside = (now() - began) * 1e6 - timed;
      return Math.min(MOST * timed, Math.max(0, waited - own - outside));
    },
  };
}

/** Null where there is none, or one that is not kept: a kernel without CONFIG_SCHED_INFO has no file, or one that says "0 0 0" for ever. */
function openAccount(file: string): number | null {
  if (process.platform !== "linux") return null;
  let account: number;
  try {
    account = openSync(file, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const text = Buffer.alloc(64);
  const length = readSync(account, text, 0, text.length, 0);
  if (/^[1-9]\d* \d+ /.test(text.toString("latin1", 0, length))) return account;
  closeSync(account);
  return null;
}

/** The second number of the account, read digit by digit: no text is made in the arm's heap. */
function queuedSoFar(account: number, digits: Buffer): number {
  const length = readSync(account, digits, 0, digits.length, 0);
  let place = 0;
  while (place < length && digits[place] !== SPACE) place++;
  let value = 0;
  for (place++; place < length && digits[place] !== SPACE; place++)
    value = 10 * value + ((digits[place] ?? ZERO) - ZERO);
  return value;
}
