/**
 * What section 2 times: the source report's five operations on SQLite in memory with its 100 users and 500 posts, by ORMs, query builders and
 * drivers of both languages. All have the same schema and indexes and hand over the same columns of the same rows.
 *
 * Two operations change how many rows there are, and a timed loop may run them a million times. An arm that inserts therefore empties the table
 * `members` after every 1,000 calls, and one that deletes fills it again from `spare`, inside the clock, by one statement that SQLite does in bulk
 * (emptying drops the table's pages; filling copies records as they are): the same statement in every arm. Each time the arm
 * throws unless exactly 1,000 rows had come or gone, so that no timed call can do nothing. Updates set an age that differs from the one before.
 * Each operation stands by itself: its own transaction, as SQLite does without being told or as the ORM does it.
 */
import { type ArmSpec, type CaseData, type CaseSpec, defineFamily, type Json, type RatioSpec } from "kernel-lib/family";
import { seededRandom } from "../../datasets/routes/random.ts";
import { betterSqlite3 } from "./orm/better-sqlite3.ts";
import {
  type AuthoredPost,
  foldOfPerson,
  foldOfPost,
  makePeople,
  pageAfter,
  pageSize,
  posts,
  setup,
  type User,
  users,
} from "./orm/data.ts";
import { drizzle } from "./orm/drizzle.ts";
import { kysely } from "./orm/kysely.ts";

/**
 * Work and abilities that some arms have and others do not; caveats read them. What an answer shows is held by the test, the others are what the
 * packages' documentation says.
 */
const abilities = [
  "validatesValues",
  "knowsRelations",
  "makesModelInstances",
  "keepsIdentityMap",
  "tracksChanges",
  "flushesUnitOfWork",
  "wrapsChangesInTransactions",
  "bringsMigrations",
  "buildsSql",
  "answersAsynchronously",
] as const;

const features = (...has: readonly (typeof abilities)[number][]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(abilities.map((ability) => [ability, has.includes(ability)]));

const python = (
  name: string,
  label: string,
  packageName: string | undefined,
  has: Readonly<Record<string, boolean>>,
  note: string,
): ArmSpec => ({
  name,
  label,
  language: "python",
  script: "orm.py",
  ...(packageName === undefined ? {} : { package: packageName }),
  features: has,
  note,
});

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: features(
      "validatesValues",
      "knowsRelations",
      "makesModelInstances",
      "buildsSql",
      "answersAsynchronously",
    ),
    note: "Plain calls of a model: find, insert, update, delete by key, and a to-one relation loaded by join. Nothing is prepared by the caller.",
    prepare: async (given) => (await import("./orm/covet.ts")).covet(given),
  },
  {
    name: "better-sqlite3",
    label: "better-sqlite3, by hand",
    language: "typescript",
    package: "better-sqlite3",
    features: features(),
    note: "The yardstick: the driver alone with SQL written and prepared once by hand.",
    prepare: betterSqlite3,
  },
  {
    name: "drizzle",
    label: "Drizzle",
    language: "typescript",
    package: "drizzle-orm",
    features: features("knowsRelations", "bringsMigrations", "buildsSql"),
    note: "Plain calls on its better-sqlite3 driver: get(), all() and run(), which are synchronous there.",
    prepare: (given) => drizzle(given, false),
  },
  {
    name: "drizzle-prepared",
    label: "Drizzle, prepared",
    language: "typescript",
    package: "drizzle-orm",
    features: features("knowsRelations", "bringsMigrations", "buildsSql"),
    note: "Each query prepared once with placeholders, as its page on performance advises.",
    prepare: (given) => drizzle(given, true),
  },
  {
    name: "kysely",
    label: "Kysely",
    language: "typescript",
    package: "kysely",
    features: features("bringsMigrations", "buildsSql", "answersAsynchronously"),
    note: "Plain calls on its own SQLite dialect over better-sqlite3; it has no prepared form.",
    prepare: kysely,
  },
  python(
    "sqlalchemy",
    "SQLAlchemy ORM",
    "sqlalchemy",
    features(
      "knowsRelations",
      "makesModelInstances",
      "keepsIdentityMap",
      "tracksChanges",
      "flushesUnitOfWork",
      "wrapsChangesInTransactions",
      "buildsSql",
    ),
    "One Session, its identity map emptied after each call so that a query really runs; Session.get; select with contains_eager, ORM-enabled update and delete as statements built once with bound parameters, which its compiled cache takes fastest.",
  ),
  python(
    "sqlalchemy-core",
    "SQLAlchemy Core",
    "sqlalchemy",
    features("wrapsChangesInTransactions", "buildsSql"),
    "One connection; statements built once with bound parameters, as its compiled cache likes best; a commit after each change.",
  ),
  python(
    "django",
    "Django ORM",
    "django",
    features("knowsRelations", "makesModelInstances", "bringsMigrations", "buildsSql"),
    "Manager calls: get, create, select_related, filter().update and filter().delete, in autocommit as is its default; DEBUG is off, which would keep every query.",
  ),
  python(
    "sqlite3",
    "sqlite3, by hand",
    undefined,
    features(),
    "Python's yardstick: its own driver with SQL written by hand, in autocommit; it keeps its prepared statements in a cache by itself.",
  ),
];

