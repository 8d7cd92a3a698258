import { quantile } from "./quantile.js";
import type { Sample } from "./sample.js";

/** The middle value, or the mean of the two middle ones. O(n log n). */
export const median = (values: Sample): number => quantile(values, 0.5);
