import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkFamilyResult, familyResultSchema } from "../../../kernel-lib/src/report/data/family-result-schema.ts";
import { checkMeasurements } from "../../../kernel-lib/src/report/data/measurements.ts";
import { resultFile, resultFileNames } from "../../../kernel-lib/src/report/data/result-files.ts";
import { routingResults, routingResultsSchema } from "../../../kernel-lib/src/report/data/routing-results.ts";
import { sectionResults, sectionResultsSchema } from "../../../kernel-lib/src/report/data/section-results.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { writeJson } from "../../../kernel-lib/src/report/data/write-file.ts";
import { routerResult } from "../fixtures/family-result.ts";
import { loadResult } from "../fixtures/scenario-result.ts";

const folders: string[] = [];
const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), "covet-data-"));
  folders.push(made);
  return made;
};
afterEach(() => {
  for (const made of folders.splice(0)) rmSync(made, { recursive: true, force: true });
});

describe("a family's result", () => {
  test("survives JSON and its schema unchanged", () => {
    expect(familyResultSchema.parse(JSON.parse(JSON.stringify(routerResult)))).toEqual(routerResult);
  });

  test.each([
    [
      "cases.0.arms.0.median",
      {
        ...routerResult,
        cases: [{ ...routerResult.cases[0], arms: [{ ...routerResult.cases[0]?.arms[0], median: "31" }] }],
      },
    ],
    ["schema", { ...routerResult, schema: 2 }],
    ["rounds", { ...routerResult, rounds: undefined }],
  ])("names the place of a fault: %s", (place, bad) => {
    expect(() => checkFamilyResult(bad, "x.json")).toThrow(
      expect.objectContaining({
        code: "family-result-invalid",
        message: expect.stringContaining(`x.json: at "${place}"`) as string,
      }),
    );
  });
});

