import { expect, test } from "vitest";
import { findMariadb } from "../kernel-lib/src/framework/db/private-mariadb.ts";

/** Whether this machine has MariaDB: what needs it is left out where not, and says so. */
export const hasMariadb = findMariadb() !== null;

/** The URL of a MySQL server with a database that tests may fill, where there is one. */
export const mysqlUrl: string | undefined = process.env.MYSQL_URL;

/** In every file that leaves tests out without it. */
export function expectMariadbInCi(): void {
  test("MariaDB is there where it must be", () => {
    if (process.env.CI === "true") expect(hasMariadb).toBe(true);
  });
}
