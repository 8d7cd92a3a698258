/** Finite numbers, at least one; made by `sample`, which checks at the door, so that no statistic need check again. */
export type Sample = readonly [number, ...number[]] & { readonly __sample: true };

/**
 * Checks and types a list of numbers; copies nothing. O(n).
 * @throws RangeError if `values` is empty or holds NaN or an infinity (names the place).
 */
export function sample(values: readonly number[]): Sample {
  if (values.length === 0) throw new RangeError("a sample cannot be empty");
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`a sample holds finite numbers only, but number ${bad} is ${values[bad]}`);
  return values as Sample;
}
