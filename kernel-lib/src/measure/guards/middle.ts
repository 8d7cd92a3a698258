import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";

/** The median of a list of measurements. @throws RangeError if it is empty or holds what is no number. */
export const middle = (values: readonly number[]): number => median(sample(values));
