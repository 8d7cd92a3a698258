import { describe, expect, test } from "vitest";
import {
  alias,
  and,
  createIndex,
  eq,
  inList,
  insert,
  integer,
  json,
  LabError,
  like,
  or,
  real,
  remove,
  scalar,
  select,
  sql,
  table,
  text,
  timestamp,
  update,
} from "../../../kernel-lib/src/index.ts";

const users = table("users", { id: integer("id").primaryKey(), name: text("name"), email: text("email").nullable() });
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id") });
const things = table("things", {
  id: text("id").primaryKey(),
  share: real("share"),
  at: timestamp("at"),
  data: json("data"),
});

/** Code and message of the error that must come. */
function refusal(act: () => unknown): { code: string; message: string } {
  try {
    act();
  } catch (error) {
    if (error instanceof LabError) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error("it was not refused");
}
/** As a caller without types would. */
const untyped = (value: unknown) => value as never;

describe("names", () => {
  test.each([
    ["", "it is empty"],
    ["a\0b", "NUL"],
    ["\ud800", "half a surrogate pair"],
    ["x".repeat(64), "longer than 63 bytes"],
    ["ä".repeat(32), "longer than 63 bytes"],
    ["__proto__", "property of that name"],
    [7, "it is no string"],
    [{ toString: () => "users" }, "it is no string"],
  ])("%j is refused by name", (name, reason) => {
    const tries = [
      () => table(untyped(name), {}),
      () => table("t", { id: integer(untyped(name)) }),
      () => alias(users, untyped(name)),
      () => select(users).as(untyped(name)),
    ];
    for (const act of tries)
      expect(refusal(act)).toEqual({ code: "invalid-identifier", message: expect.stringContaining(reason) });
  });

  test("the message names table, column and name", () => {
    const act = () => table("people", { id: integer("id"), bad: text("a\0") });
    expect(refusal(act).message).toMatch(/^the column "bad" of the table "people" cannot be called "a\\u0000"/);
  });

  test("result columns, and two columns of one name", () => {
    expect(refusal(() => select({ "a\0": users.id })).code).toBe("invalid-identifier");
    expect(refusal(() => select(JSON.parse('{"__proto__": 1}'))).code).toBe("invalid-query");
    expect(refusal(() => table("t", { a: integer("X"), b: integer("x") })).message).toMatch(/another column/);
  });
});

describe("values", () => {
  test.each([
    ["a string for a number", () => eq(users.id, untyped("7")), /^= takes a whole number .*, not a string/],
    ["a fraction", () => eq(users.id, 1.5), /whole number/],
    ["not a number", () => eq(things.share, Number.NaN), /finite number, not NaN/],
    [
      "an object that a driver would interpret",
      () => eq(users.name, untyped({ toPostgres: () => "x" })),
      /string .*, not an object/,
    ],
    ["an array", () => eq(users.name, untyped(["x"])), /Remedy: Compare with inList/],
    ["null", () => eq(users.email, untyped(null)), /Remedy: Compare with isNull/],
    ["undefined", () => eq(users.name, untyped(undefined)), /not undefined/],
    ["half a surrogate pair", () => eq(users.name, "\ud800"), /half a surrogate pair/],
    ["null in a list", () => inList(users.email, untyped([null])), /not null/],
    ["an object as pattern", () => like(users.name, untyped({})), /string/],
    ["no date", () => eq(things.at, new Date(Number.NaN)), /Date/],
    ["a limit", () => select(users).limit(untyped("1; drop table users")), /limit takes a whole number/],
    ["a negative offset", () => select(users).offset(-1), /offset takes/],
    ["in the sql tag", () => sql`select ${untyped({ a: 1 })}`, /sql`…` takes/],
    ["undefined in the sql tag", () => sql`select ${untyped(undefined)}`, /not undefined/],
    [
      "a missing column",
      () => insert(users).values(untyped({})),
      /The column "name" of "users" takes a string .*, not undefined/,
    ],
    ["null for a column that has none", () => update(users).set({ name: untyped(null) }), /not null/],
    ["what JSON cannot hold", () => update(things).set({ data: untyped(() => 1) }), /JSON/],
    [
      "a key that nobody makes",
      () => insert(things).values(untyped({ share: 1, at: new Date(), data: 1 })),
      /"id" of "things"/,
    ],
  ])("%s", (_, act, message) => {
    expect(refusal(act)).toEqual({ code: "invalid-sql-value", message: expect.stringMatching(message) });
  });

  test("the message keeps the value to itself, the data have it", () => {
    try {
      eq(users.id, untyped("secret"));
      throw new Error("it was not refused");
    } catch (error) {
      expect((error as LabError).message).not.toMatch(/secret/);
      expect((error as LabError).data.value).toBe("secret");
    }
  });

  test("more values than an engine takes", () => {
    const query = insert(users).values(Array.from({ length: 20_000 }, (_, at) => ({ name: `${at}` })));
    // An array for each column.
    expect(query.compile("postgresql").values).toHaveLength(2);
    expect(refusal(() => query.compile("sqlite"))).toMatchObject({ code: "unsupported-sql" });
    const some = (count: number) => or(...Array.from({ length: count }, (_, at) => eq(users.id, at)));
    expect(select(users).where(some(65_535)).compile("postgresql").values).toHaveLength(65_535);
    expect(refusal(() => select(users).where(some(65_536)).compile("postgresql"))).toMatchObject({
      code: "unsupported-sql",
    });
  });
});

describe("queries that mean nothing", () => {
  const other = select({ n: posts.userId }).from(posts);
  test.each([
    [
      "an update of everything by mistake",
      () => update(users).set({ name: "x" }).compile("sqlite"),
      /update all rows of "users"/,
    ],
    ["a delete of everything by mistake", () => remove(users).compile("sqlite"), /delete all rows of "users"/],
    ["a condition that is undefined", () => remove(users).where(untyped(undefined)), /where takes an expression/],
    ["a condition that is a string", () => select(users).where(untyped("1 = 1")), /where takes an expression/],
    ["undefined among conditions", () => and(eq(users.id, 1), untyped(undefined)), /and takes an expression/],
    ["order by a string", () => select(users).orderBy(untyped("id; drop table users")), /orderBy takes an expression/],
    [
      "a column of another table",
      () => select(users).where(eq(posts.id, 1)).compile("sqlite"),
      /"id" of "posts", which is not in it/,
    ],
    ["no from", () => select({ id: users.id }).compile("sqlite"), /which is not in it/],
    ["two froms", () => select(users).from(posts), /two sources/],
    [
      "the same table twice",
      () => select(users).innerJoin(users, eq(users.id, 1)).compile("sqlite"),
      /"users" is in it twice/,
    ],
    [
      "a name that hides another",
      () => select(users).innerJoin(alias(posts, "users"), eq(users.id, 1)).compile("sqlite"),
      /twice/,
    ],
    ["no columns", () => select({}), /selects no column/],
    ["no rows", () => insert(users).values([]), /no row to insert/],
    ["an unknown column", () => insert(users).values(untyped({ name: "a", isAdmin: true })), /no column "isAdmin"/],
    ["an unknown column in an update", () => update(users).set(untyped({ nam: "a" })), /no column "nam"/],
    ["nothing to change", () => update(users).set({}), /nothing is to be changed/],
    ["two limits", () => select(users).limit(1).limit(2), /two of limit/],
    [
      "a subquery of two columns",
      () => inList(users.id, untyped(select({ a: posts.id, b: posts.userId }).from(posts))),
      /has 2 columns/,
    ],
    ["a subquery that is none", () => scalar(untyped({ n: 1 })), /made by select/],
    ["writing to a subquery", () => remove(untyped(other.as("x"))), /no table of its own/],
    ["writing to another name", () => update(alias(users, "u")), /no table of its own/],
    ["no table", () => select(users).innerJoin(untyped({}), eq(users.id, 1)), /takes a table/],
    ["sql as a function", () => sql(untyped("drop table users")), /called as a function/],
    [
      "sql with an array from outside",
      () => sql(untyped(Object.assign(["drop table users"], { raw: ["x"] }))),
      /called as a function/,
    ],
    ["an index over two tables", () => createIndex("i", [users.id, posts.id]), /columns of one table/],
    [
      "two primary keys",
      () => table("t", { a: integer("a").primaryKey(), b: integer("b").primaryKey() }),
      /two primary keys/,
    ],
  ])("%s", (_, act, message) => {
    expect(refusal(act)).toEqual({ code: "invalid-query", message: expect.stringMatching(message) });
  });

  test("a dialect that is not there", () => {
    expect(refusal(() => select(users).compile(untyped("oracle")))).toMatchObject({ code: "unsupported-sql" });
  });
});
