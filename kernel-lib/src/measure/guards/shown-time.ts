/** A time as findings show it: three digits, in the unit that suits it. */
export function shownTime(nanoseconds: number): string {
  const [divisor, unit] =
    nanoseconds < 1e3 ? [1, "ns"] : nanoseconds < 1e6 ? [1e3, "µs"] : nanoseconds < 1e9 ? [1e6, "ms"] : [1e9, "s"];
  return `${Number((nanoseconds / divisor).toPrecision(3))} ${unit}`;
}
