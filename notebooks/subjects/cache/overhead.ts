import type { Observation, ScenarioSpec } from "kernel-lib";
import { heldBytes } from "../memory/held-bytes.ts";
import { quickKey } from "./keys.ts";
import { metric } from "./metric.ts";
import type { MakeStore, Store } from "./store.ts";

/** How many caches of which capacity are weighed together, so that what else the heap holds counts little. */
const sizes = [
  { capacity: 1_000, caches: 50 },
  { capacity: 100_000, caches: 1 },
];

interface Value {
  readonly id: number;
}

/**
 * So many times as many entries are put as the cache holds: it is weighed as it is in use, when it has evicted. Not a whole number, since a cache of two generations
 * has thrown one away just then; with this it holds half a generation more, as it does in the mean.
 */
const putTimes = 2.5;

function filled(make: MakeStore, capacity: number): Store<string, Value> {
  const cache = make<string, Value>(capacity);
  for (let id = 0; id < putTimes * capacity; id++) cache.set(quickKey(id), { id });
  return cache;
}

/** So many keys, as long as those in the caches, and values by themselves, and as many slots of a plain array as hold them. */
const pairs = (count: number) =>
  Array.from({ length: 2 * count }, (_, at) => (at % 2 === 0 ? quickKey(at) : { id: at }));
const slots = (count: number) => Array.from({ length: 2 * count }, () => null);

/** Weighs full caches, less what their keys and values take by themselves. */
export function observeOverhead(make: MakeStore): Observation {
  let last = 0;
  // Once for what is made at first use: compiled code, shapes.
  for (let time = 0; time < 5; time++) filled(make, 1_000);
  pairs(1_000);
  const figures = sizes.map(({ capacity, caches }): [string, number] => {
    const entries = caches * capacity;
    const before = heldBytes();
    const held = Array.from({ length: caches }, () => filled(make, capacity));
    const withCaches = heldBytes();
    const apart = pairs(entries);
    const withPairs = heldBytes();
    const empty = slots(entries);
    const withSlots = heldBytes();
    const newest = putTimes * capacity - 1;
    for (const cache of held) last += cache.get(quickKey(newest))?.id ?? Number.NaN;
    if (apart.length !== empty.length) throw new Error("both must live until here");
    const alone = withPairs - withCaches - (withSlots - withPairs);
    return [`overhead-${capacity}`, (withCaches - before - alone) / entries];
  });
  return { figures: Object.fromEntries(figures), answer: { last } };
}

const how =
  "Used heap and external memory after two collections, less that of as many keys (strings of 12 characters) and values (objects of one number) by themselves, over the capacity. Two and a half times as many entries were put as the cache holds; whatever it keeps beyond its capacity counts.";

/** What an entry takes beyond its key and its value. */
export const overheadScenario = (arms: readonly string[]): ScenarioSpec => ({
  name: "overhead",
  title: "What an entry takes beyond its key and value",
  arms,
  runs: 2,
  metrics: [
    metric("overhead-1000", "In a cache of 1,000 entries", "B", "lower", `${how} The mean over 50 caches.`),
    metric("overhead-100000", "In a cache of 100,000 entries", "B", "lower", how),
  ],
  data: () => {
    const last = sizes.reduce((sum, { capacity, caches }) => sum + caches * (putTimes * capacity - 1), 0);
    return { setup: null, expected: { last } };
  },
});
