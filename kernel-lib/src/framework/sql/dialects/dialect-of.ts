import { UnsupportedSql } from "../../errors/unsupported-sql.js";
import type { DialectName } from "../query.js";
import type { Dialect } from "./dialect.js";
import { mariadbDialect } from "./mariadb-dialect.js";
import { mysqlDialect } from "./mysql-dialect.js";
import { postgresqlDialect } from "./postgresql-dialect.js";
import { sqliteDialect } from "./sqlite-dialect.js";

/** @throws UnsupportedSql for another name. */
export function dialectOf(name: DialectName): Dialect {
  if (name === "postgresql") return postgresqlDialect;
  if (name === "sqlite") return sqliteDialect;
  if (name === "mariadb") return mariadbDialect;
  if (name === "mysql") return mysqlDialect;
  throw new UnsupportedSql(String(name), "any query here", "Compile for sqlite, postgresql, mariadb or mysql.");
}
