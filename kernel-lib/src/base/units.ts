/** A number whose unit is part of its type; made by the functions below, which check at the door. */
type Unit<Name extends string> = number & { readonly __unit: Name };

/** A length of time in nanoseconds, 0 or more. */
export type Nanoseconds = Unit<"ns">;
/** A length of time in milliseconds, 0 or more. */
export type Milliseconds = Unit<"ms">;
/** A length of time in seconds, 0 or more. */
export type Seconds = Unit<"s">;
/** A size in bytes, a whole number of 0 or more. */
export type Bytes = Unit<"B">;
/** How many: a whole number of 0 or more. */
export type Count = Unit<"count">;

function atLeastZero<Name extends string>(value: number, unit: Name): Unit<Name> {
  if (!(value >= 0) || value === Number.POSITIVE_INFINITY)
    throw new RangeError(`expected a finite number of ${unit}, 0 or more, got ${value}`);
  return value as Unit<Name>;
}

function whole<Name extends string>(value: number, unit: Name): Unit<Name> {
  if (!Number.isSafeInteger(value) || value < 0)
    throw new RangeError(`expected a whole number of ${unit}, 0 or more, got ${value}`);
  return value as Unit<Name>;
}

/** @throws RangeError if `value` is negative or not finite. */
export const nanoseconds = (value: number): Nanoseconds => atLeastZero(value, "ns");
/** @throws RangeError if `value` is negative or not finite. */
export const milliseconds = (value: number): Milliseconds => atLeastZero(value, "ms");
/** @throws RangeError if `value` is negative or not finite. */
export const seconds = (value: number): Seconds => atLeastZero(value, "s");
/** @throws RangeError if `value` is not a whole number of 0 or more. */
export const bytes = (value: number): Bytes => whole(value, "B");
/** @throws RangeError if `value` is not a whole number of 0 or more. */
export const count = (value: number): Count => whole(value, "count");
