/**
 * What section 7 times: ten single-row operations, each awaited before the next is sent, without a transaction around them (each is committed by
 * itself) and with one. A call is all ten, with BEGIN and COMMIT where there are any. Every commit waits for the disk; scenario `fsync` says how long
 * that takes here. Every arm has one connection and a table of its own. Scenario `correctness` is about what section 7 leaves out.
 */
import { type ArmSpec, type CaseSpec, defineFamily, type RatioSpec, type ScenarioSpec } from "kernel-lib/family";
import { correctnessScenarios, observeCorrectness } from "./transactions/correctness.ts";
import { prepareDrizzle } from "./transactions/drizzle.ts";
import { fsyncScenario, observeFsync } from "./transactions/fsync.ts";
import { isolationScenarios, observeIsolation } from "./transactions/isolation.ts";
import { preparePg } from "./transactions/pg.ts";
import { operations, type Verb } from "./transactions/ten-operations.ts";

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { buildsQuery: true, prepares: true },
    note: "db.run and db.transaction with queries that are built for each operation; each text is prepared once by itself.",
    prepare: async (given) => (await import("./transactions/covet.ts")).prepareCovet(given),
    observe: (given) => {
      if (given.case.startsWith("isolation-")) return observeIsolation(given);
      return given.case === "fsync" ? observeFsync(given) : observeCorrectness(given);
    },
  },
  {
    name: "pg",
    label: "pg",
    language: "typescript",
    package: "pg",
    features: { buildsQuery: false, prepares: true },
    note: "client.query with texts written by hand and named, which prepares them, and BEGIN and COMMIT as in its documentation.",
    prepare: preparePg,
  },
  {
    name: "drizzle",
    label: "Drizzle",
    language: "typescript",
    package: "drizzle-orm",
    features: { buildsQuery: true, prepares: false },
    note: "Plain calls on drizzle-orm/node-postgres and db.transaction, as its documentation begins; queries are built each time.",
    prepare: prepareDrizzle,
  },
  {
    name: "asyncpg",
    language: "python",
    package: "asyncpg",
    script: "transactions.py",
    features: { buildsQuery: false, prepares: true },
    note: "connection.execute and connection.transaction() on uvloop; it prepares each text by itself. Each call enters the event loop anew, some tens of microseconds.",
  },
];

const inputs = [0, 1, 2, 3];
const each = "each by itself";
const inOne = "in a transaction";

const caseOf = (verb: Verb, name: string, how: string, contestants?: readonly string[]): CaseSpec => ({
  name,
  title: `Ten times ${verb.toUpperCase()}, ${how}`,
  kind: "server",
  needs: ["postgres"],
  iterations: 100,
  ...(contestants === undefined ? {} : { arms: contestants }),
  load: () => ({
    setup: null,
    inputs,
    expected: inputs.map((input) => ({
      changed: operations,
      left: verb === "delete" ? [] : Array.from({ length: operations }, (_, place) => `${input}-${place}`),
    })),
  }),
});

const cases: readonly CaseSpec[] = [
  ...(["insert", "update", "delete"] as const).flatMap((verb) => [
    caseOf(verb, verb, each),
    caseOf(verb, `${verb}-tx`, inOne),
  ]),
  // The same where the disk is not waited for: what is left is the round trips.
  caseOf("insert", "insert-off", `${each}, no wait for the disk`, ["covet", "pg"]),
  caseOf("insert", "insert-tx-off", `${inOne}, no wait for the disk`, ["covet", "pg"]),
  caseOf("insert", "insert-batch-off", `${inOne} sent at once, no wait for the disk`, ["covet"]),
];

const scenarios: readonly ScenarioSpec[] = [fsyncScenario, ...correctnessScenarios, ...isolationScenarios];

const ratios: readonly RatioSpec[] = [
  { case: "insert-tx", arm: "covet", against: "covet", againstCase: "insert", headline: true },
  { case: "insert-tx", arm: "covet", against: "pg", headline: true },
  { case: "update-tx", arm: "covet", against: "covet", againstCase: "update" },
  { case: "delete-tx", arm: "covet", against: "covet", againstCase: "delete" },
  { case: "insert-tx", arm: "covet", against: "drizzle" },
  { case: "insert-tx", arm: "covet", against: "asyncpg" },
  { case: "insert", arm: "covet", against: "pg" },
  { case: "insert-tx-off", arm: "covet", against: "covet", againstCase: "insert-off" },
  { case: "insert-batch-off", arm: "covet", against: "covet", againstCase: "insert-off" },
  { case: "insert-tx-off", arm: "covet", against: "pg" },
];

export default defineFamily({
  name: "transactions",
  title: "Transactions",
  operation: "ten operations",
  arms,
  cases,
  scenarios,
  postgres: { schema: "-- Each arm makes a table of its own." },
  ratios,
  fold: (answer) => (answer as { changed: number }).changed,
});
