import { checkBounds, type Rule } from "./rule.js";

/** At least `least` and at most `most`. @throws InvalidRule if the bounds are not in order. */
export function numberBetween(least: number, most: number): Rule<number> {
  checkBounds("numberBetween", least, most);
  return {
    name: "range",
    expects: `between ${least} and ${most}`,
    accepts: (value) => value >= least && value <= most,
  };
}
