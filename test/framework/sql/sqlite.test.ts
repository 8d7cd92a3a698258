import { describe } from "vitest";
import { sqlConformance } from "../../conformance/sql.ts";
import { openSqlite } from "../../conformance/sql-executors.ts";

describe("SQLite", () => sqlConformance(openSqlite));
