import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { count } from "../../kernel-lib/src/base/units.ts";
import { defaultTimeLimits } from "../../kernel-lib/src/measure/arms/arm-process.ts";
import { describeFamily } from "../../kernel-lib/src/measure/plan/describe-family.ts";
import type { FamilyDescription } from "../../kernel-lib/src/measure/plan/family-description.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { everyArm } from "./every-arm.ts";

export const loopFamily = fileURLToPath(new URL("./fixtures/loop.ts", import.meta.url));

/** A profile that takes four rounds; decides nothing. */
export const fourRounds = { ...everyArm, looks: [count(4)] };

/** So that an arm that hangs does not keep a test waiting. */
export const shortLimits = { ...defaultTimeLimits, check: 1_500 };

/** A folder that goes when the test is over. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kernel-lib test "));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export const describeLoop = (into: string): Promise<FamilyDescription> =>
  describeFamily(loopFamily, { into, python: "python3" });

/** A plan of the fixture family in which only these arms and cases take part. */
export function loopPlan(
  description: FamilyDescription,
  { arms, cases, profile = everyArm }: { arms: readonly string[]; cases: readonly string[]; profile?: Plan["profile"] },
): Plan {
  const few = { ...description, arms: description.arms.filter(({ name }) => arms.includes(name)) };
  const ratios = description.ratios.filter((ratio) => arms.includes(ratio.arm) && arms.includes(ratio.against));
  const headlines = ratios.map((ratio) => ({ ...ratio, headline: true }));
  return makePlan({ description: { ...few, ratios: headlines }, profile, seed: 1, cases });
}
