import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { givesRows } from "../../../kernel-lib/src/framework/sql/compile/gives-rows.ts";
import {
  alias,
  and,
  asc,
  boolean,
  count,
  createTable,
  eq,
  gt,
  inList,
  insert,
  integer,
  isNull,
  like,
  or,
  type Query,
  remove,
  select,
  sql,
  table,
  text,
  timestamp,
  update,
} from "../../../kernel-lib/src/index.ts";

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email").nullable(),
});
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
const flags = table("flags", { id: integer("id").primaryKey(), yes: boolean("yes"), at: timestamp("at") });

const examples: readonly (readonly [string, Query<unknown>, string, readonly unknown[]])[] = [
  ["a whole table", select(users), 'select "id", "name", "email" from "users"', []],
  [
    "a condition",
    select(users).where(eq(users.id, 7)),
    'select "id", "name", "email" from "users" where "id" = $1',
    [7],
  ],
  ["a renamed column", select({ who: posts.userId }).from(posts), 'select "user_id" as "who" from "posts"', []],
  [
    "a join",
    select({ name: users.name, posts: count() })
      .from(users)
      .innerJoin(posts, eq(posts.userId, users.id))
      .groupBy(users.name)
      .having(gt(count(), 2)),
    'select "users"."name", count(*) as "posts" from "users" inner join "posts" on "posts"."user_id" = "users"."id" group by "users"."name" having count(*) > $1',
    [2],
  ],
  [
    "an insert",
    insert(users).values({ name: "Ada" }),
    'insert into "users" ("name", "email") values ($1, $2)',
    ["Ada", null],
  ],
  [
    "an insert that gives rows",
    insert(users)
      .values([{ name: "Ada" }])
      .returning({ id: users.id }),
    'insert into "users" ("name", "email") values ($1, $2) returning "id"',
    ["Ada", null],
  ],
  [
    "an update",
    update(users).set({ name: "Ada" }).where(eq(users.id, 7)),
    'update "users" set "name" = $1 where "id" = $2',
    ["Ada", 7],
  ],
  [
    "a delete over a subquery",
    remove(users).where(inList(users.id, select({ id: posts.userId }).from(posts))),
    'delete from "users" where "users"."id" in (select "posts"."user_id" as "id" from "posts")',
    [],
  ],
  [
    "and within or",
    select({ id: users.id })
      .from(users)
      .where(or(eq(users.id, 1), and(isNull(users.email), like(users.name, "a%")))),
    `select "id" from "users" where ("id" = $1) or ("email" is null and "name" like $2 escape '\\')`,
    [1, "a%"],
  ],
  [
    "steps in another order than the text",
    select({ id: users.id }).from(users).limit(3).where(eq(users.name, "a")).orderBy(asc(users.id)),
    'select "id" from "users" where "name" = $1 order by "id" asc limit $2',
    ["a", 3],
  ],
  [
    "raw text",
    sql`select ${users.id} from ${users} where ${users.name} = ${"x"}`,
    'select "id" from "users" where "name" = $1',
    ["x"],
  ],
];

describe("the text of a query", () => {
  test.each(examples)("%s", (_, query, expected, values) => {
    const { text: got, values: bound } = query.compile("postgresql");
    expect([got, bound]).toEqual([expected, values]);
    expect(query.compile("sqlite").text).toBe(
      expected.replaceAll(/\$\d+/g, "?").replaceAll(/\b(limit|offset) \?/g, "$1 +?"),
    );
  });

  test("quotes in names are doubled", () => {
    const odd = table('a"b', { id: integer('"').primaryKey() });
    expect(select({ 'x"y': odd.id }).from(odd).compile("sqlite").text).toBe('select """" as "x""y" from "a""b"');
  });

  test("tells what is written and whether rows come", () => {
    const facts = (query: Query<unknown>) => {
      const { returnsRows, writes } = query.compile("sqlite");
      return [returnsRows, writes];
    };
    expect(facts(select(users))).toEqual([true, []]);
    expect(facts(insert(users).values({ name: "a" }))).toEqual([false, ["users"]]);
    expect(facts(update(users).set({ name: "a" }).everywhere().returning())).toEqual([true, ["users"]]);
    expect(facts(remove(posts).everywhere())).toEqual([false, ["posts"]]);
    expect(facts(createTable(users))).toEqual([false, ["users"]]);
    expect(facts(sql`delete from ${users}`)).toEqual([false, null]);
  });

  test.each([
    ["select 1", true],
    ["  -- delete\n SELECT 1", true],
    ["(select 1) union (select 2)", true],
    ["values (1)", true],
    ["insert into t values ('returning')", false],
    ["insert into t values (1) RETURNING id", true],
    ["with a as (delete from t returning id) select * from a", true],
    ["with a as (select 1) insert into t select * from a", false],
    ['update "returning" set a = 1', false],
    ["pragma user_version", true],
    ["create table a (b int)", false],
  ])("of raw text %j it is read from the words: %j", (raw, expected) => expect(givesRows(raw)).toBe(expected));

  test("values are what the driver takes: SQLite has no booleans and dates", () => {
    const at = new Date(0);
    const query = insert(flags).values({ yes: true, at });
    expect(query.compile("sqlite").values).toEqual([1, "1970-01-01T00:00:00.000Z"]);
    expect(query.compile("postgresql").values).toEqual([true, at]);
  });
});

