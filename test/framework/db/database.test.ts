import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import type { Database, Transaction } from "../../../kernel-lib/src/framework/db/database.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { describeDatabase, query } from "../../conformance/database.ts";
import { expectMariadbInCi, hasMariadb, mysqlUrl } from "../../mariadb.ts";

let server: EmbeddedPostgres;
let mariadb: PrivateMariadb | undefined;
let databases = 0;
let folder: string;
const newMariadb = async (): Promise<string> => {
  mariadb ??= await startPrivateMariadb();
  return mariadb.createDatabase(`test_${databases++}`);
};
const newPostgres = () => server.createDatabase(`test_${databases++}`, "");

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "kl-db-"));
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
  await mariadb?.stop();
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
expectMariadbInCi();
const mysqlSyntaxError = /You have an error in your SQL syntax.* near 'selec /;
describe.runIf(hasMariadb)("on MariaDB", () => {
  describeDatabase("MariaDB", { open: async () => connect(await newMariadb()), syntaxError: mysqlSyntaxError });
  describeDatabase("MariaDB, one connection", {
    open: async () => connect(await newMariadb(), { max: 1 }),
    syntaxError: mysqlSyntaxError,
  });
});
describe.runIf(mysqlUrl !== undefined)("on MySQL", () => {
  describeDatabase("MySQL", { open: () => connect(mysqlUrl ?? ""), syntaxError: mysqlSyntaxError });
});

