import { describe, expect, test } from "vitest";
import { readCoverage } from "../../../kernel-lib/src/report/data/coverage-schema.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { readLedger } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import { type EvaluatedClaim, evaluateClaims } from "../../../kernel-lib/src/report/ledger/evaluate-claims.ts";
import { LedgerView } from "../../../kernel-lib/src/report/ledger/ledger-view.ts";
import { recommendationsTable } from "../../../kernel-lib/src/report/score/recommendations-table.ts";
import { readScoreFormula, Score } from "../../../kernel-lib/src/report/score/score.ts";
import { TargetAssessment } from "../../../kernel-lib/src/report/score/target-assessment.ts";
import { arm, changed, ratio, routerResult } from "../fixtures/family-result.ts";
import { ormResult, poolResult } from "../fixtures/other-results.ts";

const source = readSourceReport();
const judged = (results = [routerResult, ormResult, poolResult]) =>
  evaluateClaims(readLedger(), { results, measurements: [], source, run: "r" });
const withStates = (state: (id: string) => EvaluatedClaim["state"]) =>
  judged([]).map((one) => ({ ...one, state: state(one.entry.id) }));

describe("the score", () => {
  const formula = readScoreFormula();

  test("is 100 where all holds, 0 where nothing does, and open upwards by what is open", () => {
    expect(
      new Score(
        formula,
        withStates(() => "holds"),
      ).value,
    ).toMatchObject({ value: 100, low: 100, high: 100 });
    expect(
      new Score(
        formula,
        withStates(() => "reversed"),
      ).value,
    ).toMatchObject({ value: 0, low: 0, high: 0 });
    expect(
      new Score(
        formula,
        withStates(() => "not shown"),
      ).value,
    ).toMatchObject({ value: 0, low: 0, high: 100 });
    const routing = new Score(
      formula,
      withStates((id) => (id.startsWith("routing/") ? "holds" : "reversed")),
    );
    expect(routing.value.value).toBe(10);
  });

  test("names only claims that an instrument can judge", () => {
    const ledger = readLedger().claims;
    for (const id of formula.sections.flatMap((one) => one.claims))
      expect(ledger.find((one) => one.id === id)?.statistic.name, id).not.toBe("not measured");
  });

  test("is refused where it names an unknown claim", () => {
    const wrong = { ...formula, sections: [{ section: "1", title: "x", weight: 100, claims: ["native/nothing"] }] };
    expect(() => new Score(wrong, judged())).toThrow(expect.objectContaining({ code: "unknown-claim" }));
  });

  test("shows its formula and a row a section", () => {
    const table = new Score(formula, judged()).table();
    expect(table.rows).toHaveLength(10);
    expect(table.notes).toEqual([formula.formula, formula.why]);
    expect(table.objects()[2]).toMatchObject({ Section: "3", Weight: 10, Claims: 4, Hold: 2 });
  });
});

describe("the targets", () => {
  test("are seven, of which the source's own figures meet five, and are judged here by the whole interval", () => {
    const targets = new TargetAssessment(source, judged());
    expect(String(targets.counted())).toBe("7 targets");
    expect(String(targets.counted("met by the source's figures"))).toBe("5 targets");
    expect(String(targets.counted("met here"))).toBe("2 targets");
    const [select, , , , load] = targets.table().objects();
    expect(select).toMatchObject({ "Source: Status": "Met", "Status here": "met" });
    expect(load).toMatchObject({ "By its own figures": "missed", "Status here": "not measured" });
  });
});

describe("the ledger's view", () => {
  const view = new LedgerView(judged(), source, readCoverage());

  test("counts by state, by the source's figures and by section", () => {
    const all = view.select({ origin: "source" }).length;
    const states = ["holds", "does not hold", "undecided", "not measured"].map(
      (here) => view.select({ origin: "source", here }).length,
    );
    expect(states.reduce((sum, one) => sum + one, 0)).toBe(all);
    expect(view.select({ section: "old claims" }).map((one) => one.entry.id)).toEqual([
      "native/rust-200x",
      "native/max-3-18x",
      "orm/django-7x",
      "orm/django-65x",
      "load/1m-rps",
      "load/10m-rps",
      "http/10k-websockets",
    ]);
    expect(view.select({ bySource: "does not hold" }).map((one) => one.entry.id)).toContain("orm/sqlalchemy-2x");
    expect(view.claims.every((one) => one.entry.origin !== "goal")).toBe(true);
  });

  test("draws as many as it counts", () => {
    const figure = view.figure({ origin: "source", title: "Claims by state", alt: "A bar for each family" });
    const counts = figure.table.rows.flatMap((row) => row.slice(1)).map(Number);
    expect(counts.reduce((sum, one) => sum + one, 0)).toBe(view.select({ origin: "source" }).length);
    const drawn = (figure.plotly as { data: { x: number[] }[] }).data.flatMap((trace) => trace.x);
    expect(drawn.reduce((sum, one) => sum + one, 0)).toBe(view.select({ origin: "source" }).length);
  });

  test("shows each sentence with both verdicts", () => {
    const [row] = view.table({ family: "http" }).objects();
    expect(view.table({ family: "db" }).objects()[0]).toMatchObject({
      Claim: "db/pool-efficiency",
      Notebook: "05-connection-pooling",
    });
    expect(row).toMatchObject({
      Claim: "http/10k-websockets",
      Here: "not measured",
      "By the source's figures": "no figure printed",
    });
  });
});

describe("the recommendations", () => {
  test("keep the source's effort and priority, and say what was measured or why not", () => {
    const task = {
      kind: "cpu",
      delivery: "as-is",
      unit: "ns/operation",
      case: "json-medium",
      title: "Medium JSON",
      arms: [arm("covet", 20_000), arm("twin", 10_000)],
      ratios: [ratio("native/json-medium/twin", 2)],
    } as const;
    const native = changed({ family: "native", cases: [task], notMeasured: [] });
    const table = recommendationsTable(source, [native, poolResult]).objects();
    expect(table).toHaveLength(7);
    expect(table[0]).toMatchObject({ Effort: "2 hours", Priority: "HIGH", "Measured change": "2.00x (1.96–2.04)" });
    expect(table[2]?.["Measured change"]).toContain("not measured yet: there is no version");
    expect(table[6]).toMatchObject({ Priority: "LOW", After: 96 });
    expect(table[1]?.["Measured change"]).toBe("not measured yet: the family memory was not measured");
  });
});
