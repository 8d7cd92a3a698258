/**
 * What section 6 times: caches of 1,000 entries in memory. A request asks for a key and, where the cache has nothing, makes the value and puts it.
 * Keys are strings that nobody has touched, as a parser hands them over; 10,000 different ones, asked for by a Zipf distribution (exponent 0.99).
 *
 * The three cases do the same and differ in the requests: `get-or-set` takes them as they come, in `hit` all keys are there, in `miss` none is.
 */
import { createRequire } from "node:module";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  type ArmSpec,
  type Body,
  type CaseInput,
  type CaseSpec,
  createCache,
  defineFamily,
  type Json,
  type MetricSpec,
  type Observation,
  type ScenarioSpec,
} from "kernel-lib";
import { exactLruHits, twoGenerationsHits } from "../../datasets/cache-traces/policies.ts";
import { zipfTrace } from "../../datasets/cache-traces/zipf.ts";

const capacity = 1_000;
const keyCount = 10_000;
const requestCount = 10_000;

/** What every cache here has. */
interface Store<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
}

type MakeStore = <Value>() => Store<Value>;

/** The value of a key, cheap to make: what is measured is the cache. Every key has two characters or more. */
const valueFor = (key: string): number =>
  key.charCodeAt(key.length - 1) + 100 * key.charCodeAt(key.length - 2) + 100_000 * key.length;

interface Setup {
  /** Put before anything else. */
  readonly resident: readonly string[];
  /** Whether an answer tells if it was a hit. */
  readonly tells: boolean;
}

function bodyOf(given: CaseInput, make: MakeStore): Body {
  const { resident, tells } = given.setup as unknown as Setup;
  const cache = make<number>();
  for (const key of resident) cache.set(key, valueFor(key));
  const request = (key: string): number => {
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = valueFor(key);
    cache.set(key, value);
    return value;
  };
  return {
    run: request,
    answer: (key: string): Json => {
      if (!tells) return { value: request(key) };
      const hit = cache.get(key) !== undefined;
      return { value: request(key), hit };
    },
  };
}

/** Which cache it is and how it evicts. */
type Policy = "exact" | "two-generations";

interface Observed {
  readonly trace: readonly string[];
  readonly rows: readonly Json[];
  readonly hits: Readonly<Record<Policy, number>>;
}

type Row = { readonly id: number; readonly name: string };

/** A table of the keys in SQLite, in memory, and what reads one row of it by its key. */
function loaderOf(rows: readonly Json[]): { load: (key: string) => Row; close: () => void } {
  const Database = createRequire(import.meta.url)("better-sqlite3") as typeof import("better-sqlite3");
  const database = new Database(":memory:");
  database.exec(
    "CREATE TABLE users (key TEXT PRIMARY KEY, id INTEGER, name TEXT, email TEXT, bio TEXT, score REAL) WITHOUT ROWID",
  );
  const insert = database.prepare("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?)");
  database.transaction(() => {
    for (const row of rows) insert.run(...(row as unknown[]));
  })();
  const select = database.prepare("SELECT id, name, email, bio, score FROM users WHERE key = ?");
  return { load: (key) => select.get(key) as Row, close: () => database.close() };
}

/** The same text as a string of its own, whose hash is not computed yet. */
const fresh = (key: string): string => Buffer.from(key, "latin1").toString("latin1");

const nanoseconds = (): number => Number(process.hrtime.bigint());

function quantile(sorted: Float64Array, at: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(at * sorted.length))] ?? Number.NaN;
}

const mean = (values: Float64Array | readonly number[]): number => {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
};

/** Plays the trace once from an empty cache; each miss is timed, from asking to having put. */
function play(cache: Store<Row>, trace: readonly string[], load: (key: string) => Row) {
  const misses: number[] = [];
  let sum = 0;
  for (const key of trace.map(fresh)) {
    const began = nanoseconds();
    let row = cache.get(key);
    if (row === undefined) {
      row = load(key);
      cache.set(key, row);
      misses.push(nanoseconds() - began);
    }
    sum += row.id + row.name.length;
  }
  return { misses, sum };
}

const hitBatch = 50;
const hitBatches = 2_000;

