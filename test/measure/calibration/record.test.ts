import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { evaluationFile } from "../../../kernel-lib/src/app/calibration-folder.ts";
import { evaluateFolder } from "../../../kernel-lib/src/app/evaluate-folder.ts";
import { calibrationPlan } from "../../../kernel-lib/src/measure/calibration/calibration-plan.ts";
import type { Cell } from "../../../kernel-lib/src/measure/calibration/cell.ts";
import { readCell, readCells } from "../../../kernel-lib/src/measure/calibration/read-cells.ts";
import { recordCells } from "../../../kernel-lib/src/measure/calibration/record-cells.ts";
import { describeFamily } from "../../../kernel-lib/src/measure/plan/describe-family.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";
import { temporaryFolder } from "../loop-plan.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const family = join(root, "notebooks/subjects/calibration.ts");

test("rounds of real arms under real noise are added to what is there", async () => {
  const folder = temporaryFolder();
  const description = await describeFamily(family, { into: join(folder, "cases") });
  const { profile: _, ...plan } = calibrationPlan(description, 1);
  const same: Cell = { case: "integer", regime: "one-core", placement: "all", question: "same", wish: 1 };
  const known: Cell = { case: "integer", regime: "quiet", placement: "all", question: "known", wish: 1 };
  const leftOut: string[] = [];
  const record = async (cells: readonly Cell[], rounds: number) => {
    let left = rounds;
    await recordCells({
      plan: { ...plan, profile: profiles.smoke },
      cases: join(folder, "cases"),
      folder,
      cells,
      python: join(folder, "no-python"),
      now: () => new Date(),
      enough: () => left <= 0,
      onRound: () => {
        left--;
      },
      onLeftOut: (at) => leftOut.push(at),
    });
  };
  const python: Cell = { ...same, case: "python", regime: "quiet", wish: 100 };
  const alone: Cell = { ...known, question: "alone" };
  await record([same], 2);
  await record([same], 1);
  await record([python, known], 1);
  await record([alone], 2);
  expect(leftOut).toEqual(["python"]);
  await expect(record([python], 1)).rejects.toMatchObject({ code: "arm-cannot-start" });
  const recorded = readCells(folder);
  expect(recorded.map(({ question, rounds }) => [question, rounds.map(({ number }) => number)])).toEqual([
    ["same", [0, 1, 2]],
    ["alone", [0, 1]],
    ["known", [0]],
  ]);
  const [ofSame, ofAlone, ofKnown] = recorded;
  expect(ofAlone?.rounds[0]?.contestants.map(({ id }) => id)).toEqual(["base"]);
  expect(ofSame?.rounds[0]?.contestants.map(({ id }) => id)).toEqual(["a", "b", "c", "d"]);
  expect(ofKnown?.rounds[0]?.contestants).toHaveLength(11);
  expect(readCell(folder, { case: "json", regime: "quiet", placement: "all", question: "same" })).toEqual([]);
});

test("the command records, evaluates, and says what it is at; the same recording gives the same evaluation, packed too", async () => {
  const results = temporaryFolder();
  const run = (...words: string[]) =>
    spawnSync(process.execPath, [join(root, "kernel-lib/setup/kernel-lib.mjs"), "calibrate", ...words], {
      cwd: root,
      env: { ...process.env, KERNEL_LIB_RESULTS: results, KERNEL_LIB_LOCK: join(results, "lock") },
      encoding: "utf8",
      timeout: 60_000,
    });
  expect(run("--status").stdout).toBe("no calibration was made here\n");
  const first = run("--minutes", "0.2", "--case", "integer", "--regime", "quiet");
  expect(first).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+ rounds recorded; /) });
  const evaluation = join(results, "calibration", "evaluation.json");
  const before = readFileSync(evaluation, "utf8");
  expect(JSON.parse(before)).toMatchObject({ schema: 1, claims: 60, cells: [{ case: "integer", regime: "quiet" }] });
  expect(run("--minutes", "0")).toMatchObject({ status: 0, stdout: expect.stringMatching(/^0 rounds recorded; /) });
  expect(readFileSync(evaluation, "utf8")).toBe(before);
  const packed = join(results, "packed");
  expect(run("--pack", packed).stdout).toBe(`${readdirSync(packed).length} files in ${packed}\n`);
  expect(readCells(packed)).toEqual(readCells(join(results, "calibration")));
  writeFileSync(join(packed, "json.quiet.all.same.jsonl.gz"), "");
  expect(run("--pack", packed)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("holds json.quiet.all.same.jsonl.gz"),
  });
  rmSync(join(packed, "json.quiet.all.same.jsonl.gz"));
  const large = join(results, "calibration", "json.quiet.all.same.jsonl");
  writeFileSync(large, randomBytes(2 ** 20 + 1));
  expect(run("--pack", join(results, "none"))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("json.quiet.all.same.jsonl.gz has "),
  });
  expect(existsSync(join(results, "none"))).toBe(false);
  rmSync(large);
  writeFileSync(evaluationFile(packed), "");
  await evaluateFolder(packed, 1);
  expect(readFileSync(evaluationFile(packed), "utf8")).toBe(before);
  expect(run("--unpack", packed)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("holds a calibration already"),
  });
  const moved = join(results, "moved");
  renameSync(join(results, "calibration"), moved);
  expect(run("--unpack", join(results, "nowhere"))).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("holds no calibration"),
  });
  expect(run("--unpack", packed).status).toBe(0);
  expect(readCells(join(results, "calibration"))).toEqual(readCells(moved));
  expect(run("--minutes", "0").status).toBe(0);
  expect(readFileSync(evaluation, "utf8")).toBe(before);
  const subjects = join(results, "calibration", "subjects.json");
  writeFileSync(subjects, readFileSync(subjects, "utf8").replace('"turn":1,', '"turn":5,'));
  expect(run("--minutes", "0.01", "--case", "integer")).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("holds rounds that were made otherwise than now"),
  });
  writeFileSync(subjects, readFileSync(subjects, "utf8").replace('"turn":5,', '"turn":1,'));
  expect(run("--minutes", "0").status).toBe(0);
  expect(run("--status").stdout).toMatch(/^finished: /);
  expect(run("--stop").stdout).toBe("none is going on\n");
  expect(run("--regime", "loud")).toMatchObject({ status: 2, stderr: expect.stringContaining('no noise "loud"') });
}, 120_000);
