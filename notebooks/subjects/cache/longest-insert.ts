import { PerformanceObserver } from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
import type { Observation, ScenarioSpec } from "kernel-lib";
import { quickKey } from "./keys.ts";
import { metric } from "./metric.ts";
import type { MakeStore, Store } from "./store.ts";

const entries = 1_000_000;
/**
 * A cache is filled so often with the same keys. What an insert does itself, such as to make a table larger, it does at the same place each time; a core that
 * another had, and a step of marking (of which Node does not tell), come at one place once. So the least of an insert's times is its own.
 */
const fills = 2;
/** Every so many-th key is asked for afterwards. */
const checked = 1_000;

/** A collection as Node tells of it, milliseconds of `performance.now`. */
interface Collection {
  readonly from: number;
  readonly to: number;
}

/** Puts every key; when each insert began, and at last when the last one had ended. */
function fill(cache: Store<string, number>, keys: readonly string[]): Float64Array {
  const times = new Float64Array(keys.length + 1);
  for (let place = 0; place < keys.length; place++) {
    times[place] = performance.now();
    cache.set(keys[place] ?? "", place);
  }
  times[keys.length] = performance.now();
  return times;
}

/** The place of the insert during which the moment was; the places' times rise. O(log n). */
function placeOf(times: Float64Array, moment: number): number {
  let [low, high] = [0, times.length - 2];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((times[middle] ?? 0) <= moment) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** How long each insert took, without the time of collections inside it; milliseconds. */
export function ownTimes(times: Float64Array, collections: readonly Collection[]): Float64Array {
  const own = new Float64Array(times.length - 1);
  for (let place = 0; place < own.length; place++) own[place] = (times[place + 1] ?? 0) - (times[place] ?? 0);
  for (const { from, to } of collections) {
    if (to < (times[0] ?? 0) || from > (times.at(-1) ?? 0)) continue;
    for (let place = placeOf(times, from); place < own.length && (times[place] ?? to) < to; place++) {
      const inside = Math.min(to, times[place + 1] ?? to) - Math.max(from, times[place] ?? from);
      own[place] = (own[place] ?? 0) - Math.max(0, inside);
    }
  }
  return own;
}

/** Fills a cache of 1,000,000 entries, several times, and tells its longest insert and the collections meanwhile. */
export async function observeLongestInsert(make: MakeStore): Promise<Observation> {
  let seen: Collection[] = [];
  const observer = new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.push({ from: startTime, to: startTime + duration });
  });
  observer.observe({ entryTypes: ["gc"] });
  const keys = Array.from({ length: entries }, (_, id) => quickKey(id));
  const least = new Float64Array(entries).fill(Number.POSITIVE_INFINITY);
  let [longest, together, sum] = [0, 0, 0];
  for (let time = 0; time < fills; time++) {
    await delivered();
    seen = [];
    const cache = make<string, number>(entries);
    const times = fill(cache, keys);
    // Node makes the entries of collections in one turn of the event loop and delivers them in the next.
    await delivered();
    for (const { from, to } of seen) {
      longest = Math.max(longest, to - from);
      together += to - from;
    }
    ownTimes(times, seen).forEach((own, place) => {
      least[place] = Math.min(least[place] ?? own, own);
    });
    for (let place = 0; place < entries; place += checked) sum += cache.get(keys[place] ?? "") ?? Number.NaN;
  }
  observer.disconnect();
  const insert = least.reduce((most, each) => Math.max(most, each), 0);
  return {
    figures: { "longest-insert": insert, "longest-collection": longest, collections: together / fills },
    answer: { sum },
  };
}

async function delivered(): Promise<void> {
  await setImmediate();
  await setImmediate();
}

/** How long a single insert takes at most, up to 1,000,000 entries. */
export const longestInsertScenario = (arms: readonly string[]): ScenarioSpec => ({
  name: "longest-insert",
  title: "Filling a cache of 1,000,000 entries",
  arms,
  metrics: [
    metric(
      "longest-insert",
      "The longest insert, without collections",
      "ms",
      "lower",
      "An empty cache of 1,000,000 entries was filled twice with the same strings; of each insert the lesser of its two times counts, each without the collections inside it that Node tells of; the largest over all inserts.",
    ),
    metric(
      "longest-collection",
      "The longest collection meanwhile",
      "ms",
      "lower",
      "The longest garbage collection that Node told of while the cache was filled, over both times.",
    ),
    metric(
      "collections",
      "All collections of a fill together",
      "ms",
      "lower",
      "Time of all garbage collections that Node told of while the cache was filled, the mean of both times.",
    ),
  ],
  data: () => ({ setup: null, expected: { sum: (fills * entries * (entries / checked - 1)) / 2 } }),
});