describe("connect", () => {
  test("starts a PostgreSQL of its own, which goes with the database", async () => {
    const db = await connect("postgres:embedded", { max: 2 });
    const folder = await db.first(
      query<{ folder: string }>("select current_setting('unix_socket_directories') as folder"),
    );
    expect(existsSync(folder?.folder ?? "")).toBe(true);
    await db.close();
    await db.close();
    expect(existsSync(folder?.folder ?? "")).toBe(false);
  });

  test("refuses a URL of no engine, and does not show it", async () => {
    await expect(connect("oracle://root:secret@host/x")).rejects.toMatchObject({
      code: "invalid-database-url",
      data: { scheme: "oracle:" },
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

  test("a server's connections have the pool's limits, and what happens to them is told", async () => {
    const events: string[] = [];
    const pool = {
      min: 1,
      idleTimeout: 50,
      testAfter: 1,
      maxLifetime: 600_000,
      onEvent: (event: { kind: string }) => events.push(event.kind),
    };
    await using db = await connect(await newPostgres(), { max: 3, pool });
    // All three are lent at once: none ends before the last has begun.
    const { promise: allBegan, resolve } = Promise.withResolvers<void>();
    let began = 0;
    const work = async (tx: Transaction) => {
      await tx.all(query("select 1"));
      if (++began === 3) resolve();
      await allBegan;
    };
    await Promise.all(Array.from({ length: 3 }, () => db.transaction(work)));
    expect(events.filter((kind) => kind === "created")).toHaveLength(3);
    // One stays, which is asked whether it is there before it is lent again.
    await expect.poll(() => events.filter((kind) => kind === "destroyed").length, { timeout: 10_000 }).toBe(2);
    expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
    await expect(connect(await newPostgres(), { pool: { idleTimeout: -1 } })).rejects.toMatchObject({
      code: "invalid-pool-option",
    });
  });

  test("SQLite has no options of a pool", async () => {
    for (const options of [{ max: 3 }, { pool: { min: 1 } }])
      await expect(connect("sqlite::memory:", options)).rejects.toMatchObject({ code: "invalid-connect-option" });
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

/** What a statement's end is asked of, on both servers that know it. */
describe.each([
  {
    name: "PostgreSQL",
    there: true,
    open: async () => connect(await newPostgres()),
    waiting:
      "select count(*)::int as n from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()",
  },
  {
    name: "MariaDB",
    there: hasMariadb,
    open: async () => connect(await newMariadb()),
    waiting: "select cast(count(*) as int) as n from information_schema.innodb_trx where trx_state = 'LOCK WAIT'",
  },
])("$name", ({ there, open, waiting }) => {
  /** A database one of whose rows is locked until `free` is called. */
  async function locked(): Promise<{ db: Database; free: () => Promise<void> }> {
    const db = await open();
    await db.run(query("create table a (id integer primary key, n integer not null)"));
    await db.run(query("insert into a values (1, 0)"));
    const begun = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const holding = db.transaction(async (tx) => {
      await tx.run(query("update a set n = 1 where id = 1"));
      begun.resolve();
      await gate.promise;
    });
    await begun.promise;
    return {
      db,
      free: async () => {
        gate.resolve();
        await holding;
      },
    };
  }
  const write = query("update a set n = 2 where id = 1");
  const isWaiting = (db: Database) =>
    expect.poll(async () => (await db.first(query<{ n: number }>(waiting)))?.n, { timeout: 10_000 }).toBe(1);

  test.runIf(there)("an aborted statement is ended, alone and in a transaction, and the database goes on", async () => {
    const { db, free } = await locked();
    const reason = new Error("no longer wanted");
    for (const inside of [false, true]) {
      const controller = new AbortController();
      const options = { signal: controller.signal };
      const running = inside ? db.transaction((tx) => tx.run(write, options)) : db.run(write, options);
      running.catch(() => {});
      await isWaiting(db);
      controller.abort(reason);
      await expect(running).rejects.toBe(reason);
      await expect(db.all(query("select 1"), options)).rejects.toBe(reason);
    }
    await free();
    expect(await db.all(query("select n from a"))).toEqual([{ n: 1 }]);
    expect(await db.all(query("select n from a"), { signal: new AbortController().signal })).toEqual([{ n: 1 }]);
    await db.close();
  });

  test.runIf(there)("a transaction's limits end what waits or takes too long, and only in it", async () => {
    const { db, free } = await locked();
    for (const options of [{ lockTimeout: 50 }, { statementTimeout: 50 }])
      await expect(db.transaction((tx) => tx.run(write), options)).rejects.toMatchObject({
        kind: "lockTimeout" in options ? "locked" : "cancelled",
      });
    const patient = db.transaction((tx) => tx.run(write));
    await isWaiting(db);
    await free();
    expect(await patient).toEqual({ changes: 1 });
    await expect(db.transaction(async () => {}, { lockTimeout: 0 })).rejects.toMatchObject({
      code: "invalid-database-option",
    });
    await db.close();
  });
});

test("SQLite refuses limits that it does not have", async () => {
  await using db = await connect("sqlite::memory:");
  for (const options of [{ lockTimeout: 50 }, { statementTimeout: 50 }])
    await expect(db.transaction(async () => {}, options)).rejects.toMatchObject({ code: "invalid-database-option" });
  const { signal } = new AbortController();
  expect(await db.all(query("select 1 as one"), { signal })).toEqual([{ one: 1 }]);
  await expect(db.run(query("select 1"), { signal: AbortSignal.abort(new Error("no")) })).rejects.toThrow("no");
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

describe.runIf(hasMariadb)("MariaDB", () => {
  test("types come as documented", async () => {
    await using db = await connect(await newMariadb());
    await db.run(query("create table kinds (id integer primary key, yes boolean, data json, bytes blob)"));
    await db.run(query("insert into kinds values (1, true, '{\"a\": [1]}', x'0001ff')"));
    expect(
      await db.first(
        query(`select 9007199254740993 as big, 7 as small, 1.10 as exact, yes, data, bytes,
          timestamp '2026-01-02 03:04:05.678' as clock, date '2026-01-02' as day from kinds`),
      ),
    ).toEqual({
      ...{
        big: "9007199254740993",
        small: 7,
        exact: "1.10",
        yes: 1,
        data: '{"a": [1]}',
        bytes: Buffer.from([0, 1, 255]),
      },
      ...{ clock: "2026-01-02 03:04:05.678", day: "2026-01-02" },
    });
  });

  test("tells that it could not connect, without the password; other parameters are refused", async () => {
    const failing = connect("mysql://ada:secret@127.0.0.1:1/x");
    await expect(failing).rejects.toMatchObject({
      code: "connect-failed",
      data: { url: "mysql://ada:***@127.0.0.1:1/x" },
    });
    await newMariadb();
    await expect(connect(mariadb?.url("nowhere") ?? "")).rejects.toThrow(/Unknown database 'nowhere'/);
    await expect(connect(`${mariadb?.url("x")}&multipleStatements=true`)).rejects.toMatchObject({
      code: "invalid-connect-option",
      data: { option: "multipleStatements in its URL" },
    });
    await expect(connect("mysql://")).rejects.toMatchObject({ code: expect.stringMatching(/invalid|connect/) });
  });

  test("a statement that would commit the transaction is refused, and nothing of it counts", async () => {
    await using db = await connect(await newMariadb());
    await db.run(query("create table a (id integer primary key)"));
    const running = db.transaction(async (tx) => {
      await tx.run(query("insert into a values (1)"));
      await tx.run(query("create table b (id integer)"));
    });
    await expect(running).rejects.toMatchObject({ code: "unsupported-sql" });
    expect(await db.all(query("select * from a"))).toEqual([]);
    await db.transaction(async (tx) => {
      await tx.run(query("create temporary table c (id integer)"));
      await tx.run(query("insert into a values (2)"));
    });
    expect(await db.all(query("select * from a"))).toEqual([{ id: 2 }]);
  });

  test("after a deadlock, caught or not, nothing of the transaction counts; with retry both do", async () => {
    await using db = await connect(await newMariadb());
    await db.run(query("create table a (id integer primary key, n integer not null)"));
    await db.run(query("insert into a values (1, 0), (2, 0)"));
    const meet = async (options: { retry?: boolean }, caught: boolean) => {
      let times = 0;
      const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      const play = (own: number, other: number) =>
        db.transaction(async (tx) => {
          times++;
          await tx.run(query(`update a set n = n + 1 where id = ${own}`));
          both[own - 1]?.resolve();
          await both[other - 1]?.promise;
          const second = tx.run(query(`update a set n = n + 1 where id = ${other}`));
          if (!caught) await second;
          else if (
            await second.then(
              () => false,
              () => true,
            )
          )
            await tx.run(query(`update a set n = 99 where id = 1`));
        }, options);
      const settled = await Promise.allSettled([play(1, 2), play(2, 1)]);
      return { times, failed: settled.filter((each) => each.status === "rejected").map((each) => each.reason.code) };
    };
    const values = () => db.all(query("select n from a order by id"));
    expect(await meet({}, false)).toEqual({ times: 2, failed: ["query-failed"] });
    expect(await values()).toEqual([{ n: 1 }, { n: 1 }]);
    expect(await meet({}, true)).toEqual({ times: 2, failed: ["transaction-not-committed"] });
    expect(await values()).toEqual([{ n: 2 }, { n: 2 }]);
    expect(await meet({ retry: true }, false)).toEqual({ times: 3, failed: [] });
    expect(await values()).toEqual([{ n: 4 }, { n: 4 }]);
  });

  test("an update's changes are all made of the row as it was", async () => {
    await using db = await connect(await newMariadb());
    await db.run(query("create table a (x integer, y integer)"));
    await db.run(query("insert into a values (1, 2)"));
    await db.run(query("update a set x = y, y = x"));
    expect(await db.all(query("select * from a"))).toEqual([{ x: 2, y: 1 }]);
  });

  test("a killed connection's transaction is undone, and the connection not lent again", async () => {
    const url = await newMariadb();
    await using db = await connect(url, { max: 1 });
    await using other = await connect(url, { max: 1 });
    await db.run(query("create table a (id integer primary key)"));
    const own = query<{ id: number }>("select connection_id() as id");
    let killed: number | undefined;
    const running = db.transaction(async (tx) => {
      await tx.run(query("insert into a values (1)"));
      killed = (await tx.first(own))?.id;
      await other.run(query(`kill ${killed}`));
      await tx.run(query("insert into a values (2)"));
    });
    await expect(running).rejects.toMatchObject({ code: "query-failed" });
    expect(await db.all(query("select * from a"))).toEqual([]);
    expect((await db.first(own))?.id).not.toBe(killed);
  });
});
