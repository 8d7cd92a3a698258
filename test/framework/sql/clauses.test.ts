import { describe, expect, test } from "vitest";
import {
  avg,
  caseWhen,
  count,
  cte,
  desc,
  eq,
  excluded,
  filter,
  gt,
  inList,
  insert,
  integer,
  json,
  jsonText,
  max,
  over,
  type Query,
  type RowOf,
  rank,
  recursiveCte,
  remove,
  rowNumber,
  scalar,
  select,
  sql,
  sum,
  table,
  text,
  union,
  update,
} from "../../../kernel-lib/src/index.ts";
import { errorOf } from "../../error-of.ts";

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email").nullable().unique(),
  data: json("data").nullable(),
});
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
const ids = select({ id: users.id }).from(users);
const postgres = (query: Query<unknown>) => query.compile("postgresql").text;

describe("text", () => {
  test("a common table expression stands before, once, its values before those that follow it", () => {
    const busy = cte("busy", select({ id: posts.userId }).from(posts).where(eq(posts.title, "x")));
    const query = select({ id: users.id }).from(users).innerJoin(busy, eq(busy.id, users.id)).where(gt(users.id, 7));
    for (const [dialect, marks] of [
      ["postgresql", ["$1", "$2"]],
      ["sqlite", ["?", "?"]],
    ] as const)
      expect(query.compile(dialect)).toMatchObject({
        text: `with "busy" ("id") as (select "posts"."user_id" as "id" from "posts" where "posts"."title" = ${marks[0]}) select "users"."id" from "users" inner join "busy" on "busy"."id" = "users"."id" where "users"."id" > ${marks[1]}`,
        values: ["x", 7],
      });
  });

  test("one that is used twice has its values once", () => {
    const some = cte("some", select({ id: users.id }).from(users).where(gt(users.id, 3)));
    const query = select({ id: some.id })
      .from(some)
      .where(eq(some.id, scalar(select({ most: max(some.id) }).from(some))));
    const { text: written, values } = query.compile("sqlite");
    expect(values).toEqual([3]);
    expect(written.match(/"users"/g)?.length).toBeGreaterThan(0);
    expect(written.match(/with /g)).toHaveLength(1);
  });

  test("windows name what they are over, frames are checked words", () => {
    const query = select({
      n: over(sum(posts.id), {
        partitionBy: [posts.userId],
        orderBy: [desc(posts.id)],
        frame: { rows: ["unbounded preceding", { following: 2 }] },
      }),
    }).from(posts);
    expect(postgres(query)).toBe(
      'select sum("id") over (partition by "user_id" order by "id" desc rows between unbounded preceding and 2 following) as "n" from "posts"',
    );
  });

  test("locks", () => {
    expect(postgres(ids.forUpdate({ skipLocked: true }))).toBe('select "id" from "users" for update skip locked');
    expect(postgres(ids.forShare({ noWait: true }))).toBe('select "id" from "users" for share nowait');
  });

  test("queries of one shape are one text, of one node", () => {
    const one = (word: string) =>
      union(
        select({ id: users.id }).from(users).where(eq(users.name, word)),
        select({ id: posts.id }).from(posts).where(eq(posts.title, word)),
      ).limit(3);
    expect(one("a").node).toBe(one("b").node);
    const other = (likes: number) =>
      select({
        size: caseWhen(gt(posts.id, likes), "large").otherwise("small"),
        n: filter(count(), gt(posts.id, likes)),
      });
    expect(other(1).node).toBe(other(2).node);
    const third = (n: number) => select({ n: over(rowNumber(), { orderBy: [posts.id] }), m: users.id }).limit(n);
    expect(third(1).node).toBe(third(2).node);
    const upsert = (name: string) =>
      insert(users)
        .values({ name })
        .onConflict(users.email)
        .doUpdate({ name: excluded(users.name) });
    expect(upsert("a").compile("sqlite").text).toBe(upsert("b").compile("sqlite").text);
  });
});

describe("MariaDB and MySQL", () => {
  const large = select({ n: filter(count(), gt(users.id, 3)), mean: avg(users.id) }).from(users);

  test("filters, means, limits, empty rows and locks in their words", () => {
    for (const dialect of ["mariadb", "mysql"] as const) {
      const written = (query: Query<unknown>) => query.compile(dialect).text;
      expect(written(large)).toBe(
        'select count(case when "id" > ? then 1 end) as "n", avg(cast("id" as double)) as "mean" from "users"',
      );
      expect(written(ids.offset(5))).toBe('select "id" from "users" limit 18446744073709551615 offset ?');
      expect(written(insert(posts).values({ id: 1, userId: 2, title: "" }))).toContain("values (?, ?, ?)");
      expect(written(ids.forUpdate({ skipLocked: true }))).toBe('select "id" from "users" for update skip locked');
      expect(written(union(ids, ids).orderBy("id", "asc", { nulls: "last" }))).toMatch(
        /order by "id" is null, "id" asc$/,
      );
    }
    expect(ids.forShare().compile("mariadb").text).toBe('select "id" from "users" lock in share mode');
    expect(ids.forShare().compile("mysql").text).toBe('select "id" from "users" for share');
  });

  test("what one of them cannot is refused", () => {
    const upsert = insert(users).values({ id: 1, name: "a" }).onConflict(users.id).doUpdate({ name: "b" });
    const twice = update(posts)
      .set({ title: sql<string>`${posts.userId}`, userId: sql<number>`${posts.title}` })
      .everywhere();
    const busy = cte("busy", ids);
    const written = remove(users).where(inList(users.id, select({ id: busy.id }).from(busy)));
    expect(errorOf(() => upsert.compile("mariadb")).message).toContain('as "email" is unique too');
    expect(errorOf(() => twice.compile("mysql")).message).toContain("a change that is made of");
    expect(twice.compile("mariadb").text).toContain("update");
    expect(errorOf(() => written.compile("mariadb")).message).toContain("common table expression");
    expect(written.compile("mysql").text).toMatch(/^with "busy"/);
    for (const name of ["a ", "\u{1f600}"])
      expect(
        errorOf(() =>
          select({ [name]: users.id })
            .from(users)
            .compile("mysql"),
        ).message,
      ).toContain("the name");
    const given = insert(users).values({ name: "a" }).returning();
    expect(errorOf(() => given.compile("mysql")).message).toContain("what an insert returns");
    expect(given.compile("mariadb").text).toContain("returning");
    expect(errorOf(() => remove(users).everywhere().returning().compile("mysql")).message).toContain("a delete");
  });
});

