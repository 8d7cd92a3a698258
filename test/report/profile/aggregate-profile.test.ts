import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { figure } from "../../../kernel-lib/src/report/figures/figure-makers.ts";
import { aggregateProfile, type CpuProfile } from "../../../kernel-lib/src/report/profile/aggregate-profile.ts";
import { categoryOf } from "../../../kernel-lib/src/report/profile/category-rules.ts";
import { ProfileReport } from "../../../kernel-lib/src/report/profile/profile-report.ts";
import type { FlameNode, ProfileResult } from "../../../kernel-lib/src/report/profile/profile-result.ts";

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: id },
  children,
});
const lib = "file:///lab/kernel-lib/dist";

/** Root -> handler -> JSON.parse, and handler -> select -> its helper in no known place; idle and collection beside. */
const nodes = [
  node(1, "(root)", "", [2, 6, 7]),
  node(2, "onRequest", `${lib}/framework/http/create-app.js`, [3, 4]),
  node(3, "JSON.parse", `${lib}/app/profile-process.js`),
  node(4, "select", `${lib}/framework/sql/select.js`, [5]),
  node(5, "helper", "file:///lab/node_modules/some/where.js"),
  node(6, "(idle)", ""),
  node(7, "(garbage collector)", ""),
];

/** Each sample lasts 100 µs, the last one's length is not known. */
const profileOf = (samples: number[]): CpuProfile => ({
  nodes,
  startTime: 0,
  endTime: samples.length * 100,
  samples,
  timeDeltas: samples.map(() => 100),
});

const mixed = profileOf([...Array.from({ length: 200 }, (_, at) => [3, 3, 5, 4, 2, 6, 6, 7, 3, 2][at % 10] ?? 1), 1]);

function resultOf(profile: CpuProfile): ProfileResult {
  return {
    schema: 1,
    workload: "made-up",
    title: "Made up",
    takenAt: "2026-11-23T10:00:00.000Z",
    machine: { cpu: "Example CPU", cores: 2, node: "v26.10.0", os: "Linux" },
    seconds: 0.02,
    interval: 100,
    requests: 50,
    ...aggregateProfile(profile),
    heap: {
      total: 10_000,
      constructors: [{ name: "Object", count: 10, bytes: 4000 }],
      parts: [
        { name: "ORM model instances", bytes: 3000 },
        { name: "Cache storage", bytes: 1000 },
      ],
    },
    leak: { requestsEach: 100, heap: [1000, 1001, 1000], slope: { value: 0.001, low: -0.2, high: 0.3 } },
  };
}

describe("a category", () => {
  test.each([
    [[{ name: "(idle)", url: "" }], "Idle"],
    [[{ name: "get", url: "/lab/node_modules/better-sqlite3/lib/database.js" }], "SQLite operations"],
    [
      [
        { name: "inner", url: "" },
        { name: "find", url: `${lib}/framework/router/flat-tree.js` },
      ],
      "Routing",
    ],
    [[{ name: "parserOnIncoming", url: "node:_http_server" }], "HTTP request parsing"],
    [[{ name: "x", url: "file:///lab/x.js" }], "Other"],
    [[], "Other"],
  ])("of %j is %s", (stack, category) => expect(categoryOf(stack)).toBe(category));
});

