import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CaseInput, Database, MetricSpec, Observation, ScenarioSpec, ServiceName } from "kernel-lib";
import { anomalies, comesAbout, type Level } from "./anomalies.ts";

/** What each engine documents that a level lets through: PostgreSQL in 13.2 of its manual, SQLite in "Isolation in SQLite", MariaDB in "SET TRANSACTION". */
const documented: Readonly<
  Record<string, { readonly title: string; readonly level: Level; readonly lets: readonly string[] }>
> = {
  "isolation-read-committed": {
    title: "PostgreSQL, read committed",
    level: "read committed",
    lets: ["PMP", "P4", "G-single", "G2-item", "G2"],
  },
  "isolation-repeatable-read": {
    title: "PostgreSQL, repeatable read",
    level: "repeatable read",
    lets: ["G2-item", "G2"],
  },
  "isolation-serializable": { title: "PostgreSQL, serializable", level: "serializable", lets: [] },
  "isolation-sqlite": { title: "SQLite in a file", level: "serializable", lets: [] },
  "isolation-mariadb-read-committed": {
    title: "MariaDB, read committed",
    level: "read committed",
    lets: ["PMP", "P4", "G-single", "G2-item", "G2"],
  },
  "isolation-mariadb-repeatable-read": {
    title: "MariaDB, repeatable read",
    level: "repeatable read",
    lets: ["P4", "G2-item", "G2"],
  },
  "isolation-mariadb-serializable": { title: "MariaDB, serializable", level: "serializable", lets: [] },
};

const names = Object.keys(anomalies);

/** The anomalies of Adya's thesis and of Hermitage, by their names there. */
const meaning: Readonly<Record<string, string>> = {
  G0: "the rows of two writers are mixed",
  G1a: "what was undone is read",
  G1b: "what was changed again is read",
  G1c: "each of two reads what the other has not committed",
  OTV: "a transaction is seen, and then a part of it no longer",
  PMP: "a condition has other rows than before",
  P4: "of two changes made of the same value one is lost",
  "G-single": "one row is read as it was before another transaction, one as it is after",
  "G2-item": "each of two changes a row that the other has read",
  G2: "each of two adds a row that the other's condition would have found",
};

/** As metrics are named. */
const metricOf = (name: string): string => name.toLowerCase();

const metrics: readonly MetricSpec[] = names.map((name) => ({
  name: metricOf(name),
  title: name,
  unit: "count",
  better: "lower",
  definition: `One where it came about, none where the engine prevented it: ${meaning[name] ?? name}.`,
}));

const engineOf = (name: string): ServiceName => (name.startsWith("isolation-mariadb") ? "mariadb" : "postgres");

const answerOf = (lets: readonly string[]): number[] => names.map((name) => Number(lets.includes(name)));

/** One for each level: what came about is the answer, which must be what is documented. */
export const isolationScenarios: readonly ScenarioSpec[] = Object.entries(documented).map(
  ([name, { title, lets }]) => ({
    name,
    title: `What comes about at ${title}`,
    arms: ["covet"],
    needs: name === "isolation-sqlite" ? [] : [engineOf(name)],
    metrics,
    runs: 1,
    data: () => ({ setup: null, expected: answerOf(lets) }),
  }),
);

export async function observeIsolation(given: CaseInput): Promise<Observation> {
  const asked = documented[given.case];
  if (asked === undefined) throw new Error(`no level in ${given.case}`);
  const { connect } = await import("kernel-lib");
  const folder = mkdtempSync(join(tmpdir(), "isolation-"));
  const databases: Database[] = [];
  try {
    if (given.case === "isolation-sqlite")
      for (let each = 0; each < 2; each++)
        databases.push(await connect(`sqlite:${join(folder, "test.db")}`, { busyTimeout: 0 }));
    else databases.push(await connect(given.services[engineOf(given.case)] ?? ""));
    const came: number[] = [];
    for (const name of names) came.push(Number(await comesAbout(databases, name, asked.level)));
    return {
      figures: Object.fromEntries(names.map((name, place) => [metricOf(name), came[place] ?? 0])),
      answer: came,
    };
  } finally {
    for (const db of databases) await db.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
