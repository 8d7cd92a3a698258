import { createRequire } from "node:module";
import type { CaseInput, Json, Observation, ScenarioSpec } from "kernel-lib";
import { exactLruHits, twoGenerationsHits } from "../../../datasets/cache-traces/policies.ts";
import { zipfTrace } from "../../../datasets/cache-traces/zipf.ts";
import { heldBytes, megabyte } from "../memory/held-bytes.ts";
import { fresh, textKey } from "./keys.ts";
import { metric } from "./metric.ts";
import type { MakeStore, Policy, Store } from "./store.ts";

const capacity = 1_000;
const keyCount = 10_000;
const requestCount = 10_000;

interface Observed {
  readonly trace: readonly string[];
  readonly rows: readonly Json[];
  /** Hits by a naive model of each policy that has one here. */
  readonly hits: Readonly<Partial<Record<Policy, number>>>;
}

interface Row {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly bio: string;
}

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
function play(cache: Store<string, Row>, trace: readonly string[], load: (key: string) => Row) {
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

/**
 * Requests for keys that are there, in batches of 50 because one is too short for the clock; ns a request, one mean a batch, sorted. Every exact policy still has
 * the half as many keys as it has entries that were asked for last; another may not, so they are put once more, and of those only what stayed is asked for.
 */
function timeHits(cache: Store<string, Row>, trace: readonly string[], load: (key: string) => Row): Float64Array {
  const recent = new Set<string>();
  for (let place = trace.length - 1; recent.size < capacity / 2; place--) recent.add(trace[place] ?? "");
  for (const key of recent) if (cache.get(key) === undefined) cache.set(key, load(key));
  const there = new Set([...recent].filter((key) => cache.get(key) !== undefined));
  const requests = trace.filter((key) => there.has(key));
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
  const fill = () => {
    const cache = make<string, Row>(capacity);
    for (const key of keys) {
      const own = fresh(key);
      cache.set(own, load(own));
    }
    return cache;
  };
  const kept = [fill()];
  const before = heldBytes();
  for (let count = 0; count < memoryCaches; count++) kept.push(fill());
  const bytes = (heldBytes() - before) / memoryCaches;
  if (kept.length !== memoryCaches + 1) throw new Error("the caches must live until here");
  return bytes;
}

/** Letters of keys and of their rows' text, the mean: a byte each. */
function textOf(keys: readonly string[], load: (key: string) => Row): number {
  return mean(
    keys.map((key) => {
      const { name, email, bio } = load(key);
      return key.length + name.length + email.length + bio.length;
    }),
  );
}

/**
 * How many more hits than the policy's model has; where it has none here (S3-FIFO's, step for step, is with the tests of the cache), how many more than a cache can
 * have that keeps all: the first request for a key is a miss.
 */
function beyondPolicy(counted: number, policy: Policy, { hits, trace }: Observed): number {
  const model = hits[policy];
  return model === undefined ? Math.max(0, counted - (trace.length - new Set(trace).size)) : counted - model;
}

/** Plays the source report's requests and tells its figures. */
export function observeSource(given: CaseInput, make: MakeStore, policy: Policy): Observation {
  const setup = given.setup as unknown as Observed;
  const { trace, rows } = setup;
  const { load, close } = loaderOf(rows);
  try {
    // Once for the optimiser: the first requests of a process are not what a server sees.
    play(make<string, Row>(capacity), trace, load);
    const cache = make<string, Row>(capacity);
    const { misses, sum } = play(cache, trace, load);
    const rate = (100 * misses.length) / trace.length;
    const hitTimes = timeHits(cache, trace, load);
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
        memory: memoryOf(make, first, load) / megabyte,
        "entry-text": textOf(first, load),
      },
      answer: { hitsBeyondPolicy: beyondPolicy(trace.length - misses.length, policy, setup), sum },
    };
  } finally {
    close();
  }
}

const ofHits = "requests for keys that are there, timed in 2,000 batches of 50; a sample is the mean of a batch";

/** The source report's own figures. */
export const sourceScenario = (arms: readonly string[]): ScenarioSpec => ({
  name: "source",
  title: "10,000 requests to a cache of 1,000 entries",
  arms,
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
      "Heap and external memory (Python: what tracemalloc counts) after collection of a cache of 1,000 entries with its keys and rows of five columns; the mean over 20 caches.",
    ),
    metric(
      "entry-text",
      "Text of an entry",
      "B",
      "neither",
      "Letters of a key and of the three texts of its row, a byte each, the mean over these 1,000 entries; beside them a row has two numbers.",
    ),
  ],
  data: () => {
    const keys = zipfTrace(keyCount, requestCount, 0.99, 6).map(textKey);
    const rows = Array.from({ length: keyCount }, (_, id): Json => {
      const name = `User number ${id}`;
      return [textKey(id), id, name, `user${id}@example.org`, `${name} writes about caches. `.repeat(4), id / 8];
    });
    const idOf = (key: string) => Number(key.slice("user:".length));
    const sum = keys.reduce((total, key) => total + idOf(key) + `User number ${idOf(key)}`.length, 0);
    const hits = { exact: exactLruHits(keys, capacity), "two-generations": twoGenerationsHits(keys, capacity) };
    return { setup: { trace: keys, rows, hits }, expected: { hitsBeyondPolicy: 0, sum } };
  },
});
