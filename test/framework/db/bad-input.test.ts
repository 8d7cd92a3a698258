import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import type { Database } from "../../../kernel-lib/src/framework/db/database.ts";
import { startEmbeddedPostgres } from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { and, type Condition, eq, insert, integer, or, select, table, text } from "../../../kernel-lib/src/index.ts";
import { query } from "../../conformance/database.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

const things = table("things", { id: integer("id").primaryKey(), word: text("word") });

/** An engine with room for few connections, and a database in it. */
interface Server {
  url(): Promise<string>;
  stop(): Promise<void>;
}

const servers: readonly { name: string; there: boolean; start: () => Promise<Server> }[] = [
  {
    name: "PostgreSQL",
    there: true,
    start: async () => {
      const server = await startEmbeddedPostgres({
        settings: { max_connections: "8", superuser_reserved_connections: "0" },
      });
      return { url: () => server.createDatabase("small", ""), stop: () => server.stop() };
    },
  },
  {
    name: "MariaDB",
    there: hasMariadb,
    start: async () => {
      const server = await startPrivateMariadb({ "max-connections": "10" });
      return { url: () => server.createDatabase("small"), stop: () => server.stop() };
    },
  },
];

expectMariadbInCi();
describe.each(servers.filter(({ there }) => there))("$name", ({ start }) => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = await start();
    url = await server.url();
  });
  afterAll(() => server.stop());
  const slow = (db: Database) =>
    db.transaction(async (tx) => {
      await tx.all(query("select 1 as one"));
      await new Promise((resolve) => setImmediate(resolve));
      return tx.first(query<{ one: number }>("select 1 as one"));
    });

  test("more connections than the server has room for: those who get none are told, and the pool is whole afterwards", async () => {
    const db = await connect(url, { max: 30 });
    const settled = await Promise.allSettled(Array.from({ length: 60 }, () => slow(db)));
    const failed = settled.filter((each) => each.status === "rejected");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.length).toBeLessThan(60);
    for (const { reason } of failed) expect(reason.code).toBe("connect-failed");
    for (let n = 0; n < 20; n++) expect(await slow(db)).toEqual({ one: 1 });
    await db.close();
    await using patient = await connect(url, { max: 2 });
    expect(await Promise.all(Array.from({ length: 20 }, () => slow(patient)))).toHaveLength(20);
  });

  test("a result that is too large, a condition that is nested too deeply, a text that cannot be: an error, and the connection goes on", async () => {
    await using db = await connect(url, { max: 1 });
    const large = db.dialect === "postgresql" ? "select repeat('a', 2000000000) as t" : "select 1 from nowhere";
    await expect(db.all(query(large))).rejects.toMatchObject({ code: "query-failed" });
    await db.run(query("create table things (id integer primary key, word text not null)"));
    let deep: Condition = eq(things.id, 1);
    for (let level = 0; level < 3_000; level++)
      deep = level % 2 === 0 ? and(deep, eq(things.id, level)) : or(deep, eq(things.id, level));
    await expect(db.all(select(things).where(deep))).rejects.toMatchObject({ code: "invalid-query" });
    expect(() => insert(things).values({ id: 1, word: "\ud800" })).toThrow(/half a surrogate pair/);
    expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
  });
});

test("a statement that pg gives up on takes its connection with it, and the pool is whole afterwards", async () => {
  const server = await startEmbeddedPostgres();
  try {
    const url = await server.createDatabase("impatient", "");
    await using db = await connect(`${url}&query_timeout=300`, { max: 1 });
    for (let time = 0; time < 2; time++) {
      const slow = db.all(query("select pg_sleep(20)"));
      await expect(slow).rejects.toMatchObject({ code: "query-failed" });
      expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
    }
  } finally {
    await server.stop();
  }
});

test.runIf(hasMariadb)("a wrong password is refused, and no message shows it", async () => {
  const server = await startPrivateMariadb();
  try {
    const root = await connect(await server.createDatabase("guarded"));
    await root.run(query("create user 'ada'@'localhost' identified by 'the right one'"));
    await root.run(query("grant all on \"guarded\".* to 'ada'@'localhost'"));
    await root.close();
    const as = (password: string) => server.url("guarded").replace("root@", `ada:${encodeURIComponent(password)}@`);
    await using db = await connect(as("the right one"));
    expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
    const refused = connect(as("a secret one"));
    await expect(refused).rejects.toMatchObject({ code: "connect-failed", cause: { code: "ER_ACCESS_DENIED_ERROR" } });
    await expect(refused).rejects.not.toThrow(/secret/);
  } finally {
    await server.stop();
  }
});

describe("SQLite", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kl-bad-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("a full disk undoes the transaction, and is told; then it goes on", async () => {
    await using db = await connect(`sqlite:${join(folder, "small.db")}`);
    await db.run(query("create table things (id integer primary key, word text not null)"));
    await db.all(query("pragma max_page_count = 20"));
    const fill = db.transaction(async (tx) => {
      for (let id = 1; id < 100; id++) await tx.run(insert(things).values({ id, word: "x".repeat(4_000) }));
    });
    await expect(fill).rejects.toMatchObject({ code: "query-failed", kind: "disk-full" });
    expect(await db.all(select(things))).toEqual([]);
    await db.run(insert(things).values({ id: 1, word: "small" }));
    expect(await db.all(select(things))).toHaveLength(1);
  });

  test("a result that is too large", async () => {
    await using db = await connect("sqlite::memory:");
    await expect(db.all(query("select zeroblob(2147483647) as b"))).rejects.toMatchObject({
      code: "query-failed",
      kind: "limit",
    });
    expect(await db.first(query("select 1 as one"))).toEqual({ one: 1 });
  });

  test("more values than a statement takes", async () => {
    await using db = await connect("sqlite::memory:");
    const many = Array.from({ length: 40_000 }, (_, id) => ({ id, word: "" }));
    await expect(db.run(insert(things).values(many))).rejects.toMatchObject({ code: "unsupported-sql" });
  });
});
