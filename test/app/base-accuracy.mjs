// How often `bench --base` is right: the same commit twice, and one that does exactly 3 % more work, k times each under profile quick, in a
// small project of a user. Not part of `npm test`: some minutes for each k.
//   node test/app/base-accuracy.mjs [k]
// One line of JSON a measurement; each is added to this machine's calibration, which says the counts. Leave the machine alone meanwhile.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { basesFile, calibrationFolder, evaluationFile } from "../../kernel-lib/dist/app/calibration-folder.js";
import { readSubjects } from "../../kernel-lib/dist/app/calibration-subjects.js";
import { evaluateFolder } from "../../kernel-lib/dist/app/evaluate-folder.js";
import { findProject } from "../../kernel-lib/dist/app/project.js";
import { readBaseLines } from "../../kernel-lib/dist/measure/calibration/base-line.js";
import { appendLine } from "../../kernel-lib/dist/measure/samples/append-line.js";
import { dropCut } from "../../kernel-lib/dist/measure/samples/drop-cut.js";
import { BaseRepository, work } from "./base-repository.ts";

const k = Number(process.argv[2] ?? 10);
const calibration = calibrationFolder(findProject(import.meta.dirname, process.env));
// At the door: without a calibration there is nothing to add to.
readSubjects(calibration);
const file = basesFile(calibration);
const folder = mkdtempSync(join(tmpdir(), "kernel-lib-base-accuracy-"));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** @param {BaseRepository} repository @param {number} effect @param {string} ref @param {number} seed */
async function measure(repository, effect, ref, seed) {
  const start = performance.now();
  const words = ["bench", "steps.ts", "--base", ref, "--case", "thousands", "--profile", "quick"];
  const { code, stdout, stderr } = await repository.run(null, ...words, "--seed", String(seed), "--json");
  const seconds = (performance.now() - start) / 1000;
  if (stdout === "") throw new Error(`exit code ${code}: ${stderr}`);
  const [one] = JSON.parse(stdout).cases;
  const { verdict, reason, ratio, low, high, interval95, margin, rounds, look } = one.ratios[0];
  say({ effect, seed, verdict, reason, ratio, low, high, interval95, margin, rounds, look, seconds });
  appendLine(file, { schema: 1, effect, verdict, ratio, rounds, seconds, at: new Date().toISOString() });
}

try {
  const repository = new BaseRepository(join(folder, "project"));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => repository.stop());
  // Ours does 3 % more than `before`, and the same as `same`.
  const before = repository.commit("before");
  repository.write("counting/work.js", work(3));
  const same = repository.commit("three per cent more work");
  // Every measurement has a seed of its own, also in a later run. In turns, so that both see the same times of day.
  dropCut(file);
  const made = readBaseLines(file).items.length;
  for (let pass = 1; pass <= k; pass++) {
    await measure(repository, 0, same, made + 2 * pass - 1);
    await measure(repository, 0.03, before, made + 2 * pass);
  }
  const { seed } = JSON.parse(readFileSync(evaluationFile(calibration), "utf8"));
  say((await evaluateFolder(calibration, seed)).base);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