describe("shapes", () => {
  const build = (id: number, name: string) =>
    select({ id: users.id, n: count() })
      .from(users)
      .leftJoin(posts, eq(posts.userId, users.id))
      .where(and(gt(users.id, id), inList(users.name, [name, "b"])))
      .groupBy(users.id)
      .limit(id);

  test("queries that differ in values only share one text, others do not", () => {
    const [one, two] = [build(1, "x"), build(2, "y")];
    expect(two.node).toBe(one.node);
    expect(one.compile("sqlite").values).toEqual([1, '["x","b"]', 1]);
    expect(two.compile("sqlite").values).toEqual([2, '["y","b"]', 2]);
    expect(build(1, "x").distinct().node).not.toBe(one.node);
    expect(one.orderBy(users.id).compile("sqlite").text).not.toBe(one.compile("sqlite").text);
  });

  test("an alias made on the spot is the one made before", () => {
    const bosses = () => {
      const boss = alias(users, "boss");
      return select({ name: boss.name }).from(users).innerJoin(boss, eq(boss.id, users.id));
    };
    expect(bosses().node).toBe(bosses().node);
    expect(alias(users, "other").id.node).not.toBe(alias(users, "boss").id.node);
  });

  test("a query is unchanged by the steps that others take from it", () => {
    const base = select(users).where(eq(users.id, 1));
    const before = base.compile("sqlite");
    base.where(eq(users.name, "x")).limit(3);
    expect(base.compile("sqlite")).toEqual(before);
  });

  test("ever new shapes do not pile up, and stay right", () => {
    const column = users.id;
    const bits = Array.from({ length: 14 }, (_, place) => place);
    for (let shape = 1; shape < 2 ** 14; shape++) {
      const chosen = bits.filter((bit) => shape & (1 << bit));
      const condition = and(...chosen.map((bit) => (bit % 2 === 0 ? eq(column, bit) : gt(column, bit))));
      const { text: got, values } = select({ id: column }).from(users).where(condition).compile("sqlite");
      const expected = chosen.map((bit) => `"id" ${bit % 2 === 0 ? "=" : ">"} ?`).join(" and ");
      if (!got.endsWith(` where ${expected}`) || values.join() !== chosen.join()) throw new Error(`wrong at ${shape}`);
    }
  });

  test("a row of conditions may be long", () => {
    const many = Array.from({ length: 30_000 }, (_, index) => eq(users.id, index));
    const { values } = select({ id: users.id })
      .from(users)
      .where(or(...many))
      .compile("sqlite");
    expect(values).toHaveLength(30_000);
  });

  test("the text never holds a value's text", () => {
    const marked = fc.string({ minLength: 1 }).map((rest) => `µ${rest}`);
    const holds = (query: Query<unknown>) => /µ/.test(query.compile("postgresql").text + query.compile("sqlite").text);
    fc.assert(
      fc.property(marked, marked, fc.nat(), (a, b, n) => {
        fc.pre(a.isWellFormed() && b.isWellFormed());
        const boss = alias(users, "boss");
        const queries: Query<unknown>[] = [
          select(users)
            .where(or(eq(users.name, a), like(users.name, b), inList(users.name, [a, b])))
            .limit(n),
          select({ id: boss.id })
            .from(boss)
            .where(inList(boss.id, select({ id: users.id }).from(users).where(eq(users.email, a)))),
          insert(users)
            .values([{ name: a }, { id: n, name: b }])
            .returning(),
          update(users).set({ name: a, email: b }).where(eq(users.name, b)),
          remove(users).where(and(eq(users.name, a), gt(users.id, n))),
          sql`select ${a}, ${b} from ${users} where ${users.name} = ${a}`,
        ];
        expect(queries.filter(holds)).toEqual([]);
        expect(queries.map((query) => query.compile("sqlite").values.includes(a))).toEqual(queries.map(() => true));
      }),
      { numRuns: 100, seed: 4 },
    );
  });
});
