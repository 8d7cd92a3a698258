import { median } from "./median.js";
import { type Sample, sample } from "./sample.js";

/** Neighbours on each side whose median, with the value itself, says what a value should be; at the ends, as many from the one side. */
const REACH = 3;
/** A value is slow where it is above that median by more than so many noise spreads. In a cycle the noise is the amplitude: at 5, slow turns of 1.5x stay in. */
const SLOW = 3.5;
/** More than this share of slow values is no accident but what the series is: nothing is replaced. */
const MOST = 0.2;

/**
 * A series without single slow values: each that is above the median of the seven values around it by more than 3.5
 * `noise` spreads is replaced by that median (Hampel's filter, upwards only: other programs and garbage collections only add
 * time). Up to three slow values in a row go; four stay. Where more than a fifth of the values is slow, the series is given back as it is. O(n).
 */
export function withoutSlowTurns(series: Sample, noise: number): Sample {
  const last = Math.max(0, series.length - 2 * REACH - 1);
  const cleaned = series.map((value, place) => {
    const from = Math.min(Math.max(0, place - REACH), last);
    const near = median(sample(series.slice(from, from + 2 * REACH + 1)));
    return value > near + SLOW * noise ? near : value;
  });
  const slow = cleaned.filter((value, place) => value !== series[place]).length;
  return slow > MOST * series.length ? series : sample(cleaned);
}
