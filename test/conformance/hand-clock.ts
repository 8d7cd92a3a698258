import type { PoolClock } from "../../kernel-lib/src/framework/db/pool-clock.ts";

interface Timer {
  readonly every: number;
  readonly call: () => void;
  next: number;
  keepsAlive: boolean;
}

/** A clock that goes only when it is turned. */
export function handClock(): PoolClock & { turn(milliseconds: number): void; timers: number; keepsAlive: boolean } {
  let now = 1_000;
  const timers = new Set<Timer>();
  return {
    now: () => now,
    every: (milliseconds, call) => {
      const timer = { every: milliseconds, call, next: now + milliseconds, keepsAlive: false };
      timers.add(timer);
      return {
        stop: () => timers.delete(timer),
        keepAlive: (on) => {
          timer.keepsAlive = on;
        },
      };
    },
    turn: (milliseconds) => {
      const end = now + milliseconds;
      for (;;) {
        const due = [...timers].filter(({ next }) => next <= end).sort((a, b) => a.next - b.next)[0];
        if (due === undefined) break;
        now = due.next;
        due.next += due.every;
        due.call();
      }
      now = end;
    },
    get timers() {
      return timers.size;
    },
    get keepsAlive() {
      return [...timers].some(({ keepsAlive }) => keepsAlive);
    },
  };
}
