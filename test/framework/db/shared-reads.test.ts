import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attacks } from "../../../datasets/sql/attacks.ts";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import type { Database } from "../../../kernel-lib/src/framework/db/database.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import {
  and,
  between,
  bigint,
  boolean,
  count,
  createTable,
  cte,
  desc,
  eq,
  gte,
  inList,
  insert,
  integer,
  json,
  real,
  select,
  sql,
  table,
  text,
  timestamp,
  union,
} from "../../../kernel-lib/src/index.ts";
import { query } from "../../conformance/database.ts";
import { holds } from "../../holds.ts";

const things = table("things", {
  id: integer("id").primaryKey(),
  word: text("word"),
  large: bigint("large").nullable(),
  share: real("share").nullable(),
  at: timestamp("at").nullable(),
  yes: boolean("yes").nullable(),
  data: json("data").nullable(),
});

const words = attacks.filter((attack) => !attack.includes("\0")).slice(0, 60);
const stored = words.map((word, index) => ({
  id: index + 1,
  word,
  large: index % 3 === 0 ? null : BigInt(index) * 2n ** 40n,
  share: index / 7,
  at: index % 4 === 0 ? null : new Date(Date.UTC(2026, 0, 1 + index)),
  yes: index % 2 === 0,
  data: { index, word },
}));

let server: EmbeddedPostgres;
let db: Database;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  db = await connect(await server.createDatabase("shared", ""), { max: 1 });
  await db.run(createTable(things));
  await db.run(insert(things).values(stored));
});
afterAll(async () => {
  await db.close();
  await server.stop();
});

/** How often shared statements were run on the one connection. */
const runs = async (): Promise<number> => {
  const asked = "select coalesce(sum(generic_plans + custom_plans), 0)::int as n from pg_prepared_statements";
  const row = await db.first(
    query<{ n: number }>(`${asked} where statement like '%covet_asked%' and statement not like '%pg_prepared%'`),
  );
  return row?.n ?? -1;
};

describe("reads of one shape in one tick", () => {
  test("are one statement, and each gets its own rows", async () => {
    const before = await runs();
    const answers = await Promise.all(stored.map(({ id }) => db.first(select(things).where(eq(things.id, id)))));
    expect(answers).toEqual(stored);
    expect(await runs()).toBe(before + 1);
  });

  test("have their own rows in their own order, none, or many", async () => {
    const some = (least: number, most: number) =>
      select({ id: things.id, word: things.word })
        .from(things)
        .where(and(gte(things.id, 10), between(things.id, least, most)))
        .orderBy(desc(things.id))
        .limit(5);
    const ranges = Array.from({ length: 40 }, (_, at) => [at, at + (at % 9)] as const);
    const answers = await Promise.all(ranges.map(([least, most]) => db.all(some(least, most))));
    expect(answers).toEqual(
      ranges.map(([least, most]) =>
        stored
          .filter(({ id }) => id >= 10 && id >= least && id <= most)
          .reverse()
          .slice(0, 5)
          .map(({ id, word }) => ({ id, word })),
      ),
    );
  });

  test("answer as each would by itself, whatever is asked for", () =>
    holds(
      fc.asyncProperty(
        fc.array(
          fc.record({
            word: fc.oneof(
              fc.constantFrom(...words),
              fc.string({ unit: "grapheme" }).map((each) => each.replaceAll("\0", "")),
            ),
            large: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
            share: fc.double({ noNaN: true, noDefaultInfinity: true }),
            at: fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true }),
            yes: fc.boolean(),
          }),
          { minLength: 2, maxLength: 12 },
        ),
        async (asked) => {
          const reads = asked.map(({ word, large, share, at, yes }) => [
            select(things).where(eq(things.word, word)),
            select({ id: things.id }).from(things).where(gte(things.large, large)).orderBy(things.id),
            select({ n: count() })
              .from(things)
              .where(and(gte(things.share, share), eq(things.yes, yes))),
            select({ at: things.at, data: things.data })
              .from(things)
              .where(gte(things.at, at))
              .orderBy(desc(things.at))
              .limit(3),
            union(
              select({ id: things.id }).from(things).where(eq(things.word, word)),
              select({ id: things.id }).from(things).where(gte(things.share, share)),
            ).orderBy("id", "desc"),
          ]);
          const together = await Promise.all(reads.flat().map((read) => db.all<unknown>(read)));
          const alone: unknown[] = [];
          for (const read of reads.flat()) alone.push(await db.all<unknown>(read, { shared: false }));
          expect(together).toEqual(alone);
        },
      ),
      40,
    ));

  test("of which one fails, fail alone", async () => {
    // PostgreSQL's integer has 32 bits.
    const ids = [1, 2 ** 40, 3];
    const settled = await Promise.allSettled(
      ids.map((id) => db.first(select({ word: things.word }).from(things).where(eq(things.id, id)))),
    );
    expect(settled).toMatchObject([
      { status: "fulfilled", value: { word: words[0] } },
      { status: "rejected", reason: { code: "query-failed", data: { engineCode: "22003" } } },
      { status: "fulfilled", value: { word: words[2] } },
    ]);
  });

  test("are sent by themselves where that was asked for, and in transactions", async () => {
    const before = await runs();
    const read = (id: number) => select({ id: things.id }).from(things).where(eq(things.id, id));
    const ids = [1, 2, 3];
    expect(await Promise.all(ids.map((id) => db.first(read(id), { shared: false })))).toEqual(
      ids.map((id) => ({ id })),
    );
    await db.transaction(async (tx) => {
      expect(await Promise.all(ids.map((id) => tx.first(read(id))))).toEqual(ids.map((id) => ({ id })));
    });
    expect(await runs()).toBe(before);
  });

  test("asked for before the database closes are answered", async () => {
    const other = await connect(server.url("shared"), { max: 2 });
    const asked = [1, 2, 3].map((id) => other.first(select({ id: things.id }).from(things).where(eq(things.id, id))));
    await other.close();
    expect(await Promise.all(asked)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  test("thousands at once are several statements", async () => {
    const before = await runs();
    const answers = await Promise.all(
      Array.from({ length: 2_500 }, (_, at) =>
        db.first(
          select({ id: things.id })
            .from(things)
            .where(eq(things.id, (at % 60) + 1)),
        ),
      ),
    );
    expect(answers.map((row) => row?.id)).toEqual(Array.from({ length: 2_500 }, (_, at) => (at % 60) + 1));
    expect(await runs()).toBe(before + 3);
  });
});

test("what may do more than read, and what has a list, a common table expression or no value, is not shared", () => {
  const one = select({ id: things.id }).from(things).where(eq(things.id, 1));
  const named = cte("named", one);
  expect(one.compile("postgresql").sharing).toBeDefined();
  for (const alone of [
    one.forUpdate(),
    select({ id: things.id }).from(things).where(sql<boolean>`${things.id} = ${1}`),
    sql`select ${things.id} from ${things} where ${things.id} = ${1}`,
    select({ id: things.id })
      .from(things)
      .where(inList(things.id, [1])),
    select({ id: named.id }).from(named),
    select(things),
    insert(things).values({ id: 1, word: "a" }),
  ])
    expect(alone.compile("postgresql").sharing).toBeUndefined();
  expect(one.compile("sqlite").sharing).toBeUndefined();
  expect(one.compile("mariadb").sharing).toBeUndefined();
});
