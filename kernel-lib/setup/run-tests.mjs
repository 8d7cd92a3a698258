// @ts-check
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "./project.mjs";
import { recordMeasurement } from "./record-measurement.mjs";
import { runInFront } from "./run-in-front.mjs";

/**
 * Runs vitest and ends its output with the line `N passed, N failed`.
 * @param {string} root
 * @param {readonly string[]} args for vitest
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} vitest's exit code, but never 0 if something failed
 */
export async function runTests(root, args, env) {
  const report = join(root, ".cache", "test-report.json");
  mkdirSync(join(root, ".cache"), { recursive: true });
  rmSync(report, { force: true });
  const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const start = performance.now();
  const code = await runInFront(pinnedNode(root), [vitest, "run", ...reporters, ...args], { cwd: root, env });
  const { passed, failed } = countTests(readReport(report), code);
  if (code === 0 && failed === 0 && args.length === 0) {
    const minutes = (performance.now() - start) / 60_000;
    recordMeasurement(root, {
      id: "skeleton/tests",
      value: minutes,
      unit: "min",
      run: `npm test ${new Date().toISOString().slice(0, 16)}`,
    });
  }
  process.stdout.write(`${passed} passed, ${failed} failed\n`);
  return failed > 0 && code === 0 ? 1 : code;
}

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport */

/** @param {string} path @returns {FileReport[]} none if vitest wrote no report */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).testResults;
  } catch {
    return [];
  }
}

/**
 * Tests that passed and failed. A file that failed without a failing test (it does not load, a hook threw) counts as one failure, and so
 * does a run that ended badly with nothing failed.
 * @param {readonly FileReport[]} files
 * @param {number} code vitest's exit code
 */
export function countTests(files, code) {
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const failures = file.assertionResults.filter((test) => test.status === "failed").length;
    passed += file.assertionResults.filter((test) => test.status === "passed").length;
    failed += failures === 0 && file.status === "failed" ? 1 : failures;
  }
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed };
}
