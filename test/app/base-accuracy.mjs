// How often `bench --base` is right: the same commit twice, and one that does exactly 3 % more work, k times each under profile quick, in a
// small project of a user. Not part of `npm test`: about four minutes for each k.
//   node test/app/base-accuracy.mjs [k]
// One line of JSON a measurement, one with the counts at the end. Leave the machine alone meanwhile.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BaseRepository, work } from "./base-repository.ts";

const k = Number(process.argv[2] ?? 10);
const folder = mkdtempSync(join(tmpdir(), "kernel-lib-base-accuracy-"));
const say = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);

/** @param {BaseRepository} repository @param {string} what @param {string} ref @param {number} seed */
async function measure(repository, what, ref, seed) {
  const start = performance.now();
  const words = ["bench", "steps.ts", "--base", ref, "--case", "thousands", "--profile", "quick"];
  const { code, stdout, stderr } = await repository.run(null, ...words, "--seed", String(seed), "--json");
  const seconds = (performance.now() - start) / 1000;
  if (stdout === "") throw new Error(`exit code ${code}: ${stderr}`);
  const [one] = JSON.parse(stdout).cases;
  const { verdict, reason, ratio, low, high, interval95, margin, rounds, look } = one.ratios[0];
  const line = { what, seed, verdict, reason, ratio, low, high, interval95, margin, rounds, look, seconds };
  say(line);
  return line;
}

try {
  const repository = new BaseRepository(join(folder, "project"));
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => repository.stop());
  // Ours does 3 % more than `before`, and the same as `same`.
  const before = repository.commit("before");
  repository.write("counting/work.js", work(3));
  const same = repository.commit("three per cent more work");
  const lines = [];
  // In turns, so that both see the same times of day.
  for (let seed = 1; seed <= k; seed++) {
    lines.push(await measure(repository, "same", same, seed));
    lines.push(await measure(repository, "+3 %", before, seed));
  }
  const of = (what) => lines.filter((line) => line.what === what);
  const decided = (what, ...verdicts) => of(what).filter(({ verdict }) => verdicts.includes(verdict)).length;
  const slowest = (what) => Math.max(...of(what).map(({ seconds }) => seconds));
  say({
    k,
    same: {
      false: decided("same", "faster", "slower"),
      noDifference: decided("same", "no difference"),
      slowest: slowest("same"),
    },
    plus: {
      found: decided("+3 %", "slower"),
      foundWithin180s: of("+3 %").filter(({ verdict, seconds }) => verdict === "slower" && seconds <= 180).length,
      wrong: decided("+3 %", "faster", "no difference"),
      slowest: slowest("+3 %"),
    },
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
