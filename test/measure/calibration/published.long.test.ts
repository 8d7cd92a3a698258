import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { evaluationFile } from "../../../kernel-lib/src/app/calibration-folder.ts";
import { evaluateFolder } from "../../../kernel-lib/src/app/evaluate-folder.ts";
import { temporaryFolder } from "../loop-plan.ts";

const published = fileURLToPath(new URL("../../../results/reference/calibration", import.meta.url));

test("evaluated again, the published recordings give the published bytes", async () => {
  const folder = join(temporaryFolder(), "calibration");
  cpSync(published, folder, { recursive: true });
  const before = readFileSync(evaluationFile(folder), "utf8");
  await evaluateFolder(folder, (JSON.parse(before) as { seed: number }).seed);
  expect(readFileSync(evaluationFile(folder), "utf8")).toBe(before);
}, 600_000);
