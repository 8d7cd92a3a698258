/**
 * What section 4 times: the source report's six kinds of query, on 1,000 users, posts and comments in PostgreSQL. `build-*` is the call that constructs
 * the query and compiles it to text and values, which differ from call to call while the shape stays; `execute-*` constructs, compiles, sends it over one
 * connection, and reads the rows, each call awaited before the next:
 * the report's total, of which its execution is what construction leaves. Every arm answers the same values and the same rows. Scenario `mariadb` executes the
 * same on MariaDB, `records` among more records.
 */
import {
  type ArmSpec,
  type Body,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type Json,
  type Observation,
  type RatioSpec,
} from "kernel-lib/family";
import {
  bulkData,
  bulkMetrics,
  observeCovetBulk,
  observeDrizzleBulk,
  observeKnexBulk,
  observeKyselyBulk,
} from "./sql/bulk.ts";
import { dataOf, foldOfRows, foldOfValues, kinds, kindTitles, type Row, schema } from "./sql/data.ts";
import { prepareDrizzle } from "./sql/drizzle.ts";
import { conditionCounts, conditionsData, prepareCovetConditions } from "./sql/growth.ts";
import { injectionData, injectionMetrics } from "./sql/injection-metrics.ts";
import { prepareKnex } from "./sql/knex.ts";
import { prepareKysely } from "./sql/kysely.ts";
import { mariadbData, mariadbMetrics, observeMariadb, prepareMysql2 } from "./sql/mariadb.ts";
import { newShapeData, prepareCovetNewShape, prepareDrizzleNewShape, prepareKyselyNewShape } from "./sql/new-shape.ts";
import { preparePg } from "./sql/pg.ts";
import { observeSizes, sizeData, sizeMetrics } from "./sql/sizes.ts";

/** What some arms do and others do not; caveats read it. As their documentation says. */
const abilities = ["buildsSql", "reusesText", "preparesOnServer", "checksValues"] as const;

const features = (...has: readonly (typeof abilities)[number][]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(abilities.map((ability) => [ability, has.includes(ability)]));

/** The case whose queries are of a shape that was not seen before. */
const newShape = "build-new-shape";
/** The scenario of the six kinds among more records. */
const records = "records";
/** The scenario of the six kinds on MariaDB. */
const mariadb = "mariadb";

/** What an arm observes of the scenarios that it plays in. */
const observing =
  (prepare: (given: CaseInput) => Promise<Body>, observe: (given: CaseInput) => Promise<Observation>) =>
  (given: CaseInput): Promise<Observation> => {
    if (given.case === records) return observeSizes(given, prepare);
    return given.case === mariadb ? observeMariadb(given, prepare) : observe(given);
  };

/** The cases whose queries have so many conditions. */
const conditions = "build-conditions-";

/** Loads Covet, which the peers' processes do not. */
const prepareCovet = async (given: CaseInput): Promise<Body> => (await import("./sql/covet.ts")).prepareCovet(given);

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: features("buildsSql", "reusesText", "preparesOnServer", "checksValues"),
    note: "select(…) and query.compile by plain calls; the text of a shape is written once. Executed with one named statement a shape.",
    prepare: (given) => {
      if (given.case.startsWith(conditions)) return prepareCovetConditions(given);
      return given.case === newShape ? prepareCovetNewShape() : prepareCovet(given);
    },
    observe: observing(prepareCovet, async (given) =>
      given.case === "bulk" ? observeCovetBulk(given) : (await import("./sql/injection.ts")).observeInjection(given),
    ),
  },
  {
    name: "drizzle",
    label: "Drizzle",
    language: "typescript",
    package: "drizzle-orm",
    features: features("buildsSql"),
    note: "Plain calls, as Covet's; its prepared statements, which its documentation advises where speed matters, are in section 2. On one pg client.",
    prepare: (given) => (given.case === newShape ? prepareDrizzleNewShape() : prepareDrizzle(given)),
    observe: observing(prepareDrizzle, observeDrizzleBulk),
  },
  {
    name: "kysely",
    label: "Kysely",
    language: "typescript",
    package: "kysely",
    features: features("buildsSql"),
    note: "Plain calls; compiled on the dummy driver of its documentation, executed by PostgresDialect on a pg.Pool of one connection.",
    prepare: (given) => (given.case === newShape ? prepareKyselyNewShape() : prepareKysely(given)),
    observe: observing(prepareKysely, observeKyselyBulk),
  },
  {
    name: "knex",
    label: "Knex",
    language: "typescript",
    package: "knex",
    features: features("buildsSql"),
    note: "Plain calls; toSQL().toNative() for the compiled query, its own pool of one connection for execution.",
    prepare: prepareKnex,
    observe: observing(prepareKnex, observeKnexBulk),
  },
  {
    name: "sqlalchemy-core",
    label: "SQLAlchemy Core",
    language: "python",
    package: "sqlalchemy",
    script: "sql.py",
    features: features("buildsSql", "reusesText", "preparesOnServer"),
    note: "Plain calls, compiled through the cache that its engine uses before each execution; on psycopg, one connection in autocommit mode.",
  },
  {
    name: "pg",
    label: "pg, by hand",
    language: "typescript",
    package: "pg",
    features: features("preparesOnServer"),
    note: "Text written by hand, named so that the server prepares it once: the floor in TypeScript.",
    prepare: preparePg,
    observe: (given) => observeSizes(given, preparePg),
  },
  {
    name: "mysql2",
    label: "mysql2, by hand",
    language: "typescript",
    package: "mysql2",
    features: features("preparesOnServer"),
    note: "Text written by hand, connection.execute, which prepares it once: the floor on MariaDB.",
    observe: (given) => observeMariadb(given, prepareMysql2),
  },
  {
    name: "asyncpg",
    label: "asyncpg, by hand",
    language: "python",
    package: "asyncpg",
    script: "sql.py",
    features: features("preparesOnServer"),
    note: "Text written by hand, connection.fetch on uvloop; it prepares each text once by itself: the floor in Python.",
  },
];