describe("an aggregated profile", () => {
  const found = aggregateProfile(mixed);

  test("gives shares of busy time, and idle time apart", () => {
    expect(found.samples).toBe(201);
    expect(found.idle).toBeCloseTo(0.2, 9);
    const shares = Object.fromEntries(found.categories.map(({ category, share }) => [category, share]));
    expect(shares["JSON parsing"]).toBeCloseTo(3 / 8, 9);
    // What the builder called in a place of nobody's is the builder's.
    expect(shares["Query construction"]).toBeCloseTo(2 / 8, 9);
    expect(shares["Covet's server"]).toBeCloseTo(2 / 8, 9);
    expect(shares["Garbage collection"]).toBeCloseTo(1 / 8, 9);
    expect(shares).not.toHaveProperty("Idle");
  });

  test("counts a function's own time and what it called", () => {
    const handler = found.functions.find(({ name }) => name === "onRequest");
    expect(handler).toMatchObject({ place: "kernel-lib/framework/http/create-app.js:3", category: "Covet's server" });
    expect(handler?.self).toBeCloseTo(2 / 8, 9);
    expect(handler?.total).toBeCloseTo(7 / 8, 9);
    expect(found.functions.find(({ name }) => name === "helper")?.place).toBe("some/where.js:6");
  });

  test("whatever was sampled: shares are in their intervals and sum to one, and no frame is wider than its caller", () => {
    const widths = (one: FlameNode): void => {
      const inner = one.children.reduce((sum, child) => sum + child.share, 0);
      expect(inner).toBeLessThanOrEqual(one.share + 1e-9);
      one.children.forEach(widths);
    };
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, 2, 3, 4, 5, 6, 7), { minLength: 2, maxLength: 300 }), (samples) => {
        const { categories, idle, functions, flame } = aggregateProfile(profileOf(samples));
        const sum = categories.reduce((all, { share }) => all + share, 0);
        expect(sum).toBeCloseTo(idle === 1 ? 0 : 1, 9);
        for (const { share, low, high } of categories) expect(low <= share && share <= high).toBe(true);
        for (const { self, total } of functions) expect(self).toBeLessThanOrEqual(total + 1e-9);
        widths(flame);
      }),
      { numRuns: 60 },
    );
  });

  test("of nothing is empty", () => {
    const empty = aggregateProfile({ nodes: [], startTime: 0, endTime: 0, samples: [], timeDeltas: [] });
    expect(empty).toMatchObject({ samples: 0, idle: 0, categories: [], functions: [] });
  });
});

describe("the report of a profile", () => {
  const report = new ProfileReport(resultOf(mixed), readSourceReport());
  const text = { title: "Where the time goes", alt: "Bars for functions, their callers above them" };

  test("has the source report's shares beside, and says what was not measured", () => {
    const rows = Object.fromEntries(
      report
        .categories()
        .objects()
        .map((row) => [row.Category, row]),
    );
    expect(rows["JSON parsing"]).toMatchObject({ "Source: share (%)": 22 });
    expect(rows["JSON parsing"]?.["Share of busy CPU time (95 % interval)"]).toBeCloseTo(37.5, 9);
    expect(rows["String operations"]).toMatchObject({ "Source: share (%)": 9 });
    expect(String(report.categories())).toMatch(/String operations: not measured: V8 counts its built-in/);
    expect(String(report.categories())).toMatch(/A profile is not a verdict/);
  });

  test("weighs parts against each other, as the source report does, and against the heap", () => {
    const [models, , ...missing] = report.parts().texts();
    expect(models).toEqual(["ORM model instances", "3,000".replace(",000", ""), "75.0 %", "30.0 %", "26"]);
    expect(missing.map(([name]) => name)).toEqual(["Connection pool", "Framework core"]);
  });

  test("says a share and the heap's growth with their intervals", () => {
    expect(report.share("JSON parsing")).toMatchObject({ unit: "%", level: 0.95 });
    expect(String(report.leak())).toBe("0.0010\u00a0B (-0.2000–0.3000)");
    expect(String(report.share("Cache"))).toBe("not measured: no sample met it in this workload");
    expect(() => report.share("JSON")).toThrow(expect.objectContaining({ code: "unknown-category" }));
  });

  test("draws the flame graph within the axes, callers above, without idle time", () => {
    const drawn = figure.flame(report, text);
    const { data } = drawn.plotly as { data: { name: string; base: number[]; x: number[]; y: number[] }[] };
    const bars = data.flatMap(({ base, x, y }) => base.map((from, at) => [from, from + (x[at] ?? 0), y[at] ?? 0]));
    expect(bars).toHaveLength(5);
    for (const [from = 0, to = 0] of bars) expect(from >= 0 && to <= 100.01).toBe(true);
    expect(data.map(({ name }) => name)).not.toContain("Idle");
    expect(drawn.caveats.map(({ id }) => id)).toContain("profile-no-verdict");
  });

  test("draws shares with the source report's, where it has them", () => {
    const { data } = figure.shares(report, text).plotly as { data: { name: string; x: number[] }[] };
    expect(data.find(({ name }) => name === "source report")?.x).toEqual([22, 7]);
  });
});
