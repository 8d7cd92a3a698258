import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../../kernel-lib/src/base/displayable.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { counted } from "../../../kernel-lib/src/report/words/counted.ts";
import { name } from "../../../kernel-lib/src/report/words/name.ts";
import { sentence } from "../../../kernel-lib/src/report/words/sentence.ts";
import { findTypedNumbers } from "../../../kernel-lib/src/report/words/typed-numbers.ts";
import { changed, ratio, routerResult } from "../fixtures/family-result.ts";

const routing = new FamilyReport(routerResult);

/** The same sentence over another result. */
const said = (report: FamilyReport) =>
  sentence`A route with one param takes ${report.time("one-param")}; that is ${report.verdict("one-param", "find-my-way")} ${report.name("find-my-way")}.`
    .text;

describe("a sentence", () => {
  test("says what was measured", () => {
    expect(said(routing)).toBe(
      "A route with one param takes 69\u00a0ns (69–70); that is 2.0x faster (1.9–2.1) than find-my-way.",
    );
  });

  test("changes with the result, also in direction", () => {
    const cases = routerResult.cases.map((task) =>
      task.case === "one-param" ? { ...task, ratios: [ratio("router/one-param/find-my-way", 2)] } : task,
    );
    expect(said(new FamilyReport(changed({ cases })))).toContain("2.0x slower (1.9–2.1) than find-my-way.");
    const none = cases.map((task) => ({ ...task, ratios: [] }));
    expect(said(new FamilyReport(changed({ cases: none })))).toContain(
      "not measured (profile quick gives this pair no rounds) against find-my-way.",
    );
  });

  test("draws itself as HTML with the origin of each number, as markdown and as text", () => {
    const bundle =
      sentence`With ${counted(100, "route")}, ${name("<b>")}: ${routing.ratio("one-param", "find-my-way")}.`[
        jupyterDisplay
      ]();
    expect(bundle["text/plain"]).toBe("With 100 routes, <b>: 0.50x (0.49–0.51).");
    expect(bundle["text/markdown"]).toBe("With **100 routes**, **\\<b\\>**: **0.50x (0.49–0.51)**.");
    expect(bundle["text/html"]).toContain("<strong>&lt;b&gt;</strong>");
    expect(bundle["text/html"]).toContain('title="Covet over find-my-way, One param; 95 % interval; n = 20 rounds"');
  });

  test.each([[3], ["fast"], [null], [undefined], [{ value: 3 }], [new Date(0)]])(
    "refuses the raw value %o and says what to pass",
    (raw) => {
      expect(() => sentence`It takes ${raw as never}.`).toThrow(
        expect.objectContaining({
          code: "sentence-raw-value",
          remedy: expect.stringContaining("report.time(") as string,
        }),
      );
    },
  );

  test("refuses numbers and verdicts that are typed", () => {
    expect(() => sentence`It takes 3 ns with ${counted(1, "route")}.`).toThrow(
      expect.objectContaining({ code: "sentence-typed-number" }),
    );
    expect(() => sentence`It is faster.`).toThrow(expect.objectContaining({ code: "sentence-typed-number" }));
    expect(() => name("the 2x router")).toThrow(expect.objectContaining({ code: "name-says-a-number" }));
  });
});

test.each([
  ["2.1x and 30 % in 5 µs, 3 times", ["2.1x", "30 %", "5 µs", "3 times"]],
  ["It is Faster, with no difference.", ["Faster", "no difference"]],
  ["P99 of 100 routes over /v1/users/{id}, UTF-8, O(log n), 3 messages, chapter 2", []],
  ["1,000 requests/s", ["1,000 requests/s"]],
])("typed numbers of %s", (text, found) => {
  expect(findTypedNumbers(text)).toEqual(found);
});

test("allowed names are not numbers", () => {
  expect(findTypedNumbers("the 2x mode", ["2x mode"])).toEqual([]);
});
