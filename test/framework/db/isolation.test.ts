import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { describeIsolation } from "../../conformance/isolation.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

let server: EmbeddedPostgres;
let mariadb: PrivateMariadb | undefined;
let folder: string;
let made = 0;
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  folder = mkdtempSync(join(tmpdir(), "kl-isolation-"));
});
afterAll(async () => {
  await server.stop();
  await mariadb?.stop();
  rmSync(folder, { recursive: true, force: true });
});

// PostgreSQL's documentation, 13.2: repeatable read is snapshot isolation, serializable is whole.
describeIsolation(
  "PostgreSQL",
  async () => {
    const db = await connect(await server.createDatabase(`isolation_${made++}`, ""));
    return { databases: [db], close: () => db.close() };
  },
  {
    "read committed": ["PMP", "P4", "G-single", "G2-item", "G2"],
    "repeatable read": ["G2-item", "G2"],
    serializable: [],
  },
);

// SQLite's documentation, "Isolation in SQLite": one writer at a time, readers see a snapshot. Each transaction has a connection of its own to the file.
describeIsolation(
  "SQLite in a file",
  async () => {
    const url = `sqlite:${join(folder, `${made++}.db`)}`;
    const databases = [await connect(url, { busyTimeout: 0 }), await connect(url, { busyTimeout: 0 })];
    return {
      databases,
      close: async () => {
        for (const db of databases) await db.close();
      },
    };
  },
  { serializable: [] },
);

// MariaDB's documentation, "SET TRANSACTION", and MySQL's, 17.7.2: plain reads of one snapshot, which writes do not look at; serializable reads lock what they read.
expectMariadbInCi();
describe.runIf(hasMariadb)("with a server", () => {
  describeIsolation(
    "MariaDB",
    async () => {
      // A lock that is waited for would be waited for 50 s.
      mariadb ??= await startPrivateMariadb({ "innodb-lock-wait-timeout": "1" });
      const db = await connect(await mariadb.createDatabase(`isolation_${made++}`));
      return { databases: [db], close: () => db.close() };
    },
    {
      "read committed": ["PMP", "P4", "G-single", "G2-item", "G2"],
      "repeatable read": ["P4", "G2-item", "G2"],
      serializable: [],
    },
  );
});
