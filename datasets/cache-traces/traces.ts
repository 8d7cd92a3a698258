import { seededRandom } from "../routes/random.ts";
import { zipfTrace } from "./zipf.ts";

/** A way in which keys are asked for; keys are numbers. */
export interface CacheTrace {
  readonly name: string;
  readonly title: string;
  readonly keys: readonly number[];
}

const keyCount = 10_000;
const requests = 100_000;
/** Numbers from here on are no key of the zipf traces. */
const elsewhere = 1_000_000;

/** The same keys round and round: a fifth more than a cache of 1,000 holds. */
const loop = (): readonly number[] => Array.from({ length: requests }, (_, place) => place % 1_200);

/** By a zipf distribution, and after each 5,000 requests 2,000 keys once, never asked for again. */
function scans(): readonly number[] {
  const zipf = zipfTrace(keyCount, requests, 0.99, 11);
  return Array.from({ length: requests / 5_000 }, (_, part) => [
    ...zipf.slice(part * 5_000, (part + 1) * 5_000),
    ...Array.from({ length: 2_000 }, (_, place) => elsewhere + part * 2_000 + place),
  ]).flat();
}

/** Nine of ten requests for one of 500 keys, which are others after each 10,000 requests; the tenth for any. */
function shifting(): readonly number[] {
  const random = seededRandom(12);
  return Array.from({ length: requests }, (_, place) => {
    const hot = (Math.floor(place / 10_000) * 500) % keyCount;
    return random(10) > 0 ? (hot + random(500)) % keyCount : random(keyCount);
  });
}

/** A third each: zipf, a loop over 3,000 keys, and keys that come once. */
function mixed(): readonly number[] {
  const random = seededRandom(13);
  const zipf = zipfTrace(keyCount, requests, 0.99, 14);
  let [looped, once] = [0, 0];
  return zipf.map((key) => {
    const which = random(3);
    if (which === 0) return key;
    return which === 1 ? elsewhere + (looped++ % 3_000) : 2 * elsewhere + once++;
  });
}

/** Name and title of each trace, and what makes its keys: seeded, the same each time. */
export const traceMakers: readonly (Omit<CacheTrace, "keys"> & { readonly make: () => readonly number[] })[] = [
  { name: "zipf", title: "Zipf 0.99 over 10,000 keys", make: () => zipfTrace(keyCount, requests, 0.99, 10) },
  { name: "loop", title: "A loop over 1,200 keys", make: loop },
  { name: "scan", title: "Zipf with scans between", make: scans },
  { name: "shifting", title: "500 hot keys that change", make: shifting },
  { name: "mixed", title: "Zipf, a loop and keys that come once", make: mixed },
];

/** All traces with their keys. */
export const cacheTraces = (): readonly CacheTrace[] =>
  traceMakers.map(({ name, title, make }) => ({ name, title, keys: make() }));