describe("what is refused", () => {
  const twoNames = () => {
    const first = cte("same", select({ id: users.id }).from(users));
    const second = cte("same", select({ id: posts.id }).from(posts));
    return select({ id: first.id })
      .from(first)
      .where(gt(first.id, scalar(select({ most: max(second.id) }).from(second))));
  };
  const twoValues = () => {
    const make = (n: number) => cte("same", select({ id: users.id }).from(users).where(gt(users.id, n)));
    const [first, second] = [make(1), make(2)];
    return select({ id: first.id })
      .from(first)
      .where(gt(first.id, scalar(select({ most: max(second.id) }).from(second))));
  };
  test.each<[string, () => unknown, string]>([
    ["two expressions of one name", () => postgres(twoNames()), 'two common table expressions are named "same"'],
    ["two of one shape and name with other values", () => postgres(twoValues()), "differ in their values"],
    ["a union of one", () => union(ids), "takes two queries or more"],
    ["other numbers of columns", () => union<unknown>(ids, select(posts)), "have 1 and 3 columns"],
    ["an order by what is no result column", () => union(ids, ids).orderBy("name" as "id"), 'not "name"'],
    [
      "a recursion of other columns",
      () => recursiveCte("r", ids, () => select(posts) as never),
      "have 1 and 3 columns",
    ],
    ["a lock in SQLite", () => ids.forUpdate().compile("sqlite"), "a lock of rows"],
    ["two locks", () => ids.forUpdate().forShare(), "two locks"],
    ["a lock that waits and does not", () => ids.forUpdate({ skipLocked: true, noWait: true }), "Keep one of the two"],
    ["a window function without a window", () => select({ n: rank() as never }), "takes an expression"],
    ["a window over what is none", () => over(users.id), "takes a window function or an aggregate"],
    ["a frame that is no frame", () => over(rank(), { frame: { rows: ["x; --" as never, "current row"] } }), "frame"],
    ["a frame of a part", () => over(rank(), { frame: { rows: [{ preceding: 1.5 }, "current row"] } }), "frame"],
    ["a filter of no aggregate", () => filter(users.id, gt(users.id, 1)), "takes an aggregate"],
    ["a path of nothing", () => jsonText(users.data), "path"],
    ["a path with a negative position", () => jsonText(users.data, -1), "path"],
    [
      "a name that SQLite's paths cannot have",
      () =>
        select({ a: jsonText(users.data, 'a"b') })
          .from(users)
          .compile("sqlite"),
      '"a\\"b"',
    ],
    [
      "an update of a conflict with whatever",
      () => insert(users).values({ name: "a" }).onConflict().doUpdate({ name: "b" }),
      "names no column",
    ],
    [
      "a conflict of another table's column",
      () => insert(users).values({ name: "a" }).onConflict(posts.id),
      'columns of "users"',
    ],
    ["two conflicts", () => insert(users).values({ name: "a" }).onConflict().doNothing().onConflict(), "two conflicts"],
  ])("%s", (_, act, message) => {
    expect(errorOf(act).message).toContain(message);
  });
});

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <_ extends true>(): true => true;

test("rows have the types of what is joined, united and computed", () => {
  const pair = select({ name: users.name, title: posts.title });
  const on = eq(posts.userId, users.id);
  const right = pair.from(users).rightJoin(posts, on);
  same<Same<RowOf<typeof right>, { name: string | null; title: string }>>();
  const full = pair.from(users).fullJoin(posts, on);
  same<Same<RowOf<typeof full>, { name: string | null; title: string | null }>>();
  const crossed = pair.from(users).crossJoin(posts);
  same<Same<RowOf<typeof crossed>, { name: string; title: string }>>();
  const word = caseWhen(gt(users.id, 1), "many").when(gt(users.id, 0), "one");
  const sized = select({ word, sure: word.otherwise("none"), n: over(rowNumber()) }).from(users);
  same<Same<RowOf<typeof sized>, { word: string | null; sure: string; n: number }>>();
  const both = union(ids, select({ id: posts.id }).from(posts));
  same<Same<RowOf<typeof both>, { id: number }>>();
  const named = cte("named", select({ id: users.id, email: users.email }).from(users));
  const used = select({ email: named.email }).from(named);
  same<Same<RowOf<typeof used>, { email: string | null }>>();
  // @ts-expect-error a name is no result column
  expect(() => both.orderBy("name")).toThrow();
});
