import type { MetricSpec, Observation, ScenarioSpec } from "kernel-lib";
import { cacheTraces, traceMakers } from "../../../datasets/cache-traces/traces.ts";
import { metric } from "./metric.ts";
import type { MakeStore, Store } from "./store.ts";

/** 1, 3, 10 and 30 % of the 10,000 keys that most traces ask for. */
const capacities = [100, 300, 1_000, 3_000];

const nameOf = (trace: string, capacity: number): string => `${trace}-${capacity}`;

/** Tells of each key whether a cache that evicts exactly the least recently used would have had it, as naively as it can be said. */
function exactLru(capacity: number): (key: number) => boolean {
  const used = new Set<number>();
  return (key) => {
    const hit = used.delete(key);
    if (!hit && used.size === capacity) for (const oldest of used) if (used.delete(oldest)) break;
    used.add(key);
    return hit;
  };
}

/** Asks for all keys, puts those that are not there; a value that is not its key's is counted as wrong. */
function play(cache: Store<number, number>, keys: readonly number[], capacity: number) {
  const model = exactLru(capacity);
  let [hits, unlike, wrong] = [0, 0, 0];
  for (const key of keys) {
    const found = cache.get(key);
    if (found === undefined) cache.set(key, key + 1);
    else {
      hits++;
      if (found !== key + 1) wrong++;
    }
    if (model(key) !== (found !== undefined)) unlike++;
  }
  return { hits, unlike, wrong };
}

/** Plays every trace at every capacity, from an empty cache each. The traces are made here, from their seeds: as data they would be megabytes. */
export function observeHitRates(make: MakeStore): Observation {
  const figures: Record<string, number> = {};
  let [requests, unlike, wrong] = [0, 0, 0];
  for (const { name, keys } of cacheTraces())
    for (const capacity of capacities) {
      const played = play(make<number, number>(capacity), keys, capacity);
      figures[nameOf(name, capacity)] = (100 * played.hits) / keys.length;
      requests += keys.length;
      unlike += played.unlike;
      wrong += played.wrong;
    }
  return { figures: { ...figures, "unlike-lru": unlike }, answer: { requests, wrong } };
}

const rates = (): readonly MetricSpec[] =>
  traceMakers.flatMap(({ name, title }) =>
    capacities.map((capacity) =>
      metric(
        nameOf(name, capacity),
        `${title}: ${capacity.toLocaleString("en-US")} entries`,
        "%",
        "higher",
        `Requests whose key was in a cache of ${capacity.toLocaleString("en-US")} entries that was empty before the first, over all of the trace “${name}”.`,
      ),
    ),
  );

/** Hit rates of the policies. The same in every process; two of them, so that it shows. */
export const hitRatesScenario = (arms: readonly string[]): ScenarioSpec => ({
  name: "hit-rates",
  title: "Hit rate, by trace and capacity",
  arms,
  runs: 2,
  metrics: [
    ...rates(),
    metric(
      "unlike-lru",
      "Requests that exact LRU would have answered otherwise",
      "count",
      "neither",
      "Over all traces and capacities, requests that were a hit where a naive model of exact LRU has a miss, or the other way round.",
    ),
  ],
  data: () => {
    const requests = cacheTraces().reduce((sum, { keys }) => sum + capacities.length * keys.length, 0);
    return { setup: null, expected: { requests, wrong: 0 } };
  },
});
