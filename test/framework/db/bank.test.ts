import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { ConnectFailed } from "../../../kernel-lib/src/framework/errors/connect-failed.ts";
import { QueryFailed } from "../../../kernel-lib/src/framework/errors/query-failed.ts";
import { playBank } from "../../conformance/bank.ts";
import { query } from "../../conformance/database.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

let server: EmbeddedPostgres;
let folder: string;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  folder = mkdtempSync(join(tmpdir(), "kl-bank-"));
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("a bank in PostgreSQL, whose connections are ended at random", async () => {
  await using db = await connect(await server.createDatabase("bank", ""), { max: 10 });
  const disturb = async () => {
    await db
      .all(
        query(
          "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() order by random() limit 1",
        ),
      )
      // The connection that asks may be the next one that is ended.
      .catch((error) => {
        if (!(error instanceof QueryFailed)) throw error;
      });
  };
  const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 1, disturb });
  expect(committed).toBeGreaterThan(150);
  expect(failed).toBeGreaterThan(10);
}, 120_000);

test("a bank in PostgreSQL, whose server crashes and recovers", async () => {
  const fragile = await startEmbeddedPostgres();
  try {
    await using db = await connect(await fragile.createDatabase("bank", ""), { max: 10 });
    let [asked, crashes] = [0, 0];
    const recovered = () =>
      expect.poll(() => db.first(query("select 1 as one")).catch(told), { timeout: 20_000 }).toEqual({ one: 1 });
    const disturb = async () => {
      if (asked++ % 8 !== 3 || crashes === 3) return;
      crashes++;
      const others =
        "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1";
      const other = await db.first(query<{ pid: number }>(others)).catch(told);
      if (other === undefined) return;
      // A process that dies so may have left anything behind: the server ends all others, and recovers from its log.
      process.kill(other.pid, "SIGKILL");
      await recovered();
    };
    const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 4, disturb, recovered });
    expect(crashes).toBe(3);
    expect(committed).toBeGreaterThan(100);
    expect(failed).toBeGreaterThan(10);
  } finally {
    await fragile.stop();
  }
}, 120_000);

/** What is told of a connection that is gone, or not to be had yet. */
function told(error: unknown): undefined {
  if (!(error instanceof QueryFailed || error instanceof ConnectFailed)) throw error;
}

test("a bank in SQLite", async () => {
  await using db = await connect(`sqlite:${join(folder, "bank.db")}`);
  const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 2 });
  expect(committed).toBeGreaterThan(250);
  expect(failed).toBeGreaterThan(10);
}, 120_000);

expectMariadbInCi();
test.runIf(hasMariadb)(
  "a bank in MariaDB, whose connections are ended at random",
  async () => {
    const mariadb = await startPrivateMariadb();
    try {
      await using db = await connect(await mariadb.createDatabase("bank"), { max: 10 });
      const disturb = async () => {
        try {
          const others = query<{ id: number }>(
            "select id from information_schema.processlist where db = database() and id <> connection_id() order by rand() limit 1",
          );
          const other = await db.first(others);
          if (other !== undefined) await db.run(query(`kill ${other.id}`));
        } catch (error) {
          // The connection that asks may be the next one that is ended, or the other one is gone already.
          if (!(error instanceof QueryFailed)) throw error;
        }
      };
      const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 3, disturb });
      expect(committed).toBeGreaterThan(150);
      expect(failed).toBeGreaterThan(10);
    } finally {
      await mariadb.stop();
    }
  },
  120_000,
);