const random = seededRandom(11);

/** Every user once, in an order that no index has. */
const shuffled = <T>(items: readonly T[]): T[] =>
  items
    .map((item) => ({ item, at: random(1 << 30) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item);

const order = shuffled(users);
const newcomers = makePeople(100, 17);
const pages = shuffled(Array.from({ length: posts.length - pageSize + 1 }, (_, after) => after)).slice(0, 48);

/**
 * Each user gets an age that it does not have: the first walk round the inputs sets what the data does not hold, and the second half of the inputs
 * sets another, so that a walk never finds its own value there.
 */
const changes = [1, 2].flatMap((years) => order.map((user): [User, number] => [user, user.age + years]));

const ofCase = (
  name: string,
  title: string,
  entries: readonly (readonly [input: Json, expected: Json])[],
): CaseSpec => ({
  name,
  title,
  kind: "database",
  iterations: 100,
  load: (): CaseData => ({
    setup: setup as unknown as Json,
    inputs: entries.map(([input]) => input),
    expected: entries.map(([, expected]) => expected),
  }),
});

const cases: readonly CaseSpec[] = [
  ofCase(
    "select-pk",
    "Select by primary key",
    order.map((user) => [user.id, user as unknown as Json]),
  ),
  ofCase(
    "insert",
    "Insert one record",
    newcomers.map((person) => [person as unknown as Json, { inserted: person as unknown as Json }]),
  ),
  ofCase(
    "join",
    "Join: a page of 20 posts with their authors",
    pages.map((after) => [after, pageAfter(after) as unknown as Json]),
  ),
  ofCase(
    "update-pk",
    "Update by primary key",
    changes.map(([user, age]) => [[user.id, age], { changed: 1, after: { ...user, age } as unknown as Json }]),
  ),
  ofCase("delete-pk", "Delete by primary key", [[null, { before: true, deleted: 1, after: false }]]),
];

const peers = arms.map(({ name }) => name).filter((name) => name !== "covet");
/** The fastest TypeScript peer that is called plainly, and the source's own two peers. */
const headline = new Set(["select-pk kysely", "select-pk sqlalchemy", "select-pk django"]);

const ratios: readonly RatioSpec[] = cases.flatMap((one) =>
  peers.map((against) => ({
    case: one.name,
    arm: "covet",
    against,
    headline: headline.has(`${one.name} ${against}`),
  })),
);

/** Told apart by what they hold: a page, a user, an inserted person, a changed or deleted row. */
function fold(answer: Json): number {
  if (Array.isArray(answer)) return answer.reduce((sum, post) => sum + foldOfPost(post as unknown as AuthoredPost), 0);
  const { id, inserted, changed, deleted } = answer as Record<string, Json>;
  if (typeof id === "number") return id + foldOfPerson(answer as unknown as User);
  if (inserted !== undefined) return 1;
  return (changed ?? deleted) as number;
}

export default defineFamily({
  name: "orm",
  title: "ORM operations on SQLite in memory",
  operation: "operation",
  arms,
  cases,
  ratios,
  fold,
});
