import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkAudits, type Expression, readAudits } from "../../../kernel-lib/src/report/audit/audit-schema.ts";
import { evaluateAudit } from "../../../kernel-lib/src/report/audit/evaluate-audit.ts";
import { evaluateExpression } from "../../../kernel-lib/src/report/audit/evaluate-expression.ts";
import { sourceAudit } from "../../../kernel-lib/src/report/audit/source-audit.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";

const source = readSourceReport();
const audit = sourceAudit();
const result = (part: string) => {
  const found = audit.audits.filter((one) => one.quote.includes(part));
  expect(found.length, part).toBeGreaterThan(0);
  return found.map((one) => one.result);
};
const number = (value: number): Expression => ({ number: value });

describe("the source report by its own tables", () => {
  test("is recomputed in at least 40 sentences, each of which it says", () => {
    expect(audit.audits.length).toBeGreaterThanOrEqual(40);
    for (const { quote } of readAudits().audits) {
      const there =
        "figure" in quote
          ? source.figures.some((one) => one.id === quote.figure)
          : source.sentences.some((one) => one.section === quote.section && one.text === quote.sentence);
      expect(there, JSON.stringify(quote)).toBe(true);
    }
  });

  test.each([
    ["6/7 targets met", "does not hold"],
    ["Average Query Latency: 0.78ms", "does not hold"],
    ["Sub-microsecond routing overhead", "does not hold"],
    ["1,000+ requests/second sustained", "does not hold"],
    ["2-3x faster HTTP parsing", "does not hold"],
    ["2-25x faster than SQLAlchemy", "does not hold"],
    ["Simple INSERT, Without Transactions", "does not hold"],
    ["ORM model instances (26%)", "does not hold"],
    ["SELECT by PK, CovetPy (ops/sec): 109,644", "holds"],
    ["Average Transaction Overhead: 19.8%", "holds"],
    ["Total, Memory Usage (MB): 48.7", "holds"],
    ["FALSE (max 3.18x)", "holds"],
    ["Average Routing Overhead: 0.87μs", "holds"],
    ["5-6x speedup)", "holds"],
    ["Performance Score: 85/100", "undefined"],
  ])("“%s” %s", (part, expected) => expect(new Set(result(part))).toEqual(new Set([expected])));

  test("is counted, and shown with what comes out", () => {
    const counts = (["holds", "does not hold", "undefined"] as const).map(
      (one) => audit.table({ result: one }).rows.length,
    );
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(audit.audits.length);
    expect(String(audit.counted("does not hold"))).toBe(`${counts[1]} sentences`);
    const [row] = audit.table({ result: "does not hold" }).objects();
    expect(row).toMatchObject({ Recomputed: "0.49 to 3.18", Against: "from 2 to 3" });
  });
});

describe("recomputing", () => {
  test("lets a printed figure stand for one unit of its last digit", () => {
    const id = "2/results-table/select-by-primary-key/covetpy-us";
    expect(evaluateExpression({ figure: id }, source)).toEqual({
      value: 9.12,
      low: expect.closeTo(9.11, 9) as number,
      high: expect.closeTo(9.13, 9) as number,
      unit: "us",
    });
    const check = (said: number) =>
      evaluateAudit(
        { id: "x", quote: { figure: id }, check: { kind: "agree", recomputed: { figure: id }, said: number(said) } },
        source,
      ).result;
    expect([check(9.121), check(9.14)]).toEqual(["holds", "does not hold"]);
  });

  test("keeps the value between its ends, whatever the operation", () => {
    const leaf = fc.constantFrom(
      ...source.figures.filter((one) => one.value !== null && one.value > 1 && one.unit === "us").map((one) => one.id),
    );
    const figures = fc.tuple(leaf, leaf).map(([one, other]) => [{ figure: one }, { figure: other }] as const);
    fc.assert(
      fc.property(
        figures,
        fc.constantFrom("sum", "mean", "min", "max", "difference", "ratio", "percent", "overhead"),
        (pair, operation) => {
          const { value, low, high } = evaluateExpression({ [operation]: pair } as unknown as Expression, source);
          expect(low).toBeLessThanOrEqual(value);
          expect(value).toBeLessThanOrEqual(high);
        },
      ),
    );
  });

  test("turns units into each other before it compares", () => {
    const check = {
      kind: "compare",
      recomputed: { number: 900, unit: "B" },
      is: "below",
      said: { number: 1, unit: "KB" },
    } as const;
    expect(evaluateAudit({ id: "x", quote: { section: "1", sentence: "x" }, check }, source).result).toBe("holds");
    const time = { number: 1, unit: "us" } as const;
    expect(evaluateExpression({ perSecond: time }, source)).toMatchObject({
      value: expect.closeTo(1e6, 3) as number,
      unit: "1/s",
    });
    expect(() => evaluateExpression({ sum: [time, { number: 1, unit: "KB" }] }, source)).toThrow(
      expect.objectContaining({ code: "unit-unlike" }),
    );
  });

  test.each([
    [{ figure: "2/no/such/figure" }, "unknown-figure"],
    [{ figure: "comparison/framework-comparison/django-orm/simple-query-us" }, "figure-without-number"],
  ])("refuses %j", (expression, code) => {
    expect(() => evaluateExpression(expression, source)).toThrow(expect.objectContaining({ code }));
  });

  test("refuses a file with an operation that it does not know", () => {
    const check = { kind: "agree", recomputed: { guess: [1] }, said: number(1) };
    const bad = { schema: 1, rule: "r", audits: [{ id: "x", quote: { figure: "y" }, check }] };
    expect(() => checkAudits(bad, "x")).toThrow(expect.objectContaining({ code: "source-audit-invalid" }));
  });
});
