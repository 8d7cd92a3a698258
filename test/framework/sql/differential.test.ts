import { describe } from "vitest";
import { sqlDifferential } from "../../conformance/sql-differential.ts";
import { openMariadb, openPostgresql, openSqlite, overMysql } from "../../conformance/sql-executors.ts";
import { hasMariadb, mysqlUrl } from "../../mariadb.ts";

describe("SQLite", () => sqlDifferential(openSqlite));
describe("PostgreSQL", () => sqlDifferential(openPostgresql));
describe.runIf(hasMariadb)("MariaDB", () => sqlDifferential(openMariadb));
describe.runIf(mysqlUrl !== undefined)("MySQL", () => sqlDifferential(() => overMysql(mysqlUrl ?? "", async () => {})));
