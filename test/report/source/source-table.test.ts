import { describe, expect, test } from "vitest";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { sourceTable } from "../../../kernel-lib/src/report/tables/source-table.ts";
import { routerResult } from "../fixtures/family-result.ts";
import { ormResult, poolResult } from "../fixtures/other-results.ts";

const router = new FamilyReport(routerResult);
const orm = new FamilyReport(ormResult);
const pool = new FamilyReport(poolResult);
const row = (table: ReturnType<typeof sourceTable>, name: string) => {
  const at = table.rows.findIndex((cells) => cells[0] === name);
  return Object.fromEntries(table.columns.map((column, index) => [column, table.texts()[at]?.[index]]));
};

describe("a table of the source report", () => {
  test("keeps the source's rows and columns, with what was measured here beside each, and the peers", () => {
    const table = sourceTable(orm, { section: "2", table: "Results Table" });
    expect(table.columns).toEqual([
      "Operation",
      "Source: CovetPy (μs)",
      "Here: Covet (μs)",
      "Source: SQLAlchemy (μs)",
      "Here: SQLAlchemy (μs)",
      "Source: Speedup",
      "Here: Speedup",
      "Source: Verdict",
      "Here: Verdict",
      "Drizzle (μs)",
    ]);
    expect(row(table, "SELECT by Primary Key")).toMatchObject({
      "Source: CovetPy (μs)": "9.12",
      "Here: Covet (μs)": "2.04",
      "Here: SQLAlchemy (μs)": "102",
      "Source: Speedup": "25.41x",
      "Here: Speedup": "50x (49–51)",
      "Here: Verdict": "50x faster (48–53)",
      "Drizzle (μs)": "8.16",
    });
  });

  test("says where only the source's protocol ran, and why a row was not measured", () => {
    const table = sourceTable(orm, { section: "2", table: "Results Table" });
    expect(row(table, "INSERT Single Record")).toMatchObject({
      "Here: Speedup": "4.00x",
      "Here: Verdict": "source lane only: not decided",
      "Drizzle (μs)": "–",
    });
    expect(row(table, "Complex Query (JOIN)")["Here: Covet (μs)"]).toBe(
      "not measured: covet was not run at join in profile quick",
    );
  });

  test("has operations a second and percentiles", () => {
    const rates = sourceTable(orm, { section: "2", table: "Operations Per Second" });
    expect(row(rates, "SELECT by PK")["Here: Covet (ops/sec)"]).toBe("490,000");
    const spread = sourceTable(orm, { section: "2", table: "Latency Percentiles (CovetPy)" });
    expect(row(spread, "SELECT by PK")).toMatchObject({ "Here: Median (μs)": "2.00", "Here: P99 (μs)": "2.36" });
  });

  test("puts the lines under the printed table into rows of their own", () => {
    const table = sourceTable(router, { section: "3" });
    expect(row(table, "Average Routing Overhead")).toMatchObject({
      "Source: Latency (μs)": "0.87μs",
      "Here: Latency (μs)": "0.0946",
    });
    expect(row(table, "Target")).toMatchObject({ "Source: Latency (μs)": "<2μs", "Here: Latency (μs)": "–" });
  });

  test("reads metrics of scenarios, in the source's unit", () => {
    const table = sourceTable(pool, { section: "5" });
    expect(row(table, "Connection Acquisition (μs)")["Here: Value"]).toBe("50 µs (45–55)");
    expect(row(table, "Pool Efficiency")).toMatchObject({ "Source: Value": "97.3%", "Here: Value": "96.0 %" });
    expect(row(table, "Connection Acquisition (μs)")["pg.Pool"]).toBe("60 µs (50–70)");
  });

  test("takes several families, and names the one that is lacking", () => {
    const table = sourceTable([orm], { section: "comparison" });
    expect(row(table, "CovetPy")["Here: Simple Query (μs)"]).toBe("2.04");
    expect(row(table, "CovetPy")["Here: Routing (μs)"]).toBe("not measured: the family router was not measured");
    const both = sourceTable([orm, router], { section: "comparison" });
    expect(row(both, "CovetPy")["memoirist (μs)"]).toBe("0.0872");
    expect(row(both, "FastAPI")["memoirist (μs)"]).toBe("–");
  });

  test("says the unit of a line that is not in its column's", () => {
    const [select] = ormResult.cases;
    if (select === undefined) throw new Error("a case");
    const cases = ["select", "where", "join-2", "join-3", "subquery", "group"].map((kind) => ({
      ...select,
      case: `execute-${kind}`,
    }));
    const table = sourceTable(new FamilyReport({ ...ormResult, family: "sql", cases }), { section: "4" });
    expect(row(table, "Average Query Latency")["Here: Total (μs)"]).toBe("0.00204 ms");
    expect(row(table, "Simple SELECT")["Here: Total (μs)"]).toBe("2.04");
  });

  test("can be made of every table of the source from nothing", () => {
    for (const { section, title } of readSourceReport().tables) {
      const table = sourceTable([], { section, table: title });
      expect(table.rows.length, title).toBeGreaterThan(2);
    }
  });

  test.each([
    [{ section: "11" }, "unknown-section"],
    [{ section: "2" }, "unknown-table"],
    [{ section: "2", table: "Results" }, "unknown-table"],
  ])("refuses %j", (options, code) => {
    expect(() => sourceTable(orm, options)).toThrow(expect.objectContaining({ code }));
  });
});
