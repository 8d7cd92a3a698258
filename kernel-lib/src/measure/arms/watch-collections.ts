import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Collections } from "./protocol.js";

/** When the clock ran in one turn, piece by piece, milliseconds of `performance.now`. */
export type Windows = readonly (readonly [number, number])[];

/** Tells the collections that began while the clock ran, turn by turn. */
export interface CollectionsSeen {
  /** Those in each of the turns; forgets all that it has seen. */
  in(turns: readonly Windows[]): Promise<readonly Collections[]>;
}

/** Notes each garbage collection of this process from now on. Node tells of them a turn of the event loop later. */
export function watchCollections(): CollectionsSeen {
  let seen: { start: number; milliseconds: number }[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.push({ start: entry.startTime, milliseconds: entry.duration });
  });
  observer.observe({ entryTypes: ["gc"] });
  return {
    async in(turns) {
      // One turn of the loop makes the entries, the next delivers them.
      await setImmediate();
      await setImmediate();
      const all = seen;
      seen = [];
      return turns.map((windows) => {
        const inside = all.filter(({ start }) => windows.some(([from, to]) => start >= from && start <= to));
        return { count: inside.length, milliseconds: inside.reduce((sum, each) => sum + each.milliseconds, 0) };
      });
    },
  };
}
