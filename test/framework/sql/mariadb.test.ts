import { describe } from "vitest";
import { sqlConformance } from "../../conformance/sql.ts";
import { sqlClausesConformance } from "../../conformance/sql-clauses.ts";
import { openMariadb, overMysql } from "../../conformance/sql-executors.ts";
import { expectMariadbInCi, hasMariadb, mysqlUrl } from "../../mariadb.ts";

expectMariadbInCi();
describe.runIf(hasMariadb)("MariaDB", () => sqlConformance(openMariadb));
describe.runIf(hasMariadb)("MariaDB, clauses", () => sqlClausesConformance(openMariadb));

const openMysql = () => overMysql(mysqlUrl ?? "", async () => {});
describe.runIf(mysqlUrl !== undefined)("MySQL", () => sqlConformance(openMysql));
describe.runIf(mysqlUrl !== undefined)("MySQL, clauses", () => sqlClausesConformance(openMysql));