/** Requests for keys that every policy still has, in batches of 50 because one is too short for the clock; ns a request, one mean a batch, sorted. */
function timeHits(cache: Store<Row>, trace: readonly string[]): Float64Array {
  const recent = new Set<string>();
  for (let place = trace.length - 1; recent.size < capacity / 2; place--) recent.add(trace[place] ?? "");
  const requests = trace.filter((key) => recent.has(key));
  const means = new Float64Array(hitBatches);
  // A tenth more, not kept: until the code is optimised.
  for (let batch = -hitBatches / 10; batch < hitBatches; batch++) {
    const keys = Array.from({ length: hitBatch }, (_, place) =>
      fresh(requests[Math.abs(batch * hitBatch + place) % requests.length] ?? ""),
    );
    const began = nanoseconds();
    let found = 0;
    for (const key of keys) if (cache.get(key) !== undefined) found++;
    const spent = nanoseconds() - began;
    if (found !== hitBatch) throw new Error(`only ${found} of ${hitBatch} recent keys were in the cache`);
    if (batch >= 0) means[batch] = spent / hitBatch;
  }
  return means.sort();
}

const memoryCaches = 20;

/** Bytes of one full cache with its own keys and rows: the mean over 20, so that what else the heap holds counts little. */
function memoryOf(make: MakeStore, keys: readonly string[], load: (key: string) => Row): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const used = () => {
    collect();
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const fill = () => {
    const cache = make<Row>();
    for (const key of keys) {
      const own = fresh(key);
      cache.set(own, load(own));
    }
    return cache;
  };
  const kept = [fill()];
  const before = used();
  for (let count = 0; count < memoryCaches; count++) kept.push(fill());
  const bytes = (used() - before) / memoryCaches;
  if (kept.length !== memoryCaches + 1) throw new Error("the caches must live until here");
  return bytes;
}

function observationOf(given: CaseInput, make: MakeStore, policy: Policy): Observation {
  const { trace, rows, hits } = given.setup as unknown as Observed;
  const { load, close } = loaderOf(rows);
  try {
    // Once for the optimiser: the first requests of a process are not what a server sees.
    play(make<Row>(), trace, load);
    const cache = make<Row>();
    const { misses, sum } = play(cache, trace, load);
    const rate = (100 * misses.length) / trace.length;
    const hitTimes = timeHits(cache, trace);
    const first = [...new Set(trace)].slice(0, capacity);
    return {
      figures: {
        "hit-rate": 100 - rate,
        "miss-rate": rate,
        "hit-p50": quantile(hitTimes, 0.5) / 1e3,
        "hit-p95": quantile(hitTimes, 0.95) / 1e3,
        "hit-p99": quantile(hitTimes, 0.99) / 1e3,
        "hit-mean": mean(hitTimes) / 1e3,
        "miss-mean": mean(misses) / 1e3,
        memory: memoryOf(make, first, load) / 1e6,
      },
      answer: { hitsBeyondPolicy: trace.length - misses.length - hits[policy], sum },
    };
  } finally {
    close();
  }
}

/** An arm whose cache is made by `load()`, a maker that imports its package first. */
const arm = (
  spec: Omit<ArmSpec, "language" | "script">,
  policy: Policy,
  load: () => MakeStore | Promise<MakeStore>,
): ArmSpec => ({
  ...spec,
  language: "typescript",
  features: { evictsExactlyTheLeastRecentlyUsed: policy === "exact", ...spec.features },
  prepare: async (given) => bodyOf(given, await load()),
  observe: async (given) => observationOf(given, await load(), policy),
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
    () => () => createCache({ capacity }),
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
      return <Value>() => new LRUCache({ max: capacity }) as unknown as Store<Value>;
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
      return <Value>() => new LRUMap<string, Value>(capacity);
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
      return <Value>() => new LRUCache<string, Value>(capacity);
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
      return <Value>() => new QuickLru<string, Value>({ maxSize: capacity });
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
      return <Value>() => lru<Value>(capacity) as unknown as Store<Value>;
    },
  ),
  {
    name: "cachetools",
    label: "cachetools LRUCache (Python)",
    language: "python",
    package: "cachetools",
    script: "cache.py",
    features: { evictsExactlyTheLeastRecentlyUsed: true, ...features(false, false, false) },
    note: "cachetools.LRUCache(maxsize) with get and assignment, in pure Python; functools.lru_cache is C, but has no get, set or delete of its own.",
  },
];

