import { appendFileSync, readSync } from "node:fs";
import { memoryStream } from "./memory-stream.js";
import { monotonic, type NoiseOrder } from "./noise.js";
import type { NoiseEntry } from "./noise-log.js";
import { noiseWindows } from "./noise-windows.js";

/**
 * The program of one hog: bound to its core by whoever starts it, at normal priority, it is busy in the windows of its pattern and asleep between them. It has no
 * event loop to speak of: it says when it is ready, waits for the moment at which all begin, and works until its life is over or its parent is another.
 */
const order = JSON.parse(process.argv[2] ?? "") as NoiseOrder;
const { pattern, core, log, life, parent } = order;

/** Windows shorter than this share a line of the log, milliseconds. */
const LINE = 1_000;
/** So often it looks whether its parent is still there, milliseconds. */
const WATCH = 100;

const bell = new Int32Array(new SharedArrayBuffer(4));
const cpu = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000;
};

/** True once it has to go. The kernel ends it with its parent where `setpriv` is there; elsewhere it sees this way that the parent is gone. */
const over = (end: number): boolean => monotonic() >= end || process.ppid !== parent;

/** Waits until `until`, in pieces; false if it has to go before. */
function waitUntil(until: number, end: number): boolean {
  for (let now = monotonic(); now < until; now = monotonic()) {
    if (over(end)) return false;
    Atomics.wait(bell, 0, 0, Math.min(until - now, WATCH));
  }
  return !over(end);
}

/** Is busy until `until`; false if it has to go before. */
function workUntil(until: number, end: number, work: () => void): boolean {
  for (let look = monotonic() + WATCH; ; look += WATCH) {
    while (monotonic() < Math.min(until, look)) work();
    if (over(end)) return false;
    if (monotonic() >= until) return true;
  }
}

let sum = 1;
function spin(): void {
  for (let step = 0; step < 1_000; step++) sum = (Math.imul(sum, 1_664_525) + 1_013_904_223) | 0;
}

function main(): void {
  const work = pattern.regime === "memory" ? memoryStream() : spin;
  process.stdout.write("ready\n");
  const line = Buffer.alloc(64);
  const size = readSync(0, line);
  if (size === 0) return;
  const begin = Number(line.toString("utf8", 0, size));
  const end = begin + life * 1_000;
  let open: { readonly on: number; readonly startedAt: string; readonly cpu: number; times: number } | undefined;
  const write = (off: number) => {
    if (!open) return;
    const { on, startedAt, times, cpu: before } = open;
    open = undefined;
    const entry: NoiseEntry = {
      schema: 1,
      regime: pattern.regime,
      core,
      startedAt,
      on,
      off,
      times,
      cpu: cpu() - before,
    };
    // In one write, and without a check: two makers write to one log, and a chain has one writer.
    appendFileSync(log, `${JSON.stringify(entry)}\n`);
  };
  for (const window of noiseWindows(pattern, core)) {
    const [on, off] = [begin + window.on, begin + window.off];
    // A window that went by while this process did not get its core is no window.
    if (monotonic() >= off) continue;
    if (!waitUntil(on, end)) break;
    open ??= { on: monotonic(), startedAt: new Date().toISOString(), cpu: cpu(), times: 0 };
    open.times++;
    const goesOn = workUntil(off, end, work);
    if (!goesOn) break;
    if (monotonic() - open.on >= LINE || window.off - window.on >= LINE / 10) write(monotonic());
  }
  write(monotonic());
}

main();