describe("routing_performance_results.json", () => {
  const document = routingResults(routerResult, readSourceReport());

  test("has the source's rows with its own figures beside every arm, in microseconds", () => {
    expect(document.rows.slice(0, 4).map((row) => [row.route_complexity, row.source?.latency_us])).toEqual([
      ["Simple Route (/users)", 0.54],
      ["Path Parameter (/users/{id})", 0.78],
      ["Multiple Parameters (/users/{id}/posts/{post_id})", 1.03],
      ["Nested Routes (/api/v1/users/{id}/profile)", 1.15],
    ]);
    expect(document.rows[0]?.arms[0]).toMatchObject({
      arm: "covet",
      median_us: 0.031,
      n: 30_000,
      claim: { rounds: 20 },
    });
    expect(document.source).toMatchObject({ average_us: 0.87, target_us: 2 });
    expect(document.rows[0]?.ratios[0]).toMatchObject({
      against: "find-my-way",
      verdict: "faster",
      words: "2.0x faster (1.9–2.1)",
    });
    expect(document.not_measured[0]?.arm).toBe("koa-tree-router");
    expect(document.caveats.map((caveat) => caveat.id)).toContain("one-session");
  });

  test("is what its schema says, after JSON too", () => {
    expect(routingResultsSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
  });
});

describe("the files of the other sections", () => {
  test("are the source's five and one for each other section", () => {
    expect(Object.values(resultFileNames)).toEqual(
      expect.arrayContaining([
        "honest_rust_benchmark_results.json",
        "honest_orm_comparison_results.json",
        "routing_performance_results.json",
        "query_builder_performance_results.json",
        "load_test_results.json",
      ]),
    );
    expect(new Set(Object.values(resultFileNames)).size).toBe(Object.keys(resultFileNames).length);
    expect(resultFile({ ...routerResult, family: "own" }, readSourceReport())).toBeNull();
    expect(resultFile({ ...routerResult, family: "constructor" }, readSourceReport())).toBeNull();
    expect(resultFile(routerResult, readSourceReport())?.json).toEqual(
      routingResults(routerResult, readSourceReport()),
    );
  });

  test("hold metrics in their own units with the source's figures beside", () => {
    const file = resultFile(loadResult, readSourceReport());
    expect(file).toMatchObject({ name: "load_test_results.json", section: "10" });
    const document = sectionResultsSchema.parse(JSON.parse(JSON.stringify(file?.json)));
    expect(document).toEqual(file?.json);
    const [slow, fast] = document.scenarios;
    expect(slow).toMatchObject({ scenario: "rate-1000", load: { rate: 1000, warm_up_seconds: 2 } });
    const p95 = slow?.metrics.find(({ metric }) => metric === "p95");
    expect(p95?.source).toEqual([
      expect.objectContaining({ text: "45.67ms", value: 45.67, unit: "ms", status: "Good" }),
    ]);
    expect(p95?.arms[0]).toMatchObject({ arm: "covet", mean: 4, low: null, values: [4] });
    expect(p95?.ratios[0]).toMatchObject({ against: "fastify", runs: 1, low: null });
    expect(fast?.metrics.find(({ metric }) => metric === "p95")).toMatchObject({ source: [] });
    expect(document.not_measured).toEqual([{ case: "rate-5000", arm: "django", reason: "it has no server here" }]);
    expect(document.caveats.map(({ id }) => id)).toContain("one-process");
  });

  test("hold the source's row of each case with all its columns, in microseconds", () => {
    const cases = routerResult.cases.slice(0, 1).map((one) => ({
      ...one,
      case: "insert",
      ratios: one.ratios.map((of) => ({ ...of, armCase: "insert", againstCase: "insert" })),
    }));
    const document = sectionResults({ ...routerResult, family: "orm", cases }, readSourceReport(), "2");
    const [row] = document.rows;
    expect(row).toMatchObject({ case: "insert", name: "INSERT Single Record" });
    expect(row?.source.find(({ column }) => column === "SQLAlchemy (μs)")).toMatchObject({ value: 613.92, unit: "us" });
    expect(row?.arms[0]).toMatchObject({ arm: "covet", median_us: 0.031 });
    expect(row?.ratios[0]).toMatchObject({ verdict: "faster", words: "2.0x faster (1.9–2.1)" });
  });
});

describe("writing", () => {
  test("is whole: a value that JSON cannot hold leaves the old file and no rest", async () => {
    const path = join(folder(), "deep", "a.json");
    await writeJson(path, { a: 1 });
    expect(() => writeJson(path, { a: 1n })).toThrow(TypeError);
    expect(readFileSync(path, "utf8")).toBe('{\n  "a": 1\n}\n');
    expect(readdirSync(join(path, ".."))).toEqual(["a.json"]);
  });

  test("into a place that is not a folder names the path", async () => {
    const file = join(folder(), "file");
    writeFileSync(file, "");
    await expect(writeJson(join(file, "a.json"), {})).rejects.toMatchObject({
      code: "file-not-written",
      data: { path: join(file, "a.json") },
    });
  });
});

test("measurements carry unit and run, and low with high", () => {
  const one = { id: "skeleton/tests", value: 3, unit: "min", run: "r1" };
  expect(checkMeasurements({ schema: 1, measurements: [one, { ...one, low: 2, high: 4 }] }, "m.json")).toHaveLength(2);
  for (const bad of [
    { ...one, low: 2 },
    { ...one, unit: "" },
    { ...one, id: "tests" },
  ])
    expect(() => checkMeasurements({ schema: 1, measurements: [bad] }, "m.json")).toThrow(
      expect.objectContaining({ code: "measurements-invalid" }),
    );
});

test("the source report's section 3 is complete", () => {
  const section = readSourceReport().figures.filter((figure) => figure.section === "3");
  expect(section.map((figure) => figure.value)).toEqual([0.54, 0.78, 1.03, 1.15, 0.87, 2]);
});
