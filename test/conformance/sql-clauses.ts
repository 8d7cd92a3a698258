import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { attackCorpus } from "../../datasets/sql/attack-corpus.ts";
import { dialectOf } from "../../kernel-lib/src/framework/sql/dialects/dialect-of.ts";
import {
  alias,
  asc,
  avg,
  bigint,
  boolean,
  caseWhen,
  cast,
  count,
  createTable,
  cte,
  denseRank,
  desc,
  dropTable,
  eq,
  escapeLike,
  except,
  excluded,
  exists,
  filter,
  firstValue,
  gt,
  inList,
  insert,
  integer,
  intersect,
  isNull,
  json,
  jsonAt,
  jsonText,
  lag,
  lead,
  like,
  lt,
  max,
  min,
  nthValue,
  ntile,
  over,
  percentRank,
  type Query,
  rank,
  real,
  recursiveCte,
  rowNumber,
  scalar,
  select,
  sql,
  sum,
  table,
  text,
  timestamp,
  union,
  unionAll,
} from "../../kernel-lib/src/index.ts";
import { type Executor, returnedBy } from "./sql-executors.ts";

const people = table("people", {
  id: integer("id").primaryKey(),
  name: text("name").unique(),
  bossId: integer("boss_id").nullable(),
});
const sales = table("sales", {
  id: integer("id").primaryKey(),
  personId: integer("person_id").nullable(),
  amount: integer("amount"),
  large: bigint("large").nullable(),
  share: real("share").nullable(),
  at: timestamp("at").nullable(),
  done: boolean("done").nullable(),
  data: json("data").nullable(),
});

const names = ["Ada", "Bob", "Cy", "Di"];
const amounts: readonly (readonly [number | null, number])[] = [
  [1, 10],
  [1, 30],
  [2, 20],
  [2, 20],
  [null, 5],
];