const builders = arms.filter((arm) => arm.features?.buildsSql === true).map(({ name }) => name);
/** Those that query PostgreSQL. */
const all = arms.map(({ name }) => name).filter((name) => name !== "mysql2");

const cases: readonly CaseSpec[] = [
  ...kinds.map(
    (kind): CaseSpec => ({
      name: `build-${kind}`,
      title: `${kindTitles[kind]}: construction`,
      kind: "allocation",
      arms: builders,
      iterations: 1_000,
      load: () => dataOf(`build-${kind}`),
    }),
  ),
  {
    name: newShape,
    title: "A shape not seen before: construction",
    kind: "allocation",
    arms: ["covet", "drizzle", "kysely"],
    iterations: 1_000,
    load: newShapeData,
  },
  ...conditionCounts.map(
    (count): CaseSpec => ({
      name: `${conditions}${count}`,
      title: `${count === 1 ? "One condition" : `${count} conditions`}: construction`,
      kind: "allocation",
      arms: ["covet"],
      iterations: 1_000,
      load: () => conditionsData(`${conditions}${count}`),
    }),
  ),
  ...kinds.map(
    (kind): CaseSpec => ({
      name: `execute-${kind}`,
      title: `${kindTitles[kind]}: execution`,
      kind: "server",
      arms: all,
      needs: ["postgres"],
      iterations: 100,
      load: () => dataOf(`execute-${kind}`),
    }),
  ),
];

const headline = new Set(["build-where drizzle", "build-where kysely", "execute-where pg"]);
/** Executed, the others are compared in one kind: all in each would be more ratios than a profile has claims. */
const inEachKind = new Set(["pg", "drizzle", "kysely"]);
const compared = (name: string, against: string): boolean =>
  against !== "covet" && (!name.startsWith("execute-") || name === "execute-where" || inEachKind.has(against));
const ratios: readonly RatioSpec[] = [
  { case: "build-join-3", arm: "covet", against: "covet", againstCase: "build-select" },
  { case: `${conditions}200`, arm: "covet", against: "covet", againstCase: `${conditions}10` },
  ...cases.flatMap(({ name, arms: contestants = [] }) =>
    contestants
      .filter((against) => compared(name, against))
      .map((against) => ({ case: name, arm: "covet", against, headline: headline.has(`${name} ${against}`) })),
  ),
];

export default defineFamily({
  name: "sql",
  title: "Query builder",
  operation: "query",
  arms,
  cases,
  ratios,
  scenarios: [
    {
      name: "injection",
      title: "Attack strings as values, patterns and names, run on PostgreSQL",
      arms: ["covet"],
      needs: ["postgres"],
      metrics: injectionMetrics,
      runs: 1,
      data: injectionData,
    },
    {
      name: records,
      title: "The six kinds among more records, executed on PostgreSQL",
      arms: ["covet", "drizzle", "kysely", "pg"],
      needs: ["postgres"],
      metrics: sizeMetrics(),
      runs: 1,
      data: () => sizeData(),
    },
    {
      name: mariadb,
      title: "The six kinds executed on MariaDB",
      arms: ["covet", "drizzle", "kysely", "knex", "mysql2"],
      needs: ["mariadb"],
      metrics: mariadbMetrics,
      data: mariadbData,
    },
    {
      name: "bulk",
      title: "100,000 rows into an empty table of PostgreSQL",
      arms: ["covet", "drizzle", "kysely", "knex"],
      needs: ["postgres"],
      metrics: bulkMetrics,
      data: () => bulkData(),
    },
  ],
  postgres: { schema },
  fold: (answer) => {
    const list = answer as readonly Json[];
    return typeof list[0] === "object" ? foldOfRows(list as unknown as readonly Row[]) : foldOfValues(list);
  },
});
