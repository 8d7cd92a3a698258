import { expect, test } from "vitest";
import {
  alias,
  and,
  avg,
  bigint,
  boolean,
  count,
  eq,
  gt,
  inList,
  insert,
  integer,
  type Json,
  json,
  max,
  type NewRow,
  type RowOf,
  remove,
  scalar,
  select,
  sql,
  type TableRow,
  table,
  text,
  timestamp,
  update,
} from "../../../kernel-lib/src/index.ts";

/** Checked by the compiler, which a test of its own runs over all tests: a wrong type fails there, an unused `@ts-expect-error` too. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Flat<T> = { [Key in keyof T]: T[Key] };
const same = <_ extends true>(): true => true;

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email").nullable(),
  age: integer("age").default(1),
  bossId: integer("boss_id").nullable(),
});
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
const kinds = table("kinds", {
  key: text("key").primaryKey(),
  big: bigint("big"),
  yes: boolean("yes"),
  at: timestamp("at"),
  data: json("data"),
});

test("rows have the types of what is selected", () => {
  type User = { id: number; name: string; email: string | null; age: number; bossId: number | null };
  const whole = select(users).where(eq(users.id, 7));
  const joined = select({ name: users.name, title: posts.title, n: count(), mean: avg(users.age), most: max(posts.id) })
    .from(users)
    .leftJoin(posts, eq(posts.userId, users.id));
  const inner = select({ name: users.name, title: posts.title })
    .from(users)
    .innerJoin(posts, eq(posts.userId, users.id));
  const boss = alias(users, "boss");
  const bosses = select({ name: users.name, boss: boss.name }).from(users).leftJoin(boss, eq(boss.id, users.bossId));
  const derived = joined.as("j");
  const outer = select({ title: derived.title, n: derived.n }).from(derived);
  const value = scalar(select({ n: count() }).from(posts));
  const withValue = select({ value }).from(users);
  const raw = sql<{ id: number }>`select 1 as id`;
  expect([
    same<Same<RowOf<typeof whole>, User>>(),
    same<Same<TableRow<typeof users>, User>>(),
    same<
      Same<
        RowOf<typeof joined>,
        { name: string; title: string | null; n: number; mean: number | null; most: number | null }
      >
    >(),
    same<Same<RowOf<typeof inner>, { name: string; title: string }>>(),
    same<Same<RowOf<typeof bosses>, { name: string; boss: string | null }>>(),
    same<Same<RowOf<typeof outer>, { title: string | null; n: number }>>(),
    same<Same<RowOf<typeof withValue>, { value: number | null }>>(),
    same<Same<RowOf<typeof raw>, { id: number }>>(),
    same<Same<TableRow<typeof kinds>, { key: string; big: bigint; yes: boolean; at: Date; data: Json }>>(),
  ]).not.toContain(false);
});

test("writes give rows only when asked to", () => {
  const plain = insert(users).values({ name: "a" });
  const some = insert(users).values({ name: "a" }).returning({ id: users.id });
  const all = update(posts).set({ title: "x" }).everywhere().returning();
  const removed = remove(posts).where(eq(posts.id, 1)).returning({ title: posts.title });
  expect([
    same<Same<RowOf<typeof plain>, never>>(),
    same<Same<RowOf<typeof some>, { id: number }>>(),
    same<Same<RowOf<typeof all>, { id: number; userId: number; title: string }>>(),
    same<Same<RowOf<typeof removed>, { title: string }>>(),
  ]).not.toContain(false);
});

test("a new row needs what neither the table nor the database makes", () => {
  type New = Flat<NewRow<typeof users>>;
  type Expected = {
    name: string;
    id?: number | undefined;
    email?: string | null | undefined;
    age?: number | undefined;
    bossId?: number | null | undefined;
  };
  expect([
    same<Same<New, Expected>>(),
    same<Same<Flat<NewRow<typeof kinds>>, { key: string; big: bigint; yes: boolean; at: Date; data: Json }>>(),
  ]).not.toContain(false);
});

test("what does not fit does not compile", () => {
  const wrong = [
    // @ts-expect-error a string is no number
    () => eq(users.id, "7"),
    // @ts-expect-error null is asked for by isNull
    () => eq(users.email, null),
    // @ts-expect-error columns of different types
    () => eq(users.id, users.name),
    // @ts-expect-error a number is no condition
    () => select(users).where(users.id),
    // @ts-expect-error a string is no condition
    () => select(users).where("1 = 1"),
    // @ts-expect-error a string is no order
    () => select(users).orderBy("id"),
    // @ts-expect-error a list of another type
    () => inList(users.id, ["a"]),
    // @ts-expect-error a subquery of another type
    () => inList(users.id, select({ title: posts.title }).from(posts)),
    // @ts-expect-error the name is missing
    () => insert(users).values({ email: "a" }),
    // @ts-expect-error no such column
    () => insert(users).values({ name: "a", nam: "b" }),
    // @ts-expect-error a text key is not made by the database
    () => insert(kinds).values({ big: 1n, yes: true, at: new Date(), data: null }),
    // @ts-expect-error no such column
    () => update(users).set({ nam: "a" }),
    // @ts-expect-error a wrong type
    () => update(users).set({ age: "1" }),
    // @ts-expect-error an object is no value
    () => sql`select ${{ a: 1 }}`,
    // @ts-expect-error not a table
    () => select(7),
  ];
  expect(wrong).toHaveLength(15);
  expect(and(gt(users.age, 1), eq(users.bossId, users.id), eq(users.id, users.bossId)).values).toEqual([1]);
});
