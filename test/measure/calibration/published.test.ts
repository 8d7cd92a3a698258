import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { evaluationFile, toolsFile } from "../../../kernel-lib/src/app/calibration-folder.ts";
import type { CalibrationResult } from "../../../kernel-lib/src/measure/calibration/calibration-result.ts";
import { readToolLines } from "../../../kernel-lib/src/measure/calibration/other-tools/tool-line.ts";
import { readCells } from "../../../kernel-lib/src/measure/calibration/read-cells.ts";
import { traceOf } from "../../../kernel-lib/src/measure/calibration/trace.ts";

const folder = fileURLToPath(new URL("../../../results/reference/calibration", import.meta.url));
const MIB = 1024 * 1024;

test("the published calibration: small recordings, and an evaluation of just these", () => {
  const evaluation = JSON.parse(readFileSync(evaluationFile(folder), "utf8")) as CalibrationResult;
  const cells = readCells(folder);
  expect(cells.length).toBeGreaterThan(0);
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).size).toBeLessThanOrEqual(MIB);
  const same = cells.filter(({ question, rounds }) => question === "same" && rounds.length > 1);
  expect(evaluation.cells.map(({ case: at, regime, placement, rounds }) => [at, regime, placement, rounds])).toEqual(
    same.map(({ case: at, regime, placement, rounds }) => [at, regime, placement, rounds.length]),
  );
  for (const { rounds } of cells) expect(rounds.map(({ number }) => number)).toEqual(rounds.map((_, place) => place));
  for (const [place, { mean }] of evaluation.cells.entries()) {
    const logs = traceOf(same[place]?.rounds ?? []).all.means;
    expect(mean.value).toBeCloseTo(logs.reduce((sum, log) => sum + log, 0) / logs.length, 12);
  }
  const runs =
    existsSync(toolsFile(folder)) || existsSync(`${toolsFile(folder)}.gz`)
      ? readToolLines(toolsFile(folder)).items
      : [];
  expect(evaluation.tools.reduce((sum, { different }) => sum + different.of, 0)).toBe(runs.length);
});
