import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import type { Database } from "../../../kernel-lib/src/framework/db/database.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { findMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
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
    const { crashes, disturb, recovered } = crashing(db, async () => {
      const others =
        "select pid from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid() limit 1";
      const other = await db.first(query<{ pid: number }>(others)).catch(told);
      if (other === undefined) return;
      // A process that dies so may have left anything behind: the server ends all others, and recovers from its log.
      process.kill(other.pid, "SIGKILL");
    });
    const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 4, disturb, recovered });
    expect(crashes()).toBe(3);
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

/** Ends the server as a crash does, three times in a bank's play, and waits each time until it has recovered. */
function crashing(db: Database, crash: () => Promise<void>) {
  let [asked, crashes] = [0, 0];
  const recovered = () =>
    expect.poll(() => db.first(query("select 1 as one")).catch(told), { timeout: 20_000 }).toEqual({ one: 1 });
  return {
    recovered,
    crashes: () => crashes,
    disturb: async () => {
      if (asked++ % 8 !== 3 || crashes === 3) return;
      crashes++;
      await crash();
      await recovered();
    },
  };
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

/** A folder with a `mariadbd` that starts the machine's again when it was killed, as systemd does. Every account may read it. */
function supervisor(): string {
  const programs = mkdtempSync(join(tmpdir(), "kl-supervisor-"));
  const file = join(programs, "mariadbd");
  writeFileSync(
    file,
    `#!/bin/sh
trap 'kill -TERM $server; wait $server; exit' TERM
while :; do
  ${findMariadb()?.server} "$@" & server=$!
  wait $server
  [ $? -eq 137 ] || exit
done
`,
  );
  chmodSync(programs, 0o755);
  chmodSync(file, 0o755);
  return programs;
}

test.runIf(hasMariadb)(
  "a bank in MariaDB, whose server is killed and recovers",
  async () => {
    const programs = supervisor();
    vi.stubEnv("PATH", `${programs}${delimiter}${process.env.PATH}`);
    try {
      const mariadb = await startPrivateMariadb();
      try {
        await using db = await connect(await mariadb.createDatabase("bank"), { max: 10 });
        const { crashes, disturb, recovered } = crashing(db, async () => {
          for (const pid of mariadb.pids()) process.kill(pid, "SIGKILL");
        });
        const { committed, failed } = await playBank(db, { clients: 32, transfers: 12, seed: 5, disturb, recovered });
        expect(crashes()).toBe(3);
        expect(committed).toBeGreaterThan(100);
        expect(failed).toBeGreaterThan(10);
      } finally {
        await mariadb.stop();
      }
    } finally {
      vi.unstubAllEnvs();
      rmSync(programs, { recursive: true, force: true });
    }
  },
  120_000,
);
