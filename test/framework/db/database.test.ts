import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import type { Transaction } from "../../../kernel-lib/src/framework/db/database.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { describeDatabase, query } from "../../conformance/database.ts";

let server: EmbeddedPostgres;
let databases = 0;
let folder: string;
const newPostgres = () => server.createDatabase(`test_${databases++}`, "");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kl-db-"));
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeDatabase("SQLite in memory", {
  open: () => connect("sqlite::memory:"),
  syntaxError: /near "selec": syntax error/,
});
describeDatabase("SQLite in a file", {
  open: () => connect(`sqlite:${join(folder, `${databases++}.db`)}`),
  syntaxError: /near "selec": syntax error/,
});
describeDatabase("PostgreSQL", {
  open: async () => connect(await newPostgres()),
  syntaxError: /syntax error at or near "selec"/,
});
describeDatabase("PostgreSQL, one connection", {
  open: async () => connect(await newPostgres(), { max: 1 }),
  syntaxError: /syntax error at or near "selec"/,
});

describe("connect", () => {
  test("refuses a URL of no engine, and does not show it", async () => {
    await expect(connect("mysql://root:secret@host/x")).rejects.toMatchObject({
      code: "invalid-database-url",
      data: { scheme: "mysql:" },
    });
    await expect(connect("secret")).rejects.toThrow(/has no scheme\./);
  });

  test("tells that it could not connect, without the password", async () => {
    const failing = connect("postgresql://ada:secret@127.0.0.1:1/x");
    await expect(failing).rejects.toMatchObject({
      code: "connect-failed",
      data: { url: "postgresql://ada:***@127.0.0.1:1/x" },
    });
    await expect(connect(server.url("nowhere"))).rejects.toThrow(/database "nowhere" does not exist/);
    await expect(connect(`sqlite:${join(folder, "no", "such.db")}`)).rejects.toMatchObject({ code: "connect-failed" });
  });

  test("SQLite has no options of a pool", async () => {
    await expect(connect("sqlite::memory:", { max: 3 })).rejects.toMatchObject({ code: "invalid-connect-option" });
  });

  test("PostgreSQL's types come as documented", async () => {
    await using db = await connect(await newPostgres());
    expect(
      await db.first(
        query(`select 9007199254740993::int8 as big, 1.10::numeric as exact, true as yes, '{"a": [1]}'::jsonb as json,
          '2026-01-02 03:04:05.678+00'::timestamptz as at, '2026-01-02'::date as day, '2026-01-02 03:04:05'::timestamp as clock`),
      ),
    ).toEqual({
      ...{ big: "9007199254740993", exact: "1.10", yes: true, json: { a: [1] } },
      ...{ at: new Date("2026-01-02T03:04:05.678Z"), day: "2026-01-02", clock: "2026-01-02 03:04:05" },
    });
  });

  test("each text is prepared once on a connection", async () => {
    await using db = await connect(await newPostgres(), { max: 1 });
    for (let n = 0; n < 3; n++) await db.first(query("select cast(? as integer) as n", [n]));
    const prepared = await db.all(
      query("select name from pg_prepared_statements where statement like 'select cast(%'"),
    );
    expect(prepared).toHaveLength(1);
  });

  test("no more connections than `max`, and a borrower who waits too long is told", async () => {
    await using db = await connect(await newPostgres(), { max: 2, acquireTimeout: 100 });
    const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
    const holding = [1, 2].map(() => db.transaction(() => gate));
    await expect(db.first(query("select 1"))).rejects.toMatchObject({ code: "pool-timeout", data: { max: 2 } });
    openGate();
    await Promise.all(holding);
    expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
  });
});

test("an SQLite transaction that the engine ended by itself commits nothing that follows", async () => {
  await using db = await connect("sqlite::memory:");
  await db.run(query("create table a (id integer primary key)"));
  for (const inner of [false, true]) {
    const work = async (tx: Transaction) => {
      await tx.run(query("insert into a values (1)"));
      await expect(tx.run(query("insert or rollback into a values (1)"))).rejects.toMatchObject({
        code: "query-failed",
      });
      await expect(tx.run(query("insert into a values (2)"))).rejects.toMatchObject({
        code: "transaction-not-committed",
      });
    };
    const running = db.transaction((tx) =>
      inner ? tx.transaction(work).catch(() => tx.run(query("insert into a values (3)"))) : work(tx),
    );
    await expect(running).rejects.toMatchObject({ code: "transaction-not-committed" });
    expect(await db.all(query("select * from a"))).toEqual([]);
  }
  await db.transaction((tx) => tx.run(query("insert into a values (4)")));
  expect(await db.all(query("select * from a"))).toEqual([{ id: 4 }]);
});

describe("a PostgreSQL transaction", () => {
  test("whose failed statement was caught is not taken for committed", async () => {
    await using db = await connect(await newPostgres());
    await db.run(query("create table a (id integer primary key)"));
    const running = db.transaction(async (tx) => {
      await tx.run(query("insert into a values (1)"));
      await expect(tx.run(query("insert into a values (1)"))).rejects.toMatchObject({ code: "query-failed" });
    });
    await expect(running).rejects.toMatchObject({ code: "transaction-not-committed" });
    expect(await db.all(query("select * from a"))).toEqual([]);
  });

  test("whose connection is killed is undone, and its connection not lent again", async () => {
    const url = await newPostgres();
    await using db = await connect(url, { max: 1 });
    await using other = await connect(url, { max: 1 });
    await db.run(query("create table a (id integer primary key)"));
    const pid = query<{ pid: number }>("select pg_backend_pid() as pid");
    let killed: number | undefined;
    const running = db.transaction(async (tx) => {
      await tx.run(query("insert into a values (1)"));
      killed = (await tx.first(pid))?.pid;
      await other.run(query("select pg_terminate_backend(?)", [killed ?? 0]));
      await tx.run(query("insert into a values (2)"));
    });
    await expect(running).rejects.toMatchObject({ code: "query-failed" });
    expect(await db.all(query("select * from a"))).toEqual([]);
    expect((await db.first(pid))?.pid).not.toBe(killed);
  });

  test("a connection killed while idle is replaced", async () => {
    const url = await newPostgres();
    await using db = await connect(url, { max: 1 });
    await using other = await connect(url, { max: 1 });
    const pid = query<{ pid: number }>("select pg_backend_pid() as pid");
    const before = (await db.first(pid))?.pid ?? 0;
    await other.run(query("select pg_terminate_backend(?)", [before]));
    await expect
      .poll(async () => {
        try {
          return (await db.first(pid))?.pid !== before;
        } catch {
          return false;
        }
      })
      .toBe(true);
  });
});

test("two transactions that meet: the one that was undone is tried again", async () => {
  await using db = await connect(await newPostgres());
  await db.run(query("create table counters (id integer primary key, n integer not null)"));
  await db.run(query("insert into counters values (1, 0)"));
  const add = async (tx: Transaction) => {
    const row = await tx.first(query<{ n: number }>("select n from counters where id = 1"));
    await tx.run(query("update counters set n = $1 where id = 1", [(row?.n ?? 0) + 1]));
  };
  const options = { isolation: "serializable", retry: 50 } as const;
  await Promise.all(Array.from({ length: 12 }, () => db.transaction(add, options)));
  expect(await db.first(query("select n from counters"))).toEqual({ n: 12 });
});
