import type { Rule } from "./rule.js";

/**
 * A rule of one's own. What `accepts` throws comes through: it is a mistake, not an answer.
 * @param expects what is right, to stand after "must be": "a leap year".
 */
export const satisfying = <Value>(name: string, expects: string, accepts: (value: Value) => boolean): Rule<Value> => ({
  name,
  expects,
  accepts,
});
