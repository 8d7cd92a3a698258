import type { Body, CaseInput, Json, MetricSpec, Observation, ScenarioData } from "kernel-lib";
import { urlOf } from "./bodies.ts";
import { answers, foldOfRows, type Input, inputsOf, kinds, kindTitles, tablesOf } from "./data.ts";
import { timeCalls } from "./time-calls.ts";

/** The six kinds among more records: what the server takes grows with them, and what the builder takes does not. */
export const sizes: readonly number[] = [10_000, 100_000, 1_000_000];
/** Calls with different values; each is made once before, and its rows are compared. */
const calls = 3;
/** Calls of each kind before the first that are timed: else the smallest table is asked by code that has not run yet. */
const warmUp = 30;

export const sizeMetrics = (counts = sizes): readonly MetricSpec[] =>
  kinds.flatMap((kind) =>
    counts.map(
      (count): MetricSpec => ({
        name: `${kind}-${count}`,
        title: `${kindTitles[kind]}: ${count.toLocaleString("en")} records`,
        unit: "ms",
        better: "lower",
        definition: `The median of ${calls} calls with different values in one process, each awaited, in warm code, after each was made once and answered right: constructed, sent over one connection, answered and read. So many users, posts and comments each, without a log and references that are checked.`,
      }),
    ),
  );

interface Setup {
  readonly counts: readonly number[];
}

/** @param counts the numbers of records */
export function sizeData(counts = sizes): ScenarioData {
  const expected = counts.map((count) =>
    kinds.map((kind) => inputsOf(kind, count, calls).map((input) => foldOfRows(answers[kind](input, count)))),
  );
  return { setup: { counts } satisfies Setup as unknown as Json, expected };
}

/** @param prepare makes the body of "execute-<kind>" on a database */
export async function observeSizes(
  given: CaseInput,
  prepare: (given: CaseInput) => Promise<Body>,
): Promise<Observation> {
  const { counts } = given.setup as unknown as Setup;
  const figures: Record<string, number> = {};
  const answer: number[][][] = [];
  for (const count of counts) {
    const url = await databaseOf(given, count);
    const folds: number[][] = [];
    for (const kind of kinds) {
      const body = await prepare({ case: `execute-${kind}`, setup: null, services: { postgres: url } });
      try {
        if (count === counts[0])
          for (const input of inputsOf(kind, count, warmUp))
            await (body.run as (input: Input) => Promise<number>)(input);
        const timed = await timeCalls(body, inputsOf(kind, count, calls));
        folds.push([...timed.folds]);
        figures[`${kind}-${count}`] = timed.milliseconds;
      } finally {
        await body.dispose?.();
      }
    }
    answer.push(folds);
  }
  return { figures, answer };
}

/** The URL of a schema with so many records, which the first arm to come makes; in its URL, so that every driver's connection begins there. */
async function databaseOf(given: CaseInput, count: number): Promise<string> {
  const { default: pg } = await import("pg");
  const url = new URL(urlOf(given));
  const schema = `records_${count}`;
  const client = new pg.Client(url.href);
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_namespace where nspname = $1", [schema]);
    if (rowCount === 0)
      await client.query(
        `begin; create schema ${schema}; set local search_path to ${schema}; ${tablesOf(count, { throwaway: true })}; commit`,
      );
  } finally {
    await client.end();
  }
  url.searchParams.set("options", `-c search_path=${schema}`);
  return url.href;
}
