import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../kernel-lib/src/base/displayable.ts";
import { FamilyReport } from "../../kernel-lib/src/report/family-report.ts";
import { changed, routerResult } from "./fixtures/family-result.ts";

const routing = new FamilyReport(routerResult);

describe("a family's report", () => {
  test("gives times from the claim lane with interval, else the median without", () => {
    expect(routing.time("one-param")).toMatchObject({
      value: 69.3,
      low: 68.6,
      high: 70,
      level: 0.95,
      n: { count: 20, of: "rounds" },
    });
    expect(routing.time("nested", "memoirist")).toMatchObject({
      value: 110,
      low: null,
      n: { count: 30_000, of: "batches" },
    });
  });

  test("says why something was not measured", () => {
    expect(String(routing.time("static", "koa-tree-router"))).toBe(
      "not measured: koa-tree-router cannot hold the table: conflicting wildcard",
    );
    expect(String(routing.time("two-params", "starlette"))).toBe("not measured: Starlette was not run at two-params");
    expect(String(routing.verdict("two-params", "find-my-way"))).toBe("not measured: find-my-way crashed");
    expect(String(routing.verdict("nested", "memoirist"))).toBe(
      "not measured: profile quick gives this pair no rounds",
    );
    expect(String(routing.verdict("static", "koa-tree-router"))).toContain("conflicting wildcard");
    expect(routing.ratio("nested", "memoirist").value).toBeNull();
  });

  test.each([
    ["unknown-arm", () => routing.time("static", "memorist"), 'did you mean "memoirist"?'],
    ["unknown-arm", () => routing.verdict("static", "express"), "memoirist"],
    ["unknown-case", () => routing.time("one-parm"), 'did you mean "one-param"?'],
    ["unknown-case", () => routing.table({ cases: ["x"] }), "growth-100"],
    ["unknown-name", () => routing.name("nobody"), "covet"],
  ])("%s: a misspelt name lists the known ones", (code, ask, hint) => {
    expect(ask).toThrow(expect.objectContaining({ code, message: expect.stringContaining(hint) as string }));
  });

  test("has the source's columns beside every arm's", () => {
    const table = routing.table();
    expect(table.columns).toEqual([
      "Route Complexity",
      "Source: Latency (μs)",
      "Source: Status",
      "Status of Covet on that scale",
      "Covet",
      "find-my-way",
      "memoirist",
      "Starlette",
    ]);
    expect(table.rows.map((row) => row.slice(0, 3))).toEqual([
      ["Simple Route (/users)", 0.54, "Excellent"],
      ["Path Parameter (/users/{id})", 0.78, "Excellent"],
      ["Multiple Parameters (/users/{id}/posts/{post_id})", 1.03, "Excellent"],
      ["Nested Routes (/api/v1/users/{id}/profile)", 1.15, "Good"],
    ]);
    expect(table.texts()[0]).toEqual([
      "Simple Route (/users)",
      "0.540",
      "Excellent",
      "Excellent",
      "0.0316",
      "0.0632",
      "0.0326",
      "5.51",
    ]);
    expect(table.notes.join(" ")).toContain("source report's figures were taken with Python 3.10");
  });

  test("judges a status on the source's scale by the upper bound", () => {
    const slow = routerResult.cases.map((task) => ({
      ...task,
      arms: task.arms.map((arm) => ({ ...arm, claimLane: null, median: arm.name === "covet" ? 1_200 : arm.median })),
    }));
    const statuses = new FamilyReport(changed({ cases: slow })).table().rows.map((row) => row[3]);
    expect(statuses[0]).toBe("beyond “Good” (median only)");
  });

  test("shows other cases without the source's columns", () => {
    const table = routing.table({ cases: ["growth-10"], arms: ["covet"], statistic: "p99" });
    expect(table.columns).toEqual(["Case", "Covet"]);
    expect(table.objects()).toEqual([{ Case: "10 routes", Covet: 0.0708 }]);
  });

  test("draws itself as its ratios, or as its times where there are none", () => {
    expect(String(routing[jupyterDisplay]()["text/plain"])).toContain("2.0x faster (1.9–2.1)");
    const without = changed({ cases: routerResult.cases.map((task) => ({ ...task, ratios: [] })) });
    expect(String(new FamilyReport(without)[jupyterDisplay]()["text/plain"])).toContain("Median (ns)");
    expect(routing.origin()).toBe("Samples taken 2026-11-23 07:00 to 07:03 UTC; profile quick; 60 rounds");
  });

  test("lists every ratio with its verdict and both lanes of every arm", () => {
    expect(routing.ratios().rows).toHaveLength(7);
    expect(routing.ratios({ cases: ["static"] }).objects()[1]).toMatchObject({
      Against: "memoirist",
      Margin: 0.03,
      Verdict: "no difference (within 2 %)",
    });
    expect(routing.statistics({ cases: ["static"], arms: ["covet"] }).objects()[0]).toMatchObject({
      "Median (ns)": 31,
      n: 30_000,
      "Calls a sample": 64,
    });
  });

  test("tells what the arms do and do not do", () => {
    const table = routing.features({ arms: ["covet", "memoirist"] });
    expect(table.columns).toEqual([
      "Arm",
      "Language",
      "Package",
      "percent-decodes params",
      "backtracks",
      "style",
      "How it is used",
    ]);
    expect(table.texts()).toEqual([
      ["Covet", "TypeScript", "–", "yes", "yes", "tree", "–"],
      ["memoirist", "TypeScript", "memoirist 1.2.3", "no", "yes", "tree", "–"],
    ]);
  });

  test("compares with the first ratio's arm where Covet is not there", () => {
    const own = routerResult.cases.map((task) => ({
      ...task,
      arms: task.arms.filter((arm) => arm.name !== "covet"),
      ratios: [],
    }));
    expect(new FamilyReport(changed({ cases: own })).reference).toBe("find-my-way");
  });
});
