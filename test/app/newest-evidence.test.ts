import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { newestEvidence } from "../../kernel-lib/src/app/newest-evidence.ts";
import { findProject } from "../../kernel-lib/src/app/project.ts";
import { readLedger } from "../../kernel-lib/src/report/ledger/claims-schema.ts";
import { evaluateClaim } from "../../kernel-lib/src/report/ledger/evaluate-claims.ts";

const results = mkdtempSync(join(tmpdir(), "covet-evidence-"));
afterAll(() => rmSync(results, { recursive: true, force: true }));

const measurement = (id: string, value: number, run: string) => ({ id, value, unit: "s", run });
const write = (folder: string, measurements: readonly object[]) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "measurements.json"), JSON.stringify({ schema: 1, measurements }));
};

test("a machine's own measurements replace the published ones of the same id, and no repeat counts twice", () => {
  const project = findProject(import.meta.dirname, { KERNEL_LIB_RESULTS: results });
  write(join(results, "reference"), [measurement("a/x", 1, "there"), measurement("a/y", 2, "there")]);
  expect(newestEvidence(project).measurements.map(({ run }) => run)).toEqual(["there", "there"]);
  write(results, [measurement("a/x", 3, "here"), measurement("a/x", 4, "here again")]);
  expect(newestEvidence(project).measurements.map(({ id, run }) => `${id} ${run}`)).toEqual([
    "a/y there",
    "a/x here",
    "a/x here again",
  ]);
});

test("a family that was not measured here has the published result, which says so", async () => {
  const project = findProject(import.meta.dirname, { KERNEL_LIB_RESULTS: results });
  const families = join(results, "reference", "families");
  mkdirSync(families, { recursive: true });
  const source = join(import.meta.dirname, "../../results/reference/families");
  const before = newestEvidence(project).results.length;
  copyFileSync(join(source, "router.json"), join(families, "router.json"));
  expect(before).toBe(0);
  const { results: found } = newestEvidence(project);
  expect(found.map(({ family, job }) => `${family} ${job}`)).toEqual([
    expect.stringMatching(/^router published [0-9a-f]{64}$/),
  ]);
  const { claims } = readLedger();
  const goal = claims.find(({ id }) => id === "router/one-param");
  if (goal === undefined) throw new Error("the router has goals");
  const { value, run } = evaluateClaim(goal, newestEvidence(project));
  expect(value).toBeGreaterThan(0);
  expect(run).toMatch(/^published /);
  // What decided every ratio goes first.
  const decided = join(results, "reference", "claim");
  mkdirSync(decided);
  const other = { ...JSON.parse(readFileSync(join(families, "router.json"), "utf8")), job: "decided" };
  writeFileSync(join(decided, "router.json"), JSON.stringify(other));
  expect(newestEvidence(project).results.map(({ job }) => job)).toEqual(["published decided"]);
});

test("a goal that had no rounds here is shown as it was decided where that was published, and named so", () => {
  const project = findProject(import.meta.dirname, { KERNEL_LIB_RESULTS: results });
  const reference = join(import.meta.dirname, "../../results/reference");
  mkdirSync(join(results, "reference", "claim"), { recursive: true });
  copyFileSync(join(reference, "claim", "router.json"), join(results, "reference", "claim", "router.json"));
  const context = newestEvidence(project);
  const decided = context.results.find(({ family }) => family === "router");
  if (decided === undefined) throw new Error("the router was published");
  // The same without rounds: as profile quick leaves most ratios.
  const cases = decided.cases.map((one) => ({
    ...one,
    ratios: one.ratios.map((ratio) =>
      one.case === "static" ? ratio : { ...ratio, ratio: null, low: null, high: null, interval95: null },
    ),
  }));
  const here = { ...context, results: [{ ...decided, job: "here", cases, scenarios: [] }], run: "a run" };
  const shown = (id: string) => {
    const goal = readLedger().claims.find((one) => one.id === id);
    if (goal === undefined) throw new Error(`no goal ${id}`);
    const { state, run, low, reason } = evaluateClaim(goal, here);
    return { state, run, reason, hasInterval: low !== null };
  };
  const published = expect.stringMatching(/^published [0-9a-f]{64}$/);
  expect(shown("router/miss")).toEqual({
    ...{ state: "met", run: published, hasInterval: true, reason: "as published: here it had no rounds, or too few" },
  });
  expect(shown("router/two-params")).toMatchObject({ state: "missed", run: published });
  // What a sentence of the source report says is of here alone.
  expect(shown("routing/logarithmic").run).not.toEqual(published);
  const nowhere = { ...here, published: [] };
  const goal = readLedger().claims.find((one) => one.id === "router/miss");
  expect(goal && evaluateClaim(goal, nowhere).state).toBe("undecided");
});

test("a published result that its schema does not accept is an error, not left out", () => {
  const project = findProject(import.meta.dirname, { KERNEL_LIB_RESULTS: results });
  const file = join(results, "reference", "families", "cache.json");
  writeFileSync(file, JSON.stringify({ schema: 1, family: "cache" }));
  expect(() => newestEvidence(project)).toThrow(/cache\.json/);
  rmSync(file);
});
