const grouping = (decimals: number) =>
  new Intl.NumberFormat("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

/** A number with exactly `decimals` digits after the point and separated thousands: 1234.5 -> "1,234.50". */
export function fixed(value: number, decimals: number): string {
  return grouping(decimals).format(value);
}

/** Decimals that show `value` with `significant` digits: 0.5401 with 3 -> 3, 123 with 3 -> 0. */
export function decimalsFor(value: number, significant: number): number {
  if (value === 0) return 0;
  const rounded = Math.abs(Number(value.toPrecision(significant)));
  return Math.min(12, Math.max(0, significant - 1 - Math.floor(Math.log10(rounded))));
}

/** A number with `significant` digits, never in exponent form: 0.00123, 71.2, 1,230. */
export function formatNumber(value: number, significant = 3): string {
  return fixed(Number(value.toPrecision(significant)), decimalsFor(value, significant));
}

/**
 * Decimals for a value and its interval: enough to show the interval's width, at least two and at most four
 * significant digits of the value.
 */
export function decimalsForInterval(value: number, low: number, high: number): number {
  const width = Math.abs(high - low);
  const wanted = width > 0 ? Math.max(0, -Math.floor(Math.log10(width))) : Number.POSITIVE_INFINITY;
  // Of 0 the interval alone tells how fine it is known.
  const size = value === 0 ? Math.max(Math.abs(low), Math.abs(high)) : value;
  return Math.min(Math.max(wanted, decimalsFor(size, 2)), decimalsFor(size, 4));
}

/** A share as percent, without trailing zeros: 0.95 -> "95 %", 0.9998 -> "99.98 %". */
export function formatPercent(share: number, significant = 4): string {
  return `${Number((share * 100).toPrecision(significant)).toLocaleString("en-US", { maximumFractionDigits: 6 })} %`;
}

/**
 * A value with its interval as texts: value, low, high with the same decimals; where the interval spans more than a factor of twenty, each
 * with two digits of its own.
 */
export function formatInterval(value: number, low: number, high: number): [value: string, low: string, high: string] {
  if (low > 0 && high / low > 20) return [formatNumber(value, 2), formatNumber(low, 2), formatNumber(high, 2)];
  const decimals = decimalsForInterval(value, low, high);
  return [fixed(value, decimals), fixed(low, decimals), fixed(high, decimals)];
}
