import { createHash } from "node:crypto";
import { LabError } from "../../base/lab-error.js";
import { canonicalJson } from "../plan/canonical-json.js";
import type { FamilyDescription } from "../plan/family-description.js";
import { makePlan } from "../plan/make-plan.js";
import type { Contestant, Group, Plan } from "../plan/plan.js";
import { profiles } from "../plan/profiles.js";
import { takesPart } from "../plan/takes-part.js";
import type { Question } from "./cell.js";

/** True ratios that are asked for, by exact counts of calls. */
export const knownRatios: readonly number[] = [0.5, 0.9, 0.98, 1, 1.01, 1.02, 1.05, 1.1, 2, 10];

/** The pairs of the same work four times that share no process: each is a ratio of its own. */
export const samePairs = [
  ["a", "b"],
  ["c", "d"],
] as const;

/** The contestant that known ratios are over. */
export const knownBase = "base";
export const knownId = (ratio: number): string => `x${ratio}`;

/**
 * The plan by which a family is calibrated with: its first arm at each case as several contestants, in turns, rounds and warm-up those of profile
 * `claim`. Its groups are named "<case>/same", "<case>/known" and "<case>/alone".
 * @throws LabError "calibration-without-arm" where a case has none.
 */
export function calibrationPlan(description: FamilyDescription, seed: number): Plan {
  const { hash: _, ...plan } = makePlan({ description: { ...description, ratios: [] }, profile: profiles.claim, seed });
  const groups = plan.cases.flatMap((each) => {
    const arm = plan.arms.find((one) => takesPart(one, each));
    if (arm === undefined)
      throw new LabError("calibration-without-arm", `case "${each.name}" of "${plan.family}" has no arm`, {
        data: { family: plan.family, case: each.name },
      });
    return groupsOf(each.name, arm.name);
  });
  const content = { ...plan, groups };
  return { ...content, hash: createHash("sha256").update(canonicalJson(content)).digest("hex") };
}

export const groupName = (at: string, question: Question): string => `${at}/${question}`;

function groupsOf(at: string, arm: string): readonly Group[] {
  const contestant = (id: string, work: number): Contestant => ({ id, arm, case: at, work });
  return [
    { name: groupName(at, "same"), contestants: samePairs.flat().map((id) => contestant(id, 1)) },
    {
      name: groupName(at, "known"),
      contestants: [contestant(knownBase, 1), ...knownRatios.map((ratio) => contestant(knownId(ratio), ratio))],
    },
    { name: groupName(at, "alone"), contestants: [contestant(knownBase, 1)] },
  ];
}
