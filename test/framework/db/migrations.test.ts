import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { sql } from "../../../kernel-lib/src/index.ts";
import { describeMigrations } from "../../conformance/migrations.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

let server: EmbeddedPostgres;
let mariadb: PrivateMariadb | undefined;
let folder: string;
let made = 0;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  folder = mkdtempSync(join(tmpdir(), "kl-migrations-"));
});
afterAll(async () => {
  await server.stop();
  await mariadb?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describeMigrations("SQLite", async () => {
  const url = `sqlite:${join(folder, `${made++}.db`)}`;
  return { open: () => connect(url) };
});
describeMigrations("PostgreSQL", async () => {
  const url = await server.createDatabase(`migrations_${made++}`, "");
  return { open: () => connect(url) };
});
expectMariadbInCi();
describe.runIf(hasMariadb)("with MariaDB", () => {
  describeMigrations("MariaDB", async () => {
    mariadb ??= await startPrivateMariadb();
    const url = await mariadb.createDatabase(`migrations_${made++}`);
    return { open: () => connect(url) };
  });
});

test("a migration whose connection is lost is told as what it is, and the database goes on", async () => {
  await using db = await connect(await server.createDatabase(`migrations_${made++}`, ""));
  const ending = { name: "ends itself", up: [sql`select pg_terminate_backend(pg_backend_pid())`], down: [] };
  await expect(db.migrate([ending])).rejects.toMatchObject({
    code: "migration-failed",
    data: { name: "ends itself", place: 0 },
    cause: { kind: "connection" },
  });
  expect(await db.migrate([])).toEqual([]);
});
