import type { Body, CaseInput, CaseSpec, Json } from "kernel-lib";
import { zipfTrace } from "../../../datasets/cache-traces/zipf.ts";
import { textKey } from "./keys.ts";
import type { MakeStore } from "./store.ts";

/** How keys look: "user:17", of which each request brings a string of its own, or the number by itself. */
type Keys = "text" | "integers";

/** What a body is made from. */
interface Setup {
  readonly keys: Keys;
  readonly capacity: number;
  /** The keys of the numbers below this one are put before anything else. */
  readonly resident: number;
  /** Whether an answer tells if it was a hit. */
  readonly tells: boolean;
}

/** The value of a key, cheap to make: what is measured is the cache. Every text has two characters or more. */
const valueOfText = (key: string): number =>
  key.charCodeAt(key.length - 1) + 100 * key.charCodeAt(key.length - 2) + 100_000 * key.length;
const valueOfInteger = (key: number): number => 3 * key + 1;

/** The body of every TypeScript arm: asks for the key and, where the cache has nothing, makes the value and puts it. */
export function requestBody(given: CaseInput, make: MakeStore): Body {
  const setup = given.setup as unknown as Setup;
  return setup.keys === "text"
    ? bodyOf(setup, make, textKey, valueOfText)
    : bodyOf(setup, make, (number) => number, valueOfInteger);
}

function bodyOf<Key extends string | number>(
  { capacity, resident, tells }: Setup,
  make: MakeStore,
  keyOf: (number: number) => Key,
  valueFor: (key: Key) => number,
): Body {
  const cache = make<Key, number>(capacity);
  for (let number = 0; number < resident; number++) cache.set(keyOf(number), valueFor(keyOf(number)));
  const request = (key: Key): number => {
    const found = cache.get(key);
    if (found !== undefined) return found;
    const value = valueFor(key);
    cache.set(key, value);
    return value;
  };
  return {
    run: request,
    answer: (key: Key): Json => {
      if (!tells) return request(key);
      const hit = cache.get(key) !== undefined;
      return { value: request(key), hit };
    },
  };
}

/** An answer as a number: the value of the key that was asked for. */
export const foldAnswer = (answer: Json): number =>
  typeof answer === "number" ? answer : (answer as { readonly value: number }).value;

/** How many entries a cache has, and what it is asked for as requests come. */
interface Size {
  readonly capacity: number;
  readonly keyCount: number;
  readonly requests: number;
  readonly exponent: number;
}

const small: Size = { capacity: 1_000, keyCount: 10_000, requests: 10_000, exponent: 0.99 };
/**
 * Ten times as many keys as entries, again; the exponent is lower, since 200,000 requests by 0.99 ask for fewer different keys than the cache holds, and as
 * they come round again all would be hits. (Web traces had 0.64 to 0.83: Breslau and others, 1999.) With 0.8 half of the requests hit.
 */
const large: Size = { capacity: 100_000, keyCount: 1_000_000, requests: 200_000, exponent: 0.8 };

/** What is asked for, as numbers of keys. */
const asTheyCome = ({ keyCount, requests, exponent }: Size) => zipfTrace(keyCount, requests, exponent, 6);
/** As many different keys as the cache holds. */
const ofWhatIsThere = ({ capacity, requests }: Size) => zipfTrace(capacity, Math.min(requests, 50_000), 0.99, 7);
/** More different keys than any cache holds, each once, round and round: whatever the policy keeps, it is not the next. */
const ofNothing = ({ keyCount }: Size) => Array.from({ length: keyCount }, (_, place) => (place * 7_919) % keyCount);

interface Asked {
  readonly name: string;
  readonly title: string;
  readonly size: Size;
  readonly keys: Keys;
  readonly trace: (size: Size) => readonly number[];
  /** Whether all are hits, or none is; null where they come as they come. */
  readonly hit: boolean | null;
  readonly arms?: readonly string[];
}

function requestCase({ name, title, size, keys, trace, hit, arms }: Asked): CaseSpec {
  return {
    name,
    title,
    kind: "cpu",
    delivery: keys === "text" ? "fresh" : "as-is",
    iterations: 10_000,
    ...(arms === undefined ? {} : { arms }),
    load: () => {
      const numbers = trace(size);
      const valueFor = (number: number) => (keys === "text" ? valueOfText(textKey(number)) : valueOfInteger(number));
      const answer = (number: number): Json => (hit === null ? valueFor(number) : { value: valueFor(number), hit });
      return {
        setup: { keys, capacity: size.capacity, resident: hit === true ? size.capacity : 0, tells: hit !== null },
        inputs: keys === "text" ? numbers.map(textKey) : numbers,
        expected: numbers.map(answer),
      };
    },
  };
}

/** Which arms play the cases that are not the source report's own: strings in a cache of 1,000. */
export interface CaseArms {
  /** Where requests come as they come. */
  readonly mixed: readonly string[];
  /** Where all are hits: what only the policies tell apart is the same for all. */
  readonly hits: readonly string[];
}

/** The source report's kinds of requests, then the same for integer keys and for 100,000 entries. */
export function requestCases(arms: CaseArms): readonly CaseSpec[] {
  const mixed = "A request as they come";
  const hits = "A request for what is there";
  const variants = [
    { suffix: "integers", text: "integer keys", size: small, keys: "integers" },
    { suffix: "100000", text: "100,000 entries", size: large, keys: "text" },
    { suffix: "integers-100000", text: "integer keys, 100,000 entries", size: large, keys: "integers" },
  ] as const;
  const common = { size: small, keys: "text" } as const;
  return [
    { ...common, name: "get-or-set", title: mixed, trace: asTheyCome, hit: null },
    { ...common, name: "hit", title: hits, trace: ofWhatIsThere, hit: true },
    {
      ...common,
      name: "miss",
      title: "A request for what is not there: look, put, evict",
      trace: ofNothing,
      hit: false,
    },
    ...variants.flatMap(({ suffix, text, size, keys }): readonly Asked[] => [
      {
        name: `get-or-set-${suffix}`,
        title: `${mixed}: ${text}`,
        size,
        keys,
        trace: asTheyCome,
        hit: null,
        arms: arms.mixed,
      },
      {
        name: `hit-${suffix}`,
        title: `${hits}: ${text}`,
        size,
        keys,
        trace: ofWhatIsThere,
        hit: true,
        arms: arms.hits,
      },
    ]),
  ].map(requestCase);
}
