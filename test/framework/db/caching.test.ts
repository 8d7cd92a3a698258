import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryCache } from "../../../kernel-lib/src/framework/cache/create-query-cache.ts";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { createTable, eq, insert, integer, select, table, update } from "../../../kernel-lib/src/index.ts";
import { describeCaching } from "../../conformance/caching.ts";
import { query } from "../../conformance/database.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

let server: EmbeddedPostgres;
let mariadb: PrivateMariadb | undefined;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
});
afterAll(async () => {
  await server.stop();
  await mariadb?.stop();
});

// One connection: while a client is in a transaction, others would wait for it.
describeCaching("SQLite", (cache) => connect("sqlite::memory:", { cache }), { clients: 1, seeds: 10 });
describeCaching("PostgreSQL", async (cache) => connect(await server.createDatabase("caching", ""), { cache }), {
  clients: 4,
  seeds: 20,
});
expectMariadbInCi();
describe.runIf(hasMariadb)("with MariaDB", () => {
  describeCaching(
    "MariaDB",
    async (cache) => {
      mariadb = await startPrivateMariadb();
      return connect(await mariadb.createDatabase("caching"), { cache });
    },
    { clients: 4, seeds: 20 },
  );
});

test("after a lost connection nothing is served until the server has ended what was sent", async () => {
  const things = table("things", { id: integer("id").primaryKey(), n: integer("n") });
  const cache = createQueryCache<unknown[]>({ capacity: 10 });
  const url = await server.createDatabase("lost", "");
  await using db = await connect(url, { cache, max: 2 });
  await using other = await connect(url, { max: 1 });
  await db.run(createTable(things));
  await db.run(insert(things).values({ id: 1, n: 1 }));
  const read = () => db.first(select(things).where(eq(things.id, 1)), { cached: true });
  expect(await read()).toEqual({ id: 1, n: 1 });
  const running = db.transaction(async (tx) => {
    await tx.run(update(things).set({ n: 2 }).where(eq(things.id, 1)));
    const own = await tx.first(query<{ pid: number }>("select pg_backend_pid() as pid"));
    await other.run(query(`select pg_terminate_backend(${own?.pid})`));
  });
  await expect(running).rejects.toMatchObject({ code: "query-failed", kind: "connection" });
  expect(await read()).toEqual({ id: 1, n: 1 });
  const hits = () => cache.statistics.hits;
  // Once it is known that nothing was applied, results are kept again.
  await expect
    .poll(
      async () => {
        const before = hits();
        await read();
        await read();
        return hits() > before;
      },
      { timeout: 10_000 },
    )
    .toBe(true);
});

test("a transaction whose commit failed and that was tried again leaves no table in doubt", async () => {
  const things = table("things", { id: integer("id").primaryKey(), n: integer("n") });
  const cache = createQueryCache<unknown[]>({ capacity: 10 });
  await using db = await connect(await server.createDatabase("again", ""), { cache, max: 2 });
  await db.run(createTable(things));
  await db.run(
    insert(things).values([
      { id: 1, n: 0 },
      { id: 2, n: 0 },
    ]),
  );
  const both = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let times = 0;
  // Each reads what the other writes: the second commit is refused, and comes through when it is tried again.
  const skew = (own: number, other: number) =>
    db.transaction(
      async (tx) => {
        times++;
        const row = await tx.first(select(things).where(eq(things.id, other)));
        both[own - 1]?.resolve();
        await both[other - 1]?.promise;
        await tx.run(
          update(things)
            .set({ n: (row?.n ?? 0) + 1 })
            .where(eq(things.id, own)),
        );
      },
      { isolation: "serializable", retry: true },
    );
  await Promise.all([skew(1, 2), skew(2, 1)]);
  expect(times).toBeGreaterThan(2);
  const read = () => db.all(select(things).where(eq(things.id, 1)), { cached: true });
  await read();
  const before = cache.statistics.hits;
  await read();
  expect(cache.statistics.hits).toBe(before + 1);
});
