import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Collections } from "./protocol.js";

/** Counts the collections that fell into given windows of time (milliseconds of `performance.now`). */
export interface CollectionsSeen {
  in(windows: readonly (readonly [number, number])[]): Promise<Collections>;
}

/** Notes each garbage collection of this process from now on. Node tells of them a turn of the event loop later. */
export function watchCollections(): CollectionsSeen {
  let seen: { start: number; milliseconds: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.push({ start: entry.startTime, milliseconds: entry.duration });
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    async in(windows) {
      // One turn of the loop makes the entries, the next delivers them.
      await setImmediate();
      await setImmediate();
      const inside = seen.filter(({ start }) => windows.some(([from, to]) => start >= from && start <= to));
      seen = [];
      return { count: inside.length, milliseconds: inside.reduce((sum, each) => sum + each.milliseconds, 0) };
    },
  };
}
