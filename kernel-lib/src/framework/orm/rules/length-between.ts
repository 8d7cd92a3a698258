import { checkBounds, type Rule } from "./rule.js";

/**
 * Between `least` and `most` characters, counted as Unicode code points: "Jü" has two, whatever its bytes.
 * @throws InvalidRule if the bounds are not in order.
 */
export function lengthBetween(least: number, most: number): Rule<string> {
  checkBounds("lengthBetween", least, most);
  return {
    name: "length",
    expects: `between ${least} and ${most} characters long`,
    accepts: (value) => {
      // A code point takes one or two units, so that most values need no counting.
      if (value.length <= most && value.length >= 2 * least) return true;
      if (value.length < least || value.length > 2 * most) return false;
      let count = 0;
      for (const _ of value) count += 1;
      return count >= least && count <= most;
    },
  };
}
