import type { FamilyReport } from "./family-report.js";
import { growthExponent } from "./figures/growth-exponent.js";
import { sizedCases } from "./figures/sized-cases.js";
import { Quantity } from "./words/quantity.js";

/**
 * The exponent b of time = a * size^b of one arm, fitted over the medians of the source lane with Student's 95 % interval: 0 is constant, 1 linear. Not measured where the
 * arm was timed at fewer than three sizes.
 * @throws LabError "growth-no-cases".
 */
export function growthQuantity(report: FamilyReport, { prefix, arm }: { prefix: string; arm: string }): Quantity {
  const points = sizedCases(report, prefix).flatMap(({ name, size }) => {
    const found = report.case(name).arms.find((each) => each.name === arm);
    return found === undefined ? [] : [{ size, time: found.median }];
  });
  const label = `exponent of the time of ${report.label(arm)} over the size`;
  const fit = growthExponent(points);
  if (fit === null)
    return new Quantity({ value: null, unit: "", label, reason: `${points.length} sizes are too few for a fit` });
  const { point, low, high } = fit;
  return new Quantity({
    value: point,
    low,
    high,
    level: 0.95,
    unit: "",
    label,
    n: { count: points.length, of: "sizes" },
  });
}