/** What every engine must do with the clauses beyond the plain ones. */
export function sqlClausesConformance(open: () => Promise<Executor>): void {
  let db: Executor;
  const rows = <Row>(query: Query<Row>): Promise<Row[]> => db.rows(query);

  beforeAll(async () => {
    db = await open();
    await rows(createTable(people));
    await rows(createTable(sales));
    await rows(
      insert(people).values(names.map((name, at) => ({ id: at + 1, name, bossId: [null, 1, 1, 2][at] ?? null }))),
    );
    await rows(
      insert(sales).values(
        amounts.map(([personId, amount], at) => ({
          id: at + 1,
          personId,
          amount,
          large: [9n, 10n, 2n ** 62n, null, -1n][at] ?? null,
          share: [0.5, 1e300, null, -0.25, 3][at] ?? null,
          at: at === 2 ? null : new Date(Date.UTC(2026, 0, at + 1)),
          done: [true, false, null, true, false][at] ?? null,
          data: { list: [1, "two", null, { three: true }], 'a"b': at, $: "dollar", "a.b": "dot", yes: at % 2 === 0 },
        })),
      ),
    );
  });
  afterAll(async () => {
    await rows(dropTable(sales));
    await rows(dropTable(people));
    await db.close();
  });

  describe("joins", () => {
    const pair = { name: people.name, amount: sales.amount };
    const byBoth = [asc(people.name, { nulls: "last" }), asc(sales.amount, { nulls: "last" })] as const;

    test("right and full joins keep the rows without partner, with nulls", async () => {
      const on = eq(sales.personId, people.id);
      const right = select(pair)
        .from(people)
        .rightJoin(sales, on)
        .orderBy(...byBoth);
      expect(await rows(right)).toEqual([
        { name: "Ada", amount: 10 },
        { name: "Ada", amount: 30 },
        { name: "Bob", amount: 20 },
        { name: "Bob", amount: 20 },
        { name: null, amount: 5 },
      ]);
      const full = select(pair)
        .from(people)
        .fullJoin(sales, on)
        .orderBy(...byBoth);
      if (!dialectOf(db.dialect).fullJoin) {
        await expect(rows(full)).rejects.toMatchObject({ code: "unsupported-sql" });
        return;
      }
      expect(await rows(full)).toEqual([
        { name: "Ada", amount: 10 },
        { name: "Ada", amount: 30 },
        { name: "Bob", amount: 20 },
        { name: "Bob", amount: 20 },
        { name: "Cy", amount: null },
        { name: "Di", amount: null },
        { name: null, amount: 5 },
      ]);
    });

    test("a cross join has each row with each", async () => {
      const other = alias(people, "other");
      const both = select({ n: count() }).from(people).crossJoin(other).where(lt(people.id, other.id));
      expect(await rows(both)).toEqual([{ n: 6 }]);
    });
  });

  describe("sets", () => {
    const ids = (at: number) => select({ id: sales.personId }).from(sales).where(gt(sales.amount, at));

    test("union, union all, intersect and except", async () => {
      expect(await rows(union(ids(15), ids(25)).orderBy("id"))).toEqual([{ id: 1 }, { id: 2 }]);
      expect(await rows(unionAll(ids(15), ids(25)).orderBy("id"))).toHaveLength(4);
      // Both sources of the joins have a column of the name that is ordered by.
      const [one, other] = [ids(15).as("one"), ids(25).as("other")];
      const both = select({ id: one.id }).from(one).innerJoin(other, eq(one.id, other.id));
      expect(await rows(union(both, both).orderBy("id", "desc"))).toEqual([{ id: 1 }]);
      expect(await rows(intersect(ids(15), ids(25)))).toEqual([{ id: 1 }]);
      expect(await rows(except(ids(0), ids(15)))).toEqual([{ id: null }]);
    });

    test("go from left to right, whatever the engine takes first", async () => {
      const one = select({ n: sql<number>`1` });
      const two = select({ n: sql<number>`2` });
      const three = select({ n: sql<number>`3` });
      expect(await rows(intersect(union(one, two), union(two, three)))).toEqual([{ n: 2 }]);
      expect(await rows(except(unionAll(one, two, three), unionAll(one, except(two, one))))).toEqual([{ n: 3 }]);
      expect(await rows(union(one, intersect(two, three)))).toEqual([{ n: 1 }]);
    });

    test("have parts with an order and a limit, and an order and a limit of their own", async () => {
      const least = select({ amount: sales.amount }).from(sales).orderBy(sales.amount).limit(1);
      const most = select({ amount: sales.amount }).from(sales).orderBy(desc(sales.amount)).limit(1);
      expect(await rows(unionAll(least, most).orderBy("amount", "desc"))).toEqual([{ amount: 30 }, { amount: 5 }]);
      expect(await rows(unionAll(least, most).orderBy("amount").limit(1).offset(1))).toEqual([{ amount: 30 }]);
    });

    test("stand in lists, in exists, as a value, in from", async () => {
      const both = union(ids(25), select({ id: people.id }).from(people).where(eq(people.name, "Di")));
      const named = select({ name: people.name }).from(people);
      expect(await rows(named.where(inList(people.id, both)).orderBy(people.name))).toEqual([
        { name: "Ada" },
        { name: "Di" },
      ]);
      expect(await rows(named.where(exists(both)))).toHaveLength(4);
      const inner = both.as("both");
      expect(await rows(select({ most: max(inner.id) }).from(inner))).toEqual([{ most: 4 }]);
      expect(await rows(select({ id: scalar(intersect(ids(25), ids(15))) }))).toEqual([{ id: 1 }]);
    });

    test("a column of whole numbers and of counts gives numbers", async () => {
      const counted = select({ n: count() }).from(people);
      const least = select({ n: min(people.id) }).from(people);
      expect(await rows(unionAll(least, counted).orderBy("n"))).toEqual([{ n: 1 }, { n: 4 }]);
      const both = unionAll(select({ n: people.id }).from(people).where(eq(people.id, 2)), counted).as("both");
      expect(await rows(select({ n: both.n }).from(both).orderBy(both.n))).toEqual([{ n: 2 }, { n: 4 }]);
      const either = caseWhen<number | null>(eq(people.id, 1), people.id).otherwise(scalar(counted));
      expect(await rows(select({ n: either }).from(people).orderBy(people.id).limit(2))).toEqual([{ n: 1 }, { n: 4 }]);
    });

    test("whole numbers of 64 bits are ordered as numbers, by themselves and in sets", async () => {
      const some = select({ large: sales.large }).from(sales).where(gt(sales.large, 0n));
      const expected = [{ large: 9n }, { large: 10n }, { large: 2n ** 62n }];
      expect(await rows(some.orderBy(sales.large))).toEqual(expected);
      expect(await rows(union(some, some).orderBy("large"))).toEqual(expected);
    });
  });

  describe("common table expressions", () => {
    test("stand once before the statement, and are used by name", async () => {
      const busy = cte(
        "busy",
        select({ id: sales.personId, total: sum(sales.amount) })
          .from(sales)
          .where(gt(sales.amount, 6))
          .groupBy(sales.personId),
      );
      const query = select({ name: people.name, total: busy.total })
        .from(people)
        .innerJoin(busy, eq(busy.id, people.id))
        .where(gt(busy.total, scalar(select({ mean: avg(busy.total) }).from(busy))))
        .orderBy(people.name);
      expect(await rows(query)).toEqual([]);
      const all = select({ name: people.name, total: busy.total })
        .from(people)
        .innerJoin(busy, eq(busy.id, people.id))
        .where(inList(people.id, select({ id: busy.id }).from(busy)))
        .orderBy(people.name);
      expect(await rows(all)).toEqual([
        { name: "Ada", total: 40 },
        { name: "Bob", total: 40 },
      ]);
    });

    test("may use each other", async () => {
      const first = cte("first", select({ id: people.id }).from(people).where(gt(people.id, 1)));
      const second = cte("second", select({ id: first.id }).from(first).where(lt(first.id, 4)));
      const query = select({ id: second.id })
        .from(second)
        .where(inList(second.id, select({ id: first.id }).from(first).where(gt(first.id, 2))));
      expect(await rows(query)).toEqual([{ id: 3 }]);
    });

    test("go down a tree", async () => {
      const under = recursiveCte(
        "under",
        select({ id: people.id, depth: sql<number>`0` }).from(people).where(isNull(people.bossId)),
        (self) =>
          select({ id: people.id, depth: sql<number>`${self.depth} + 1` })
            .from(people)
            .innerJoin(self, eq(people.bossId, self.id)),
      );
      expect(await rows(select(under).orderBy(under.id))).toEqual([
        { id: 1, depth: 0 },
        { id: 2, depth: 1 },
        { id: 3, depth: 1 },
        { id: 4, depth: 2 },
      ]);
    });
  });

  describe("expressions", () => {
    test("a case comes to the first that is true, and to null without one", async () => {
      const size = caseWhen(gt(sales.amount, 25), "large").when(gt(sales.amount, 15), "middle");
      expect(await rows(select({ size }).from(sales).orderBy(sales.id))).toEqual([
        { size: null },
        { size: "large" },
        { size: "middle" },
        { size: "middle" },
        { size: null },
      ]);
      const done = caseWhen(isNull(sales.done), false).otherwise(sales.done);
      expect(await rows(select({ done }).from(sales).orderBy(sales.id))).toEqual(
        [true, false, false, true, false].map((each) => ({ done: each })),
      );
      const number = caseWhen(eq(sales.id, 1), 0.5).when(eq(sales.id, 2), null).otherwise(2);
      expect(await rows(select({ number }).from(sales).where(lt(sales.id, 4)).orderBy(sales.id))).toEqual([
        { number: 0.5 },
        { number: null },
        { number: 2 },
      ]);
    });

    test("casts", async () => {
      const all = select({
        text: cast(sales.amount, "text"),
        whole: cast(cast(sales.amount, "text"), "integer"),
        large: cast(sales.amount, "bigint"),
        real: cast(sales.amount, "real"),
        yes: cast(sales.amount, "boolean"),
      })
        .from(sales)
        .where(eq(sales.id, 1));
      expect(await rows(all)).toEqual([{ text: "10", whole: 10, large: 10n, real: 10, yes: true }]);
    });

    test("parts of JSON, as JSON and as text", async () => {
      const [found] = await rows(
        select({
          list: jsonAt(sales.data, "list"),
          object: jsonAt(sales.data, "list", 3),
          two: jsonText(sales.data, "list", 1),
          one: jsonText(sales.data, "list", 0),
          none: jsonAt(sales.data, "nothing", "here"),
          empty: jsonText(sales.data, "list", 2),
          yes: jsonText(sales.data, "yes"),
          dollar: jsonText(sales.data, "$"),
          dot: jsonText(sales.data, "a.b"),
        })
          .from(sales)
          .where(eq(jsonText(sales.data, "list", 1), "two"))
          .orderBy(sales.id)
          .limit(1),
      );
      expect(found).toEqual({
        list: [1, "two", null, { three: true }],
        object: { three: true },
        two: "two",
        one: "1",
        none: null,
        empty: null,
        yes: "true",
        dollar: "dollar",
        dot: "dot",
      });
    });

    test("aggregates over some of the rows", async () => {
      const query = select({
        all: count(),
        large: filter(count(), gt(sales.amount, 15)),
        total: filter(sum(sales.amount), eq(sales.done, true)),
      }).from(sales);
      expect(await rows(query)).toEqual([{ all: 5, large: 3, total: 30 }]);
    });
  });

  describe("windows", () => {
    const at = [asc(sales.amount), asc(sales.id)] as const;
    const ordered = <T>(columns: T) => columns;

    test("numbers, ranks and groups", async () => {
      const byAmount = { orderBy: [sales.amount] };
      const query = select(
        ordered({
          id: sales.id,
          number: over(rowNumber(), { orderBy: at }),
          rank: over(rank(), byAmount),
          dense: over(denseRank(), byAmount),
          percent: over(percentRank(), byAmount),
          half: over(ntile(2), { orderBy: at }),
        }),
      )
        .from(sales)
        .orderBy(...at);
      expect(await rows(query)).toEqual([
        { id: 5, number: 1, rank: 1, dense: 1, percent: 0, half: 1 },
        { id: 1, number: 2, rank: 2, dense: 2, percent: 0.25, half: 1 },
        { id: 3, number: 3, rank: 3, dense: 3, percent: 0.5, half: 1 },
        { id: 4, number: 4, rank: 3, dense: 3, percent: 0.5, half: 2 },
        { id: 2, number: 5, rank: 5, dense: 4, percent: 1, half: 2 },
      ]);
    });

    test("values of other rows, and aggregates over a frame", async () => {
      const query = select({
        id: sales.id,
        before: over(lag(sales.amount), { orderBy: at }),
        after: over(lead(sales.amount, 2), { orderBy: at }),
        first: over(firstValue(sales.amount), { partitionBy: [sales.personId], orderBy: [sales.id] }),
        second: over(nthValue(sales.amount, 2), { orderBy: at }),
        moving: over(sum(sales.amount), { orderBy: at, frame: { rows: [{ preceding: 1 }, "current row"] } }),
        share: over(filter(count(), gt(sales.amount, 15)), { partitionBy: [sales.personId] }),
      })
        .from(sales)
        .orderBy(...at);
      expect(await rows(query)).toEqual([
        { id: 5, before: null, after: 20, first: 5, second: null, moving: 5, share: 0 },
        { id: 1, before: 5, after: 20, first: 10, second: 10, moving: 15, share: 1 },
        { id: 3, before: 10, after: 30, first: 20, second: 10, moving: 30, share: 2 },
        { id: 4, before: 20, after: null, first: 20, second: 10, moving: 40, share: 2 },
        { id: 2, before: 20, after: null, first: 10, second: 10, moving: 50, share: 1 },
      ]);
    });
  });

  describe("lists of every length are one text", () => {
    test("of each type", async () => {
      const idsWhere = async (condition: Parameters<ReturnType<typeof select>["where"]>[0]) =>
        (await rows(select({ id: sales.id }).from(sales).where(condition).orderBy(sales.id))).map(({ id }) => id);
      expect(await idsWhere(inList(sales.amount, [20, 30, 2 ** 40]))).toEqual([2, 3, 4]);
      expect(await idsWhere(inList(sales.large, [2n ** 62n, -1n]))).toEqual([3, 5]);
      expect(await idsWhere(inList(sales.share, [0.5, 1e300, 3]))).toEqual([1, 2, 5]);
      expect(await idsWhere(inList(sales.at, [new Date(Date.UTC(2026, 0, 1)), new Date(0)]))).toEqual([1]);
      expect(await idsWhere(inList(sales.done, [true]))).toEqual([1, 4]);
      const hostile = ["Ada", 'a"b', "a\\b", "{Bob}", "Cy,Di", "null", "NULL", "", "'", "Bob"];
      const found = await rows(
        select({ id: people.id }).from(people).where(inList(people.name, hostile)).orderBy(people.id),
      );
      expect(found).toEqual([{ id: 1 }, { id: 2 }]);
    });

    test("a hundred thousand values", async () => {
      const many = Array.from({ length: 100_000 }, (_, at) => at * 3);
      const some = select({ id: people.id }).from(people).where(inList(people.id, many));
      expect(await rows(some)).toEqual([{ id: 3 }]);
      const texts = [1, 2, 3].map(
        (length) =>
          select(people)
            .where(inList(people.id, many.slice(0, length)))
            .compile(db.dialect).text,
      );
      expect(new Set(texts).size).toBe(1);
    });
  });

  describe("a row that is there already", () => {
    const tally = table("tally", {
      id: integer("id").primaryKey(),
      word: text("word").unique(),
      times: integer("times").default(1),
    });

    test("stays, or is changed with the new row's values", async () => {
      await rows(createTable(tally));
      try {
        const all = () => rows(select({ word: tally.word, times: tally.times }).from(tally).orderBy(tally.word));
        await rows(insert(tally).values([{ word: "a" }, { word: "b" }]));
        await rows(
          insert(tally)
            .values([{ word: "a", times: 9 }, { word: "c" }])
            .onConflict(tally.word)
            .doNothing(),
        );
        await rows(insert(tally).values({ word: "a", times: 8 }).onConflict().doNothing());
        expect(await all()).toEqual(["a", "b", "c"].map((word) => ({ word, times: 1 })));
        const more = insert(tally)
          .values([
            { word: "a", times: 5 },
            { word: "d", times: 7 },
          ])
          .onConflict(tally.word)
          .doUpdate({ times: sql<number>`${tally.times} + ${excluded(tally.times)}` });
        const returning = more.returning({ word: tally.word, times: tally.times });
        const given =
          (await returnedBy(db, "insert", more, returning)) ?? (await all()).filter(({ word }) => /[ad]/.test(word));
        expect(given.toSorted((a, b) => (a.word < b.word ? -1 : 1))).toEqual([
          { word: "a", times: 6 },
          { word: "d", times: 7 },
        ]);
        const large = insert(tally)
          .values([
            { word: "a", times: 100 },
            { word: "b", times: 100 },
          ])
          .onConflict(tally.word)
          .doUpdate({ times: 0 }, gt(tally.times, 3));
        const conditional = dialectOf(db.dialect).conflict === "on conflict";
        if (conditional) await rows(large);
        else await expect(rows(large)).rejects.toMatchObject({ code: "unsupported-sql" });
        expect(await all()).toEqual([
          { word: "a", times: conditional ? 0 : 6 },
          { word: "b", times: 1 },
          { word: "c", times: 1 },
          { word: "d", times: 7 },
        ]);
      } finally {
        await rows(dropTable(tally));
      }
    });
  });

  describe("attack strings", () => {
    const corpus = attackCorpus();
    const strings = table("strings", { id: integer("id").primaryKey(), value: text("value"), data: json("data") });

    test("come back as values, in lists, in JSON, from paths and by patterns; the schema stays", async () => {
      expect(corpus.length).toBeGreaterThan(2_000);
      await rows(createTable(strings));
      try {
        const all = corpus.map((value, at) => ({ id: at + 1, value, data: { [value]: value } }));
        for (let at = 0; at < all.length; at += 500) await rows(insert(strings).values(all.slice(at, at + 500)));
        expect(await rows(select(strings).orderBy(strings.id))).toEqual(all);
        expect(await rows(select({ n: count() }).from(strings).where(inList(strings.value, corpus)))).toEqual([
          { n: corpus.length },
        ]);
        for (const { id, value } of all.filter((_, at) => at % 9 === 0)) {
          const own = select({ id: strings.id }).from(strings);
          expect(await rows(own.where(eq(strings.value, value)))).toEqual([{ id }]);
          expect(await rows(own.where(like(strings.value, escapeLike(value))))).toContainEqual({ id });
          // Refused: paths do not find such names.
          const refused = db.dialect === "sqlite" ? /["\\]/ : /["\\\p{Cc}]/u;
          if (db.dialect !== "postgresql" && refused.test(value)) continue;
          expect(await rows(own.where(eq(jsonText(strings.data, value), value)))).toEqual([{ id }]);
        }
        expect(await rows(select({ n: count() }).from(people))).toEqual([{ n: 4 }]);
        expect(await rows(select(sales).orderBy(sales.id))).toHaveLength(5);
      } finally {
        await rows(dropTable(strings));
      }
    }, 120_000);
  });
}
