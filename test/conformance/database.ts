import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Database, Transaction } from "../../kernel-lib/src/framework/db/database.ts";
import { dialectOf } from "../../kernel-lib/src/framework/sql/dialects/dialect-of.ts";
import type { Query, SqlValue } from "../../kernel-lib/src/framework/sql/query.ts";
import { holds } from "../holds.ts";

/** A query of given text: `?` stands for a value in every dialect. */
export function query<Row = Record<string, unknown>>(
  text: string,
  values: readonly SqlValue[] = [],
  decode?: Readonly<Record<string, (value: unknown) => unknown>>,
): Query<Row> {
  return {
    compile: (dialect) => {
      let place = 0;
      const returnsRows = /^\s*(select|with)|returning/i.test(text);
      return {
        text: dialect === "postgresql" ? text.replace(/\?/g, () => `$${++place}`) : text,
        values,
        returnsRows,
        writes: /^\s*select/i.test(text) ? [] : null,
        ...(decode === undefined ? {} : { decode }),
      };
    },
  };
}

/** The names that each engine has for a cast's types. */
const typesOf = {
  sqlite: { text: "text", whole: "integer", real: "double precision", bytes: "blob" },
  postgresql: { text: "text", whole: "integer", real: "double precision", bytes: "bytea" },
  mariadb: { text: "char", whole: "signed", real: "double", bytes: "binary" },
  mysql: { text: "char", whole: "signed", real: "double", bytes: "binary" },
};

interface Engine {
  /** A database with nothing in it but what is made here. */
  open(): Promise<Database>;
  /** The engine's own words for an error of syntax. */
  readonly syntaxError: RegExp;
}

