import { describe } from "vitest";
import { sqlConformance } from "../../conformance/sql.ts";
import { openPostgresql } from "../../conformance/sql-executors.ts";

describe("PostgreSQL", () => sqlConformance(openPostgresql));
