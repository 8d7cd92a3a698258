import { liveDisplay } from "./live-display.js";

/** A bar that grows in place while a cell runs. */
export interface Progress {
  /** `done` of `of` steps are done; `note` says what is going on. */
  report(done: number, of: number, note?: string): void;
  /** Shows the last state and stops. */
  done(note?: string): Promise<void>;
}

const width = 24;

/**
 * A progress bar in the current cell, as text, updated at most 4 times a second. The time left is what the steps so far took, carried on.
 * @param now a clock in milliseconds
 */
export function progress(label: string, now: () => number = () => performance.now()): Progress {
  const display = liveDisplay();
  const start = now();
  let last = { done: 0, of: 0 };
  return {
    report(done, of, note = "") {
      last = { done, of };
      display.update(bar(label, done, of, note, now() - start));
    },
    done(note = "") {
      return display.done(bar(label, last.done, last.of, note, now() - start));
    },
  };
}

function bar(label: string, done: number, of: number, note: string, elapsed: number) {
  const part = of > 0 ? Math.min(1, Math.max(0, done / of)) : 0;
  const filled = Math.round(part * width);
  const left = part > 0 && part < 1 ? `about ${readable((elapsed / part) * (1 - part))} left` : readable(elapsed);
  const cells = [label, `[${"#".repeat(filled)}${".".repeat(width - filled)}]`, `${done}/${of}`, left, note];
  const text = cells.filter((cell) => cell !== "").join("  ");
  return { [Symbol.for("Jupyter.display")]: () => ({ "text/plain": text }) };
}

function readable(elapsed: number): string {
  const s = Math.round(elapsed / 1000);
  return s < 90 ? `${s} s` : `${Math.floor(s / 60)} min ${s % 60} s`;
}
