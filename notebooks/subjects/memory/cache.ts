import type { Json, Observation, ScenarioSpec } from "kernel-lib";
import { heldBytes, megabyte } from "./held-bytes.ts";

const entries = 1_000;
const caches = 20;

export const cache: ScenarioSpec = {
  name: "cache",
  title: "A full cache of 1,000 entries",
  arms: ["covet", "map", "lru-cache", "mnemonist", "cachetools"],
  metrics: [
    {
      name: "total-mb",
      title: "1,000 entries",
      unit: "MB",
      better: "lower",
      definition: "1,000 times the memory of one entry.",
    },
    {
      name: "per-entry",
      title: "An entry",
      unit: "B",
      better: "lower",
      definition: `Growth of reachable bytes while ${caches} caches of 1,000 entries are made and filled, keys (“user:17”) and values (an object of a number and a string) among them, over the number of entries. V8's used heap and external memory after two collections; in Python what tracemalloc counts.`,
    },
  ],
  data: () => ({ setup: { entries, caches }, expected: sumsOf(valuesOf(0).concat(valuesOf(caches - 1))) }),
};

export interface Value {
  readonly id: number;
  readonly name: string;
}

/** As all caches have them: get and set by key. */
export interface AnyCache {
  get(key: string): Value | undefined;
  set(key: string, value: Value): unknown;
}

const keyOf = (id: number): string => flat(`user:${id}`);
/** Flat, as text from a parser or a driver is: a template of more than 12 characters makes a rope of its parts. */
const flat = (text: string): string => Buffer.from(text, "latin1").toString("latin1");
const makeValue = (id: number): Value => ({ id, name: flat(`User number ${id}`) });
const idsOf = (place: number): number[] => Array.from({ length: entries }, (_, entry) => place * entries + entry);
const valuesOf = (place: number): Value[] => idsOf(place).map(makeValue);

function sumsOf(values: readonly (Value | undefined)[]): { readonly [name: string]: Json } {
  const held = values.filter((value) => value !== undefined);
  const ids = held.reduce((sum, { id }) => sum + id, 0);
  return { values: held.length, ids, letters: held.reduce((sum, { name }) => sum + name.length, 0) };
}

/** Weighs full caches. */
export function observeCache(make: (capacity: number) => AnyCache): Observation {
  const filled = (place: number): AnyCache => {
    const made = make(entries);
    for (const id of idsOf(place)) made.set(keyOf(id), makeValue(id));
    return made;
  };
  filled(caches);
  const before = heldBytes();
  const kept = Array.from({ length: caches }, (_, place) => filled(place));
  const each = (heldBytes() - before) / (caches * entries);
  const read = (place: number) => idsOf(place).map((id) => kept[place]?.get(keyOf(id)));
  return {
    figures: { "total-mb": (each * entries) / megabyte, "per-entry": each },
    answer: sumsOf(read(0).concat(read(caches - 1))),
  };
}
