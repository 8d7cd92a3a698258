import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, test } from "vitest";
import type { Database, Queryable } from "../../kernel-lib/src/framework/db/database.ts";
import { many } from "../../kernel-lib/src/framework/orm/many.ts";
import { model } from "../../kernel-lib/src/framework/orm/model.ts";
import { one } from "../../kernel-lib/src/framework/orm/one.ts";
import { lengthBetween } from "../../kernel-lib/src/framework/orm/rules/length-between.ts";
import { matching } from "../../kernel-lib/src/framework/orm/rules/matching.ts";
import { numberBetween } from "../../kernel-lib/src/framework/orm/rules/number-between.ts";
import { satisfying } from "../../kernel-lib/src/framework/orm/rules/satisfying.ts";
import { boolean, integer, json, text, timestamp } from "../../kernel-lib/src/framework/sql/column-builder.ts";
import { insert } from "../../kernel-lib/src/framework/sql/insert.ts";
import { eq, gt } from "../../kernel-lib/src/framework/sql/operators/comparison.ts";
import { desc } from "../../kernel-lib/src/framework/sql/operators/order.ts";
import { createTable, dropTable } from "../../kernel-lib/src/framework/sql/schema.ts";
import { table } from "../../kernel-lib/src/framework/sql/table.ts";
import { holds } from "../holds.ts";

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email").nullable(),
  age: integer("age").default(18),
  active: boolean("is_active").default(true),
  joined: timestamp("joined_at").nullable(),
  settings: json<{ readonly theme?: string }>("settings").nullable(),
});
const posts = table("posts", {
  id: integer("id").primaryKey(),
  userId: integer("user_id").nullable(),
  title: text("title"),
});
const tags = table("tags", { code: text("code").primaryKey(), label: text("label") });
const marks = table("marks", { id: integer("id").primaryKey(), tag: text("tag"), postId: integer("post_id") });

const User = model(users, {
  relations: { posts: many(posts, posts.userId) },
  validate: {
    name: [lengthBetween(1, 20)],
    email: [matching(/^\S+@\S+$/g, "an e-mail address")],
    age: [numberBetween(0, 150), satisfying("even", "an even number", (age: number) => age % 2 === 0)],
  },
});
const Post = model(posts, {
  relations: { author: one(users, posts.userId), marks: many(marks, marks.postId) },
});
const Tag = model(tags);
const Mark = model(marks, { relations: { of: one(tags, marks.tag), post: one(posts, marks.postId) } });
const tables = [users, posts, tags, marks];

/** A database that counts its queries. */
function counting(db: Database): Queryable & { count: number } {
  const counted = {
    dialect: db.dialect,
    count: 0,
    all: (query: never) => {
      counted.count += 1;
      return db.all(query);
    },
    first: (query: never) => {
      counted.count += 1;
      return db.first(query);
    },
    run: (query: never) => {
      counted.count += 1;
      return db.run(query);
    },
  };
  return counted as Queryable & { count: number };
}

