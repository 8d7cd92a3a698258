/** What became of a published ratio here. */
export type Reproduction = "reproduced" | "same direction" | "contradicted" | "undecided";

/**
 * Holds a published ratio against an interval measured here, on the log axis: "reproduced" where the whole interval lies within twice the
 * margin of the published number; else "same direction" where it lies wholly beyond 1 on the published side, "contradicted" where it lies wholly
 * beyond 1 on the other, "undecided" where it reaches over 1. A published ratio that is itself within the margin of 1 ("no difference") has no
 * direction: an interval wholly beyond twice the margin contradicts it.
 * @param margin the smallest difference of interest, a fraction: on the log axis ±log(1 + margin)
 * @throws RangeError unless 0 < low <= high, published > 0 and margin >= 0.
 */
export function judgeReproduction(
  published: number,
  { low, high }: { readonly low: number; readonly high: number },
  margin: number,
): Reproduction {
  if (!(published > 0 && low > 0 && low <= high && margin >= 0))
    throw new RangeError(`ratios are above 0 and low <= high, got ${published} and ${low}–${high}, margin ${margin}`);
  const bound = Math.log1p(margin);
  const [from, to, said] = [Math.log(low), Math.log(high), Math.log(published)];
  if (from >= said - 2 * bound && to <= said + 2 * bound) return "reproduced";
  if (Math.abs(said) <= bound) return from > 2 * bound || to < -2 * bound ? "contradicted" : "undecided";
  if (from <= 0 && to >= 0) return "undecided";
  return from > 0 === said > 0 ? "same direction" : "contradicted";
}
