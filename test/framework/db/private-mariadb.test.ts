import { existsSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import { startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { query } from "../../conformance/database.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

expectMariadbInCi();
describe.runIf(hasMariadb)("a private MariaDB", () => {
  test("starts, makes databases, has its settings, and leaves nothing", async () => {
    const server = await startPrivateMariadb({ "innodb-lock-wait-timeout": "3" });
    const socket = new URL(server.url("x")).searchParams.get("socketPath") ?? "";
    try {
      expect(server.version).toMatch(/^\d+\.\d+\.\d+-MariaDB/);
      await using db = await connect(await server.createDatabase('o"ne'));
      expect(db.dialect).toBe("mariadb");
      expect(await db.first(query("select database() as name, @@innodb_lock_wait_timeout as wait"))).toEqual({
        name: 'o"ne',
        wait: 3,
      });
      expect(existsSync(socket)).toBe(true);
    } finally {
      await server.stop();
      await server.stop();
    }
    expect(existsSync(dirname(socket))).toBe(false);
  });

  test("what the server refuses is said", async () => {
    const failing = startPrivateMariadb({ "no-such-setting": "1" });
    await expect(failing).rejects.toMatchObject({ code: "mariadb-unavailable" });
    await expect(failing).rejects.toThrow(/no-such-setting/);
  });
});