/** What every engine must do with models. @param open gives a database without tables; the suite closes it. */
export function testModels(name: string, open: () => Promise<Database>): void {
  describe(`models on ${name}`, () => {
    let db: Database;
    beforeAll(async () => {
      db = await open();
    });
    afterAll(() => db?.close());
    beforeEach(async () => {
      for (const each of tables) await db.run(dropTable(each, { ifExists: true }));
      for (const each of tables) await db.run(createTable(each));
    });

    const twoAuthors = async () => {
      const ada = await User.insert(db, { name: "Ada" });
      const bob = await User.insert(db, { name: "Bob" });
      const none = await User.insert(db, { name: "Cy" });
      for (const [userId, title] of [
        [bob.id, "b1"],
        [ada.id, "a1"],
        [ada.id, "a2"],
        [null, "nobody's"],
      ] as const)
        await Post.insert(db, { userId, title });
      return { ada, bob, none };
    };

    test("a row that is inserted comes back whole, and is found by its key", async () => {
      const joined = new Date("2024-02-29T12:34:56.789Z");
      const given = { name: "Jü", email: "j@x", age: 40, active: false, joined, settings: { theme: "dark" } };
      const row = await User.insert(db, given);
      expect(row).toEqual({ id: row.id, ...given });
      expect(row.id).toBeGreaterThan(0);
      expect(await User.find(db, row.id)).toEqual(row);
      expect(await User.find(db, row.id + 1)).toBeUndefined();
      expectTypeOf(row).toEqualTypeOf<{
        id: number;
        name: string;
        email: string | null;
        age: number;
        active: boolean;
        joined: Date | null;
        settings: { readonly theme?: string } | null;
      }>();
    });

    test("what an insert leaves out is the default or null, as the row that comes back says", async () => {
      const row = await User.insert(db, { name: "Ada" });
      expect(row).toEqual({
        id: row.id,
        name: "Ada",
        email: null,
        age: 18,
        active: true,
        joined: null,
        settings: null,
      });
    });

    test("a key may be text, and may be given", async () => {
      expect(await Tag.insert(db, { code: "x'y", label: "odd" })).toEqual({ code: "x'y", label: "odd" });
      expect(await Tag.find(db, "x'y")).toEqual({ code: "x'y", label: "odd" });
      expect((await User.insert(db, { id: 77, name: "Ada" })).id).toBe(77);
      // @ts-expect-error: a key of another type
      await expect(User.find(db, "77")).rejects.toMatchObject({ code: "invalid-sql-value" });
    });

    test("update changes the given columns of one row, and tells whether there was one", async () => {
      const { ada, bob } = await twoAuthors();
      expect(await User.update(db, ada.id, { email: "a@x", age: undefined })).toBe(true);
      expect(await User.find(db, ada.id)).toEqual({ ...ada, email: "a@x" });
      expect(await User.find(db, bob.id)).toEqual(bob);
      expect(await User.update(db, 999, { name: "No" })).toBe(false);
      await expect(User.update(db, ada.id, {})).rejects.toMatchObject({ code: "invalid-query" });
    });

    test("delete removes one row, and tells whether there was one", async () => {
      const { ada, bob } = await twoAuthors();
      expect(await User.delete(db, ada.id)).toBe(true);
      expect(await User.delete(db, ada.id)).toBe(false);
      expect(await User.find(db, ada.id)).toBeUndefined();
      expect(await User.find(db, bob.id)).toEqual(bob);
    });

    test("where, orderBy, limit and offset choose rows; a step leaves the query before it as it was", async () => {
      await twoAuthors();
      const all = User.where(gt(users.id, 0)).orderBy(desc(users.name));
      expect((await all.all(db)).map((row) => row.name)).toEqual(["Cy", "Bob", "Ada"]);
      expect((await all.limit(2).offset(1).all(db)).map((row) => row.name)).toEqual(["Bob", "Ada"]);
      expect((await all.where(eq(users.name, "Bob")).all(db)).map((row) => row.name)).toEqual(["Bob"]);
      expect((await all.first(db))?.name).toBe("Cy");
      expect(await all.limit(0).first(db)).toBeUndefined();
      expect(await User.where(eq(users.name, "?")).first(db)).toBeUndefined();
      expect(await User.all(db)).toHaveLength(3);
      expect(() => User.limit(-1)).toThrow(expect.objectContaining({ code: "invalid-sql-value" }));
      expect(() => User.offset(0.5)).toThrow(expect.objectContaining({ code: "invalid-sql-value" }));
    });

    test("with loads a relation for all rows by one more query", async () => {
      const { ada, bob, none } = await twoAuthors();
      const counted = counting(db);
      const rows = await User.orderBy(users.id).with("posts").all(counted);
      expect(counted.count).toBe(2);
      expect(rows.map((row) => [row.name, row.posts.map(({ title }) => title)])).toEqual([
        ["Ada", ["a1", "a2"]],
        ["Bob", ["b1"]],
        ["Cy", []],
      ]);
      const back = await Post.orderBy(posts.id).with("author").all(db);
      expect(back.map((row) => row.author)).toEqual([bob, ada, ada, null]);
      expect(await User.where(eq(users.id, none.id)).with("posts").first(db)).toEqual({ ...none, posts: [] });
      expect(await User.where(eq(users.id, 999)).with("posts").all(db)).toEqual([]);
      expectTypeOf(back[0]?.author?.name).toEqualTypeOf<string | undefined>();
    });

    test("join gives each row with its one related row, by one query, and drops rows without", async () => {
      const { ada, bob } = await twoAuthors();
      const counted = counting(db);
      const rows = await Post.join("author").orderBy(posts.id).all(counted);
      expect(counted.count).toBe(1);
      expect(rows.map(({ title, author }) => [title, author])).toEqual([
        ["b1", bob],
        ["a1", ada],
        ["a2", ada],
      ]);
      const hers = Post.orderBy(desc(posts.id)).where(eq(users.name, "Ada")).join("author");
      expect((await hers.all(db)).map(({ title }) => title)).toEqual(["a2", "a1"]);
      expect((await hers.first(db))?.author.id).toBe(ada.id);
    });

    test("joins and loads go together", async () => {
      const { bob } = await twoAuthors();
      await Tag.insert(db, { code: "t", label: "T" });
      const post = await Post.where(eq(posts.title, "b1")).first(db);
      const mark = await Mark.insert(db, { tag: "t", postId: post?.id ?? 0 });
      const marked = await Mark.join("of").join("post").all(db);
      expect(marked).toEqual([{ ...mark, of: { code: "t", label: "T" }, post }]);
      const loaded = await Post.join("author").with("marks").where(eq(posts.title, "b1")).all(db);
      expect(loaded).toEqual([{ ...post, author: bob, marks: [mark] }]);
    });

    test("rows of one table are instances of one class with their own fields in one order, whatever made them", async () => {
      const made = await User.insert(db, { name: "Ada" });
      const found = await User.find(db, made.id);
      const [listed] = await User.all(db);
      await Post.insert(db, { userId: made.id, title: "p" });
      const [{ author } = { author: null }] = await Post.join("author").all(db);
      for (const row of [found, listed, author]) {
        expect(Object.getPrototypeOf(row)).toBe(Object.getPrototypeOf(made));
        expect(Object.keys(row ?? {})).toEqual(["id", "name", "email", "age", "active", "joined", "settings"]);
      }
      expect(made.constructor.name).toBe("users");
    });

    test("validation names every failing field, before anything is sent", async () => {
      const counted = counting(db);
      const values = { name: "", email: "none", age: 151, active: 1, nmae: "x", joined: null };
      const failure = await User.insert(counted, values as never).catch((error: unknown) => error);
      expect(failure).toMatchObject({
        name: "ValidationFailed",
        code: "validation-failed",
        problems: [
          { field: "nmae", rule: "unknown" },
          { field: "name", rule: "length", expects: "between 1 and 20 characters long" },
          { field: "email", rule: "pattern", expects: "an e-mail address" },
          { field: "age", rule: "range" },
          { field: "age", rule: "even" },
          { field: "active", rule: "type" },
        ],
      });
      expect(String(failure)).not.toContain("none");
      // @ts-expect-error: a column that must be there
      await expect(User.insert(counted, {})).rejects.toMatchObject({
        problems: [{ field: "name", rule: "required" }],
      });
      // @ts-expect-error: a column that is not nullable
      await expect(User.update(counted, 1, { name: null })).rejects.toMatchObject({
        problems: [{ field: "name", rule: "null" }],
      });
      // @ts-expect-error: no column
      await expect(User.update(counted, 1, { nmae: "x" })).rejects.toMatchObject({
        problems: [{ field: "nmae", rule: "unknown" }],
      });
      expect(counted.count).toBe(0);
      expect(User.problems({ name: "Ada", age: 20 })).toEqual([]);
      expect(User.problems({ name: "Ada", age: 21 })).toEqual([
        { field: "age", rule: "even", expects: "an even number" },
      ]);
    });

    test("a pattern does not remember where it was", async () => {
      for (let time = 0; time < 3; time++) expect(User.problems({ name: "Ada", email: "a@x" })).toEqual([]);
    });

    test("what only the database knows is refused by it, with its error as cause", async () => {
      const ada = await User.insert(db, { name: "Ada" });
      await expect(User.insert(db, { id: ada.id, name: "Twin" })).rejects.toMatchObject({ code: "query-failed" });
      expect(await User.all(db)).toHaveLength(1);
    });

    test("inside a transaction, what is rolled back was not there", async () => {
      const undone = db.transaction(async (tx) => {
        const ada = await User.insert(tx, { name: "Ada" });
        expect(await User.find(tx, ada.id)).toEqual(ada);
        throw new Error("no");
      });
      await expect(undone).rejects.toThrow("no");
      expect(await User.all(db)).toEqual([]);
    });

    test("more keys than a statement takes are asked for in parts", async () => {
      const codes = Array.from({ length: 17_000 }, (_, index) => `t${index}`);
      await db.transaction(async (tx) => {
        for (let from = 0; from < codes.length; from += 8_500) {
          const part = codes.slice(from, from + 8_500);
          await tx.run(insert(tags).values(part.map((code) => ({ code, label: `label of ${code}` }))));
          await tx.run(insert(marks).values(part.map((tag) => ({ tag, postId: 1 }))));
        }
      });
      const counted = counting(db);
      const rows = await Mark.with("of").all(counted);
      expect(counted.count).toBe(3);
      expect(rows).toHaveLength(codes.length);
      expect(rows.filter(({ tag, of }) => of?.label !== `label of ${tag}`)).toEqual([]);
    });

    test("loading a relation equals joining in memory, for any rows", async () => {
      const rows = fc.record({
        authors: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 20 }),
        owners: fc.array(fc.option(fc.integer({ min: 1, max: 45 })), { maxLength: 40 }),
      });
      await holds(
        fc.asyncProperty(rows, async ({ authors, owners }) => {
          await db.run(dropTable(posts));
          await db.run(dropTable(users));
          await db.run(createTable(users));
          await db.run(createTable(posts));
          await db.transaction(async (tx) => {
            for (const id of authors) await User.insert(tx, { id, name: `u${id}` });
            for (const [index, userId] of owners.entries())
              await Post.insert(tx, { id: index + 1, userId, title: `p${index}` });
          });
          const owned = (id: number) => owners.flatMap((owner, index) => (owner === id ? [index + 1] : []));
          const loaded = await User.orderBy(users.id).with("posts").all(db);
          expect(loaded.map(({ id, posts: theirs }) => [id, theirs.map((post) => post.id)])).toEqual(
            [...authors].sort((a, b) => a - b).map((id) => [id, owned(id)]),
          );
          const back = await Post.orderBy(posts.id).with("author").all(db);
          expect(back.map(({ author }) => author?.id ?? null)).toEqual(
            owners.map((owner) => (owner !== null && authors.includes(owner) ? owner : null)),
          );
          const joined = await Post.join("author").orderBy(posts.id).all(db);
          expect(joined).toEqual(back.filter(({ author }) => author !== null));
        }),
        15,
      );
    });
  });
}
