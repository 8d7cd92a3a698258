/**
 * What section 6 times: caches in memory. A request asks for a key and, where the cache has nothing, makes the value and puts it.
 * Keys are strings that nobody has touched, as a parser hands them over, or integers; asked for by a Zipf distribution.
 *
 * The cases do the same and differ in the requests: `get-or-set` takes them as they come, in `hit` all keys are there, in `miss` none is. Their names tell what is
 * not a string key in a cache of 1,000 entries, as the source report had it. Exact LRU is compared with what evicts exactly the same entries.
 */
import { type ArmSpec, defineFamily, type Observation, type RatioSpec } from "kernel-lib/family";
import { hitRatesScenario, observeHitRates } from "./cache/hit-rates.ts";
import { longestInsertScenario, observeLongestInsert } from "./cache/longest-insert.ts";
import { observeOverhead, overheadScenario } from "./cache/overhead.ts";
import { foldAnswer, requestBody, requestCases } from "./cache/requests.ts";
import { observeSource, sourceScenario } from "./cache/source.ts";
import type { MakeStore, Policy, Store } from "./cache/store.ts";

/** Plays the scenario of this name. */
function observe(name: string, given: Parameters<typeof observeSource>[0], make: MakeStore, policy: Policy) {
  const scenarios: Readonly<Record<string, () => Observation | Promise<Observation>>> = {
    source: () => observeSource(given, make, policy),
    "hit-rates": () => observeHitRates(make),
    overhead: () => observeOverhead(make),
    "longest-insert": () => observeLongestInsert(make),
  };
  const play = scenarios[name];
  if (play === undefined) throw new Error(`there is no scenario ${name}`);
  return play();
}

/** An arm whose cache is made by `load()`, a maker that imports its package first. */
const arm = (
  spec: Omit<ArmSpec, "language" | "script">,
  policy: Policy,
  load: () => MakeStore | Promise<MakeStore>,
): ArmSpec => ({
  ...spec,
  language: "typescript",
  features: {
    evictsExactlyTheLeastRecentlyUsed: policy === "exact",
    holdsUpToTwiceItsCapacity: policy === "two-generations",
    remembersEvictedKeys: policy === "s3-fifo",
    ...spec.features,
  },
  prepare: async (given) => requestBody(given, await load()),
  observe: async (given) => observe(given.case, given, await load(), policy),
});

const features = (countsHitsAndMisses: boolean, sharesRunningLoads: boolean, timeToLive: boolean) => ({
  countsHitsAndMisses,
  sharesRunningLoads,
  hasTimeToLive: timeToLive,
});

