import { spawnSync } from "node:child_process";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import { many } from "../../../kernel-lib/src/framework/orm/many.ts";
import { model } from "../../../kernel-lib/src/framework/orm/model.ts";
import { one } from "../../../kernel-lib/src/framework/orm/one.ts";
import { lengthBetween } from "../../../kernel-lib/src/framework/orm/rules/length-between.ts";
import { numberBetween } from "../../../kernel-lib/src/framework/orm/rules/number-between.ts";
import { bigint, integer, text } from "../../../kernel-lib/src/framework/sql/column-builder.ts";
import { createTable } from "../../../kernel-lib/src/framework/sql/schema.ts";
import { sql } from "../../../kernel-lib/src/framework/sql/sql-tag.ts";
import { alias, table } from "../../../kernel-lib/src/framework/sql/table.ts";

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  bossId: integer("boss").nullable(),
});
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), big: bigint("big") });
const loners = table("loners", { id: integer("id").primaryKey(), note: text("note").nullable() });
const loose = table("loose", { word: text("word") });

describe("a model that contradicts its tables is refused by name", () => {
  const refusals: readonly (readonly [string, () => unknown, RegExp])[] = [
    ["no primary key", () => model(loose), /no primary key/],
    [
      "a key beside a column id",
      () => model(table("t", { code: text("code").primaryKey(), id: integer("id") })),
      /primary key is "code"/,
    ],
    ["a table under another name", () => model(alias(users, "boss")), /no table of its own/],
    ["no table", () => model(undefined as never), /no table of its own/],
    [
      "a relation named like a column",
      () => model(users, { relations: { name: many(posts, posts.userId) } }),
      /has the name of a column/,
    ],
    [
      "a foreign key of the wrong table",
      () => model(users, { relations: { posts: many(posts, users.bossId) } }),
      /no column of "posts"/,
    ],
    [
      "a foreign key of another type",
      () => model(users, { relations: { posts: many(posts, posts.big) } }),
      /type bigint .* type integer/,
    ],
    [
      "a relation to a table without key",
      () => model(posts, { relations: { word: one(loose, posts.userId) } }),
      /"loose", which has no primary key/,
    ],
    ["rules for no column", () => model(users, { validate: { nmae: [] } as never }), /"nmae", which is no column/],
  ];
  test.each(refusals)("%s", (_, make, message) => {
    expect(make).toThrow(expect.objectContaining({ code: "invalid-model", message: expect.stringMatching(message) }));
  });
});

test("a relation cannot have a name that would change what a row is", () => {
  const relations = Object.fromEntries([["__proto__", many(posts, posts.userId)]]);
  expect(() => model(users, { relations })).toThrow(expect.objectContaining({ code: "invalid-identifier" }));
});

test("relations are asked for by name, once, and joined where they lead to one row of another table", () => {
  const User = model(users, { relations: { posts: many(posts, posts.userId), boss: one(users, users.bossId) } });
  // @ts-expect-error: the types say so too
  expect(() => User.with("psots")).toThrow(
    expect.objectContaining({ code: "unknown-relation", data: expect.objectContaining({ known: ["posts", "boss"] }) }),
  );
  // @ts-expect-error: a relation to many
  expect(() => User.join("posts")).toThrow(/leads to many rows/);
  expect(() => User.join("boss")).toThrow(/in it twice/);
  expect(() => User.with("posts").with("posts")).toThrow(/asked for twice/);
});

describe("rules", () => {
  test("length counts code points, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 12 }), fc.nat(8), fc.nat(8), (value, least, more) => {
        const count = [...value].length;
        expect(lengthBetween(least, least + more).accepts(value)).toBe(count >= least && count <= least + more);
      }),
    );
  });

  test("bounds out of order are a mistake of the program", () => {
    for (const make of [() => lengthBetween(2, 1), () => numberBetween(0, Number.NaN)])
      expect(make).toThrow(expect.objectContaining({ code: "invalid-rule" }));
  });
});

test("an insert that a trigger leaves out is an error, not a row", async () => {
  await using db = await connect("sqlite::memory:");
  await db.run(createTable(loners));
  await db.run(sql`create trigger skip before insert on loners begin select raise(ignore); end`);
  await expect(model(loners).insert(db, {})).rejects.toMatchObject({ code: "row-not-inserted" });
});

test("rows are the same where code may not be generated", () => {
  // Whatever the name, it stays a name in the generated text.
  const odd = "a\"`\\'";
  const program = `
    import { rowReader } from ${JSON.stringify(join(import.meta.dirname, "../../../kernel-lib/dist/framework/orm/row-class.js"))};
    import { integer, table, text } from ${JSON.stringify(join(import.meta.dirname, "../../../kernel-lib/dist/index.js"))};
    const t = table("t", { id: integer("id").primaryKey(), ${JSON.stringify(odd)}: text("odd") });
    const inner = rowReader(t, ["c", "d"]);
    const read = rowReader(t, ["a", "b"], [{ name: "of", read: inner }, { name: "later", read: null }]);
    const row = read({ a: 1, b: "x", c: 2, d: "y" });
    console.log(JSON.stringify([row, Object.keys(row), row.constructor.name, row.of.constructor === inner({}).constructor]));`;
  const [here, there] = [[], ["--disallow-code-generation-from-strings"]].map((flags) =>
    spawnSync(process.execPath, [...flags, "--input-type=module", "-e", program], { encoding: "utf8" }),
  );
  expect(there?.stderr).toBe("");
  expect(there?.stdout).toBe(here?.stdout);
  expect(JSON.parse(here?.stdout ?? "")).toEqual([
    { id: 1, [odd]: "x", of: { id: 2, [odd]: "y" }, later: null },
    ["id", odd, "of", "later"],
    "t",
    true,
  ]);
});
