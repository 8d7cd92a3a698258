import { describe } from "vitest";
import { sqlConformance } from "../../conformance/sql.ts";
import { sqlClausesConformance } from "../../conformance/sql-clauses.ts";
import { openPostgresql } from "../../conformance/sql-executors.ts";

describe("PostgreSQL", () => sqlConformance(openPostgresql));
describe("PostgreSQL, clauses", () => sqlClausesConformance(openPostgresql));