const arms: readonly ArmSpec[] = [
  arm(
    {
      name: "covet",
      label: "Covet",
      features: features(true, true, false),
      note: "createCache({ capacity }): exact LRU.",
    },
    "exact",
    async () => {
      const { createCache } = await import("kernel-lib");
      return (capacity) => createCache({ capacity });
    },
  ),
  arm(
    {
      name: "covet-s3-fifo",
      label: "Covet S3-FIFO",
      features: features(true, true, false),
      note: 'createCache({ capacity, policy: "s3-fifo" }): resists scans and loops; it keeps the keys of up to nine tenths as many evicted entries.',
    },
    "s3-fifo",
    async () => {
      const { createCache } = await import("kernel-lib");
      return (capacity) => createCache({ capacity, policy: "s3-fifo" });
    },
  ),
  arm(
    {
      name: "lru-cache",
      package: "lru-cache",
      features: features(false, true, true),
      note: "new LRUCache({ max }): bounded by count only, which its README calls the fastest way; its status object, off here, could count.",
    },
    "exact",
    async () => {
      const { LRUCache } = await import("lru-cache");
      return <Key, Value>(max: number) => new LRUCache({ max }) as unknown as Store<Key, Value>;
    },
  ),
  arm(
    {
      name: "mnemonist",
      label: "mnemonist LRUMap",
      package: "mnemonist",
      features: features(false, false, false),
      note: "Its LRU on a Map; which of its two is the faster one depends on the keys, its documentation says, so both are here.",
    },
    "exact",
    async () => {
      const { LRUMap } = await import("mnemonist");
      return <Key, Value>(capacity: number) => new LRUMap<Key, Value>(capacity);
    },
  ),
  arm(
    {
      name: "mnemonist-object",
      label: "mnemonist LRUCache",
      package: "mnemonist",
      features: features(false, false, false),
      note: "Its LRU on a plain object; keys are strings or numbers.",
    },
    "exact",
    async () => {
      const { LRUCache } = await import("mnemonist");
      return <Key extends string | number, Value>(capacity: number) => new LRUCache<Key, Value>(capacity);
    },
  ),
  arm(
    {
      name: "quick-lru",
      package: "quick-lru",
      features: features(false, false, true),
      note: "new QuickLRU({ maxSize }): two generations, which hold up to twice as many entries as asked for; so its hits are more.",
    },
    "two-generations",
    async () => {
      const { default: QuickLru } = await import("quick-lru");
      return <Key, Value>(maxSize: number) => new QuickLru<Key, Value>({ maxSize });
    },
  ),
  arm(
    {
      name: "tiny-lru",
      package: "tiny-lru",
      features: features(true, false, true),
      note: "lru(max), as in its README.",
    },
    "exact",
    async () => {
      const { lru } = await import("tiny-lru");
      return <Key, Value>(max: number) => lru<Value>(max) as unknown as Store<Key, Value>;
    },
  ),
  {
    name: "cachetools",
    label: "cachetools LRUCache (Python)",
    language: "python",
    package: "cachetools",
    script: "cache.py",
    features: {
      evictsExactlyTheLeastRecentlyUsed: true,
      holdsUpToTwiceItsCapacity: false,
      remembersEvictedKeys: false,
      ...features(false, false, false),
    },
    note: "cachetools.LRUCache(maxsize) with get and assignment, in pure Python; functools.lru_cache is C, but has no get, set or delete of its own.",
  },
];

/** The peers that evict exactly what exact LRU does, in TypeScript. */
const exactPeers = ["lru-cache", "mnemonist", "mnemonist-object", "tiny-lru"];
const peers = [...exactPeers, "quick-lru"];

const cases = requestCases({ mixed: ["covet", "covet-s3-fifo", ...peers], hits: ["covet", ...exactPeers] });

/** Covet against each of these at one case. */
const ratiosOf = (name: string, arm: string, against: readonly string[]): readonly RatioSpec[] =>
  against.map((peer) => ({
    case: name,
    arm,
    against: peer,
    headline: arm === "covet" && name === "get-or-set" && (peer === "mnemonist" || peer === "lru-cache"),
  }));

/** All that are compared at one case: at most 60 ratios in all, which is what profile `claim` spends its error over. */
function ratiosAt(name: string): readonly RatioSpec[] {
  const python = name === "get-or-set" || name === "hit" ? ["cachetools"] : [];
  const exact = ratiosOf(name, "covet", [...exactPeers, ...python]);
  if (!name.startsWith("get-or-set")) return exact;
  const others = name === "get-or-set" ? ratiosOf(name, "covet", ["quick-lru"]) : [];
  return [...exact, ...others, ...ratiosOf(name, "covet-s3-fifo", [...peers, ...python])];
}

export default defineFamily({
  name: "cache",
  title: "Cache",
  operation: "request",
  arms,
  cases,
  scenarios: [
    sourceScenario(arms.map(({ name }) => name)),
    hitRatesScenario(["covet", "covet-s3-fifo", "quick-lru"]),
    overheadScenario(["covet", "covet-s3-fifo", "lru-cache", "mnemonist", "quick-lru"]),
    longestInsertScenario(["covet", "covet-s3-fifo", "lru-cache"]),
  ],
  ratios: cases.flatMap(({ name }) => ratiosAt(name)),
  fold: foldAnswer,
});
