import type { FamilyResult } from "../measure/verdict/family-result.js";

/** Names of all arms of a result, in the family's order; those that were not measured last. */
export function armsOf(result: FamilyResult): string[] {
  const measured = result.cases.flatMap((one) => one.arms.map((arm) => arm.name));
  const played = result.scenarios.flatMap((one) => one.metrics.flatMap((metric) => metric.arms.map((arm) => arm.name)));
  return [...new Set([...measured, ...played, ...result.notMeasured.map((one) => one.arm)])].filter(
    (arm) => arm !== "*",
  );
}
