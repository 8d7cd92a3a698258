import { describe } from "vitest";
import { sqlConformance } from "../../conformance/sql.ts";
import { sqlClausesConformance } from "../../conformance/sql-clauses.ts";
import { openSqlite } from "../../conformance/sql-executors.ts";

describe("SQLite", () => sqlConformance(openSqlite));
describe("SQLite, clauses", () => sqlClausesConformance(openSqlite));