const keyOf = (number: number): string => `user:${String(number).padStart(2, "0")}`;
const trace = (): string[] => zipfTrace(keyCount, requestCount, 0.99, 6).map(keyOf);

/** As many different keys as the cache holds, asked for by the same distribution. */
const residentTrace = (): string[] => zipfTrace(capacity, requestCount, 0.99, 7).map(keyOf);

/** Ten times as many keys as the cache holds, each once, round and round: whatever the policy keeps, it is not the next. */
const missingTrace = (): string[] => Array.from({ length: keyCount }, (_, place) => keyOf((place * 7_919) % keyCount));

function requests(name: string, title: string, make: () => readonly string[], hit: boolean | null): CaseSpec {
  return {
    name,
    title,
    kind: "cpu",
    delivery: "fresh",
    iterations: 10_000,
    load: () => {
      const inputs = make();
      const answer = (key: string): Json => (hit === null ? { value: valueFor(key) } : { value: valueFor(key), hit });
      return {
        setup: { resident: hit === true ? [...new Set(inputs)] : [], tells: hit !== null },
        inputs,
        expected: inputs.map(answer),
      };
    },
  };
}

const cases: readonly CaseSpec[] = [
  requests("get-or-set", "A request as they come", trace, null),
  requests("hit", "A request for what is there", residentTrace, true),
  requests("miss", "A request for what is not there: look, put, evict", missingTrace, false),
];

const metric = (
  name: string,
  title: string,
  unit: MetricSpec["unit"],
  better: MetricSpec["better"],
  definition: string,
) => ({
  name,
  title,
  unit,
  better,
  definition,
});
const ofHits = "requests for keys that are there, timed in 2,000 batches of 50; a sample is the mean of a batch";

const scenarios: readonly ScenarioSpec[] = [
  {
    name: "source",
    title: "10,000 requests to a cache of 1,000 entries",
    arms: arms.map(({ name }) => name),
    metrics: [
      metric(
        "hit-rate",
        "Cache Hit Rate",
        "%",
        "higher",
        "Requests whose key was in the cache, over the 10,000; the cache was empty before the first.",
      ),
      metric("miss-rate", "Cache Miss Rate", "%", "lower", "All other requests, over the 10,000."),
      metric("hit-p50", "P50 of hits", "us", "lower", `Median of ${ofHits}.`),
      metric("hit-p95", "P95 of hits", "us", "lower", `95th percentile of ${ofHits}.`),
      metric("hit-p99", "P99 of hits", "us", "lower", `99th percentile of ${ofHits}.`),
      metric("hit-mean", "Average Hit Latency", "us", "lower", `Mean of ${ofHits}.`),
      metric(
        "miss-mean",
        "Average Miss Latency",
        "us",
        "lower",
        "Mean over the misses, each timed alone, from looking to having put the row, which a prepared statement reads from SQLite in memory.",
      ),
      metric(
        "memory",
        "Cache Memory Usage",
        "MB",
        "lower",
        "Heap and external memory (Python: what tracemalloc counts) after collection of a cache of 1,000 entries with its keys and rows of five columns, some 150 characters; the mean over 20 caches.",
      ),
    ],
    data: () => {
      const keys = trace();
      const rows = Array.from({ length: keyCount }, (_, id): Json => {
        const name = `User number ${id}`;
        return [keyOf(id), id, name, `user${id}@example.org`, `${name} writes about caches. `.repeat(4), id / 8];
      });
      const idOf = (key: string) => Number(key.slice("user:".length));
      const sum = keys.reduce((total, key) => total + idOf(key) + `User number ${idOf(key)}`.length, 0);
      const hits = { exact: exactLruHits(keys, capacity), "two-generations": twoGenerationsHits(keys, capacity) };
      return { setup: { trace: keys, rows, hits }, expected: { hitsBeyondPolicy: 0, sum } };
    },
  },
];

export default defineFamily({
  name: "cache",
  title: "Cache",
  operation: "request",
  arms,
  cases,
  scenarios,
  ratios: cases.flatMap(({ name }) =>
    arms
      .filter((peer) => peer.name !== "covet")
      .map((peer) => ({
        case: name,
        arm: "covet",
        against: peer.name,
        headline: name === "get-or-set" && (peer.name === "mnemonist" || peer.name === "lru-cache"),
      })),
  ),
  fold: (answer) => (answer as { readonly value: number }).value,
});
