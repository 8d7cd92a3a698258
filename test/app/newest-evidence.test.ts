import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { newestEvidence } from "../../kernel-lib/src/app/newest-evidence.ts";
import { findProject } from "../../kernel-lib/src/app/project.ts";

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