/** What every database must do (see the contract, framework/db/database.ts). */
export function describeDatabase(name: string, engine: Engine): void {
  describe(name, () => {
    let db: Database;
    beforeAll(async () => {
      db = await engine.open();
      await db.run(
        query("create table accounts (id integer primary key, name text not null, balance integer not null)"),
      );
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      await db.run(query("delete from accounts"));
      await db.run(query("insert into accounts values (1, 'Ada', 10), (2, 'Bob', 20)"));
    });
    const put = (to: Database | Transaction, id: number) =>
      to.run(query("insert into accounts values (?, 'x', 0)", [id]));
    const ids = async (from: Database | Transaction = db) =>
      (await from.all(query<{ id: number }>("select id from accounts order by id"))).map(({ id }) => id);

    describe("queries", () => {
      test("all, first, and first of nothing", async () => {
        const all = query("select id, name, balance from accounts order by id");
        expect(await db.all(all)).toEqual([
          { id: 1, name: "Ada", balance: 10 },
          { id: 2, name: "Bob", balance: 20 },
        ]);
        expect(await db.first(all)).toEqual({ id: 1, name: "Ada", balance: 10 });
        expect(await db.first(query("select id from accounts where id = ?", [9]))).toBeUndefined();
        expect(await db.all(query("update accounts set balance = 0"))).toEqual([]);
      });

      test("changes are the rows inserted, updated or deleted, and no others", async () => {
        expect(await db.run(query("insert into accounts values (3, 'C', 0), (4, 'D', 0)"))).toEqual({ changes: 2 });
        expect(await db.run(query("select id from accounts"))).toEqual({ changes: 0 });
        expect(await db.run(query("update accounts set balance = 1 where id > ?", [1]))).toEqual({ changes: 3 });
        const returns = dialectOf(db.dialect).returning.delete ? " returning id" : "";
        expect(await db.run(query(`delete from accounts where id = ?${returns}`, [4]))).toEqual({ changes: 1 });
        expect(await db.run(query("update accounts set balance = 1 where id = 99"))).toEqual({ changes: 0 });
        expect(await db.run(query("create table if not exists other (id integer)"))).toEqual({ changes: 0 });
      });

      test("a statement that gives rows and writes is run to its end by first", async () => {
        const { returning } = dialectOf(db.dialect);
        if (!returning.delete) return;
        expect(await db.first(query("delete from accounts where id < 3 returning id"))).toMatchObject({ id: 1 });
        expect(await ids()).toEqual([]);
        if (!returning.update) return;
        await db.run(query("insert into accounts values (1, 'Ada', 10), (2, 'Bob', 20)"));
        expect(await db.first(query("update accounts set balance = 5 returning id"))).toMatchObject({ id: 1 });
        expect(await db.all(query("select balance from accounts"))).toEqual([{ balance: 5 }, { balance: 5 }]);
      });

      test("values come back as they went, whatever they hold", () =>
        holds(
          fc.asyncProperty(
            fc.record({
              // PostgreSQL's text holds no NUL.
              text: fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
              whole: fc.integer(),
              real: fc.double({ noNaN: true, noDefaultInfinity: true }),
              bytes: fc.uint8Array(),
            }),
            async ({ text, whole, real, bytes }) => {
              const types = typesOf[db.dialect];
              const [row] = await db.all(
                query(
                  `select cast(? as ${types.text}) as t, cast(? as ${types.whole}) as w, cast(? as ${types.real}) as r, cast(? as ${types.bytes}) as b`,
                  [text, whole, real, bytes],
                ),
              );
              expect(row).toMatchObject({ t: text, w: whole });
              // SQLite and PostgreSQL both know one zero more than SQL asks for; its sign is not kept by all.
              expect(Number(row?.r) + 0).toBe(real + 0);
              expect(new Uint8Array(row?.b as Uint8Array)).toEqual(bytes);
            },
          ),
          100,
        ));

      test("columns are decoded as the query says", async () => {
        const decode = { big: (value: unknown) => (value === null ? null : BigInt(value as string)) };
        const big = `select cast(9007199254740993 as ${typesOf[db.dialect].text}) as big union all select null order by 1`;
        expect(await db.all(query(big, [], decode))).toContainEqual({ big: 9007199254740993n });
        expect(await db.first(query("select null as big", [], decode))).toEqual({ big: null });
      });

      test("a refused statement is named, with the engine's words and without its values", async () => {
        const failing = db.all(query("selec id from accounts where name = ?", ["secret"]));
        await expect(failing).rejects.toMatchObject({
          code: "query-failed",
          data: { dialect: db.dialect, text: expect.stringContaining("selec id"), engineCode: expect.any(String) },
          cause: expect.any(Error),
        });
        await expect(failing).rejects.toThrow(engine.syntaxError);
        await expect(failing).rejects.not.toThrow(/secret/);
        await expect(put(db, 1)).rejects.toMatchObject({ code: "query-failed" });
        expect(await ids()).toEqual([1, 2]);
      });

      test("what went wrong has one name in all engines; the statement and its values are data, and no value is in the message", async () => {
        await db.run(
          query("create table parents (id integer primary key, age integer not null, check (age > 0), unique (age))"),
        );
        await db.run(
          query(
            "create table children (id integer primary key, parent integer, foreign key (parent) references parents (id))",
          ),
        );
        try {
          await db.run(query("insert into parents values (1, 123456)"));
          const failures: readonly (readonly [string, string, readonly SqlValue[]])[] = [
            ["unique", "insert into parents values (?, 7)", [1]],
            ["unique", "insert into parents values (?, ?)", [2, 123_456]],
            ["not-null", "insert into parents values (3, ?)", [null]],
            ["check", "insert into parents values (4, ?)", [-654_321]],
            ["foreign-key", "insert into children values (1, ?)", [999_999]],
            ["syntax", "insert into into parents values (?)", ["a secret"]],
            ["unknown-name", "select nothing from parents where id = ?", [1]],
            ["unknown-name", "select 1 from nowhere where 1 = ?", [1]],
          ];
          for (const [kind, text, values] of failures) {
            const error = await db.run(query(text, values)).catch((reason) => reason);
            // SQLite has one code for all that it cannot make sense of.
            const named = db.dialect === "sqlite" && ["syntax", "unknown-name"].includes(kind) ? "other" : kind;
            expect([text, error.kind, error.data.kind]).toEqual([text, named, named]);
            expect(error.data.values).toEqual(values);
            expect(error.message).not.toMatch(/123456|654321|999999|secret/);
          }
          await expect(db.transaction((tx) => put(tx, 3), { readOnly: true })).rejects.toMatchObject({
            kind: "read-only",
          });
        } finally {
          await db.run(query("drop table children"));
          await db.run(query("drop table parents"));
        }
      });

      test("a stream gives all rows in order, a few at a time, and ends where its reader does", async () => {
        for (let id = 3; id <= 250; id++) await put(db, id);
        const expected = await ids();
        for (const size of [1, 7, 250, 1_000]) {
          const seen: number[] = [];
          for await (const { id } of db.stream(
            query<{ id: number }>("select id from accounts where id > ? order by id", [0]),
            { size },
          ))
            seen.push(id);
          expect(seen).toEqual(expected);
        }
        let count = 0;
        for await (const _ of db.stream(query("select id from accounts"), { size: 10 })) if (++count === 15) break;
        expect(count).toBe(15);
        const decode = { id: (value: unknown) => -(value as number) };
        for await (const row of db.stream(query("select id from accounts where id = 1", [], decode)))
          expect(row).toEqual({ id: -1 });
        await expect(db.stream(query("selec 1")).next()).rejects.toMatchObject({ code: "query-failed" });
        await expect(db.stream(query("select 1"), { size: 0 }).next()).rejects.toMatchObject({
          code: "invalid-database-option",
        });
        const aborted = AbortSignal.abort(new Error("no longer"));
        await expect(db.stream(query("select 1"), { signal: aborted }).next()).rejects.toThrow("no longer");
        expect(await ids()).toEqual(expected);
      });

      test("a query whose inner query looks at a derived table of the outer one is right each time that it is sent", async () => {
        const text =
          "select counted.n from (select count(*) as n from accounts) as counted where counted.n in (select id from accounts where counted.n = id)";
        // Of raw text a count is what the driver gives: a number or its digits.
        const counts = (rows: readonly { n: number | string }[]) => rows.map(({ n }) => Number(n));
        for (let time = 0; time < 3; time++) {
          expect(counts(await db.all(query<{ n: number }>(text)))).toEqual([2]);
          const streamed: { n: number }[] = [];
          for await (const row of db.stream(query<{ n: number }>(text))) streamed.push(row);
          expect(counts(streamed)).toEqual([2]);
        }
      });

      test("a text whose table was made anew with another type is read by the new one", async () => {
        const read = () => db.all(query("select thing from things"));
        const readWithin = () => db.transaction((tx) => tx.all(query("select thing from things")), { retry: true });
        try {
          for (const [type, thing] of [
            ["integer", 7],
            ["varchar(20)", "seven"],
            ["integer", 8],
          ] as const) {
            await db.run(query(`create table things (thing ${type})`));
            await db.run(query(`insert into things values ('${thing}')`));
            for (let time = 0; time < 2; time++) expect(await readWithin()).toEqual([{ thing }]);
            for (let time = 0; time < 2; time++) expect(await read()).toEqual([{ thing }]);
            await db.run(query("drop table things"));
          }
        } finally {
          await db.run(query("drop table if exists things"));
        }
      });

      test("a text with fewer or more values than it has places fails, and is right again with as many", async () => {
        const text = "select id from accounts where id = ? and id < ?";
        for (let time = 0; time < 2; time++) {
          expect(await db.all(query(text, [1, 9]))).toEqual([{ id: 1 }]);
          // mysql2 does not count them.
          if (db.dialect === "mariadb" || db.dialect === "mysql") continue;
          for (const values of [[], [1], [1, 9, 9]])
            await expect(db.all(query(text, values))).rejects.toMatchObject({ code: "query-failed" });
        }
        expect(await db.all(query(text, [2, 9]))).toEqual([{ id: 2 }]);
      });

      test("streams of different columns, one after the other", async () => {
        const streamed = async (text: string) => {
          const rows: unknown[] = [];
          for await (const row of db.stream(query(text))) rows.push(row);
          return rows;
        };
        for (let time = 0; time < 2; time++) {
          expect(await streamed("select id from accounts where id = 1")).toEqual([{ id: 1 }]);
          expect(await streamed("select 'x' as name, id as n from accounts where id = 2")).toEqual([
            { name: "x", n: 2 },
          ]);
        }
      });

      test("more texts than are kept prepared", async () => {
        for (let n = 0; n < 1_100; n++) expect(await db.first(query(`select ${n} as n`))).toEqual({ n });
        expect(await db.first(query("select 0 as n"))).toEqual({ n: 0 });
      });
    });

    describe("transactions", () => {
      test("are committed when the function fulfils, with its value", async () => {
        expect(
          await db.transaction(async (tx) => {
            await put(tx, 3);
            expect(await ids(tx)).toEqual([1, 2, 3]);
            return "done";
          }),
        ).toBe("done");
        expect(await ids()).toEqual([1, 2, 3]);
      });

      test("are undone when it throws, and what it threw is thrown on", async () => {
        const fault = new Error("no");
        await expect(
          db.transaction(async (tx) => {
            await put(tx, 3);
            throw fault;
          }),
        ).rejects.toBe(fault);
        expect(await ids()).toEqual([1, 2]);
      });

      test("an inner one is undone alone", async () => {
        const fault = new Error("no");
        await db.transaction(async (tx) => {
          await put(tx, 3);
          await expect(
            tx.transaction(async (inner) => {
              await put(inner, 4);
              await inner.transaction((innermost) => put(innermost, 5));
              throw fault;
            }),
          ).rejects.toBe(fault);
          await tx.transaction((inner) => put(inner, 6));
          // A statement that the engine refuses is undone with its inner transaction too.
          await expect(tx.transaction((inner) => put(inner, 1))).rejects.toMatchObject({ code: "query-failed" });
          await put(tx, 7);
        });
        expect(await ids()).toEqual([1, 2, 3, 6, 7]);
      });

      test("are over when the function is", async () => {
        const left: Transaction[] = [];
        await db.transaction(async (tx) => {
          left.push(tx);
          await tx.transaction(async (inner) => {
            left.push(inner);
          });
          await expect(left[1]?.all(query("select 1"))).rejects.toMatchObject({ code: "transaction-over" });
        });
        for (const tx of left) {
          await expect(put(tx, 9)).rejects.toMatchObject({ code: "transaction-over" });
          await expect(tx.transaction(async () => {})).rejects.toMatchObject({ code: "transaction-over" });
        }
        expect(await ids()).toEqual([1, 2]);
      });

      test("the outer one is not usable while an inner one runs", async () => {
        await db.transaction(async (tx) => {
          await tx.transaction(async (inner) => {
            await expect(put(tx, 9)).rejects.toMatchObject({ code: "transaction-in-use" });
            await expect(tx.transaction((other) => put(other, 9))).rejects.toMatchObject({
              code: "transaction-in-use",
            });
            await put(inner, 3);
          });
        });
        expect(await ids()).toEqual([1, 2, 3]);
      });

      test("an inner one that nobody awaits undoes all, and touches nothing afterwards", async () => {
        const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
        let inner: Promise<unknown> = Promise.resolve();
        await expect(
          db.transaction(async (tx) => {
            await put(tx, 3);
            inner = tx.transaction(async (late) => {
              await gate;
              await put(late, 4);
            });
            inner.catch(() => {});
          }),
        ).rejects.toMatchObject({ code: "transaction-in-use" });
        openGate();
        await expect(inner).rejects.toMatchObject({ code: "transaction-over" });
        expect(await ids()).toEqual([1, 2]);
      });

      test("what others ask meanwhile is not part of it", async () => {
        const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
        const fault = new Error("no");
        const running = db.transaction(async (tx) => {
          await put(tx, 3);
          await gate;
          await put(tx, 4);
          throw fault;
        });
        const other = put(db, 5);
        const others = [db.transaction((tx) => put(tx, 6)), put(db, 7)];
        openGate();
        await expect(running).rejects.toBe(fault);
        await Promise.all([other, ...others]);
        expect(await ids()).toEqual([1, 2, 5, 6, 7]);
      });

      test("the database itself is refused inside, and after it works again", async () => {
        await db.transaction(async (tx) => {
          await put(tx, 3);
          for (const use of [() => ids(), () => put(db, 4), () => db.transaction(async () => {})])
            await expect(use()).rejects.toMatchObject({ code: "database-in-transaction" });
          await expect(tx.transaction(async () => ids())).rejects.toMatchObject({ code: "database-in-transaction" });
        });
        expect(await ids()).toEqual([1, 2, 3]);
      });

      test("what the function started may use the database after it", async () => {
        const over = Promise.withResolvers<void>();
        let later: Promise<unknown> = Promise.resolve();
        await db.transaction(async (tx) => {
          await put(tx, 3);
          later = over.promise.then(() => put(db, 4));
        });
        over.resolve();
        await later;
        expect(await ids()).toEqual([1, 2, 3, 4]);
      });

      test("a query that nobody awaits undoes all, where the engine has not answered it yet", async () => {
        const late: Promise<unknown>[] = [];
        const running = db.transaction(async (tx) => {
          await put(tx, 3);
          late.push(put(tx, 4), put(tx, 5));
        });
        if (db.dialect === "sqlite") {
          await running;
          expect(await ids()).toEqual([1, 2, 3, 4, 5]);
          return;
        }
        await expect(running).rejects.toMatchObject({ code: "transaction-not-awaited", data: { running: 2 } });
        await Promise.all(late);
        expect(await ids()).toEqual([1, 2]);
      });

      test("a batch is one transaction: the rows of each, or nothing of any", async () => {
        const [none, some] = await db.batch([
          query("insert into accounts values (3, 'Cy', 30)"),
          query<{ id: number }>("select id from accounts order by id"),
        ]);
        expect([none, some]).toEqual([[], [{ id: 1 }, { id: 2 }, { id: 3 }]]);
        await expect(
          db.batch([
            query("insert into accounts values (4, 'Di', 40)"),
            query("insert into accounts values (1, 'Again', 0)"),
            query("insert into accounts values (5, 'Ed', 50)"),
          ]),
        ).rejects.toMatchObject({ code: "query-failed", data: { text: expect.stringContaining("Again") } });
        expect(await ids()).toEqual([1, 2, 3]);
        await db.transaction(async (tx) => {
          await tx.batch([query("delete from accounts where id = 3"), query("delete from accounts where id = 2")]);
          expect(await ids(tx)).toEqual([1]);
        });
        expect(await ids()).toEqual([1]);
        expect(await db.batch([])).toEqual([]);
      });

      test("a transaction without statements, and one whose first statement fails", async () => {
        expect(await db.transaction(async () => 7)).toBe(7);
        await expect(db.transaction(async (tx) => tx.all(query("selec 1")))).rejects.toMatchObject({
          code: "query-failed",
          message: expect.stringMatching(engine.syntaxError),
        });
        expect(await ids()).toEqual([1, 2]);
      });

      test("only what may be tried again is, as often as was said", async () => {
        let calls = 0;
        const fault = new Error("no");
        await expect(
          db.transaction(
            async () => {
              calls++;
              throw fault;
            },
            { retry: true },
          ),
        ).rejects.toBe(fault);
        expect(calls).toBe(1);
        await expect(db.transaction(async () => {}, { retry: 0 })).rejects.toMatchObject({
          code: "invalid-database-option",
          data: { option: "retry" },
        });
      });

      test("a read-only one refuses to write, and leaves the next one free to", async () => {
        await expect(db.transaction((tx) => put(tx, 3), { readOnly: true })).rejects.toMatchObject({
          code: "query-failed",
        });
        expect(await db.transaction((tx) => ids(tx), { readOnly: true })).toEqual([1, 2]);
        await db.transaction((tx) => put(tx, 3));
        expect(await ids()).toEqual([1, 2, 3]);
      });

      test("serializable is there; what is not is refused", async () => {
        await db.transaction((tx) => put(tx, 3), { isolation: "serializable" });
        for (const isolation of ["read committed", "repeatable read"] as const) {
          const running = db.transaction(async (tx) => tx.first(query("select 1 as one")), { isolation });
          if (db.dialect === "sqlite")
            await expect(running).rejects.toMatchObject({ code: "unsupported-isolation", data: { isolation } });
          else expect(await running).toEqual({ one: 1 });
        }
        expect(await ids()).toEqual([1, 2, 3]);
      });

      test("any nest of inner transactions keeps exactly what was not undone", () =>
        holds(
          fc.asyncProperty(tree, async (root) => {
            await db.run(query("delete from accounts"));
            const kept: number[] = [];
            let next = 1;
            const fault = new Error("undo");
            const play = async (tx: Transaction, node: Tree, mine: number[]): Promise<void> => {
              for (const each of node.parts) {
                if (each === "write") {
                  mine.push(next);
                  await put(tx, next++);
                } else {
                  const inner: number[] = [];
                  try {
                    await tx.transaction((child) => play(child, each, inner));
                    mine.push(...inner);
                  } catch (error) {
                    expect(error).toBe(fault);
                  }
                }
              }
              if (node.fails) throw fault;
            };
            const mine: number[] = [];
            try {
              await db.transaction((tx) => play(tx, root, mine));
              kept.push(...mine);
            } catch (error) {
              expect(error).toBe(fault);
            }
            expect(await ids()).toEqual(kept.sort((a, b) => a - b));
          }),
          60,
        ));

      test("money moved by many at once is neither made nor lost", async () => {
        await db.run(query("update accounts set balance = 100"));
        const move = (from: number, to: number, fails: boolean) =>
          db.transaction(async (tx) => {
            await tx.run(query("update accounts set balance = balance - 1 where id = ?", [from]));
            if (fails) throw new Error("changed my mind");
            await tx.run(query("update accounts set balance = balance + 1 where id = ?", [to]));
          });
        // All in the same order of accounts: the other order could deadlock, which is another matter.
        const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, n) => move(1, 2, n % 3 === 0)));
        expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(20);
        expect(await db.all(query("select balance from accounts order by id"))).toEqual([
          { balance: 60 },
          { balance: 140 },
        ]);
      });
    });

    test("close waits for what is running, then refuses", async () => {
      const other = await engine.open();
      const running = other.transaction(async (tx) => tx.first(query("select 1 as one")));
      const closing = other.close();
      expect(await running).toEqual({ one: 1 });
      await closing;
      await other.close();
      await expect(other.all(query("select 1"))).rejects.toMatchObject({ code: "database-closed" });
      await expect(other.transaction(async () => {})).rejects.toMatchObject({ code: "database-closed" });
    });
  });
}

interface Tree {
  readonly parts: readonly ("write" | Tree)[];
  readonly fails: boolean;
}

const { tree } = fc.letrec<{ tree: Tree; part: "write" | Tree }>((tie) => ({
  part: fc.oneof({ maxDepth: 3 }, fc.constant("write" as const), tie("tree")),
  tree: fc.record({ parts: fc.array(tie("part"), { maxLength: 4 }), fails: fc.boolean() }),
}));
