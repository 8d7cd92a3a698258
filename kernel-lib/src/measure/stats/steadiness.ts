import { isotonicFit } from "./isotonic-fit.js";
import { mannKendall } from "./mann-kendall.js";
import { median } from "./median.js";
import { noiseOfDifferences } from "./noise-of-differences.js";
import { type Sample, sample } from "./sample.js";
import { strongestCycle } from "./strongest-cycle.js";
import { widestShift } from "./widest-shift.js";
import { withoutSlowTurns } from "./without-slow-turns.js";

/** How a process behaved from turn to turn. */
export type Steadiness = "steady" | "drifting" | "cyclic" | "none";

/** Fewer turns say too little; the rates below were measured from here on. */
export const FEWEST_TURNS = 20;
/** Changes up to this are of no interest, on the log axis. */
const SMALL = Math.log(1.01);
/** Error of the trend test. */
const TREND = 0.001;
/** White noise passes this in under 0.1 % of series: see strongest-cycle.ts. */
const CYCLE = 4.2;
/** Turns that a shift of level lasts at least; fewer are slow turns. */
const SHORTEST = 4;
/** White noise with 5 % of slow turns passes this in about 0.3 % of series, 20 … 60 turns. */
const SHIFT = 7.5;

/**
 * Classifies the times per call of the successive turns of one process, in the spirit of Barrett et al. (OOPSLA '17), on their logs:
 *
 * - `cyclic`: a pattern that repeats (autocorrelation at a lag of 2 … n/2 above what noise reaches) with an amplitude above 1 %;
 * - `none`: a stretch of four turns or more at another level (by over 1 % and 1.5 noise spreads) that no trend explains;
 * - `drifting`: a monotone trend (Mann–Kendall, p < 0.001), the medians of the first and the last quarter apart by over 1 % and 2 noise spreads;
 * - `steady`: none of these.
 *
 * Noise is measured by first differences. Single slow turns (a garbage collection, another process), up to three in a row and a fifth of
 * all, are put aside before.
 *
 * Measured on simulated series of 20, 32 and 60 turns, 5 % of the turns 1.5x slow, 10,000 of each: white noise of 0.2–3 % is called steady in 99.4–99.9 %; a
 * drift of 5 % at 0.5 % noise drifting in 99.2–99.7 %; a quarter of the turns 5 % slower none in 99.9 %. Of 2,000 sines each, 5 % from trough to peak, periods of
 * 2–10 turns, 0.5 % noise, without slow turns 99 % or more are called cyclic from 26 turns on (77–100 % of those of 20); with them 88–99 % at 32
 * turns, 73–90 % at 26 and 55–76 % at 20. What has a memory is not noise: AR(1) at 0.5 is called unsteady in 5–12 %.
 * O(n^3) in the trend test, under a millisecond.
 * @throws RangeError if there are fewer than 20 turns or a time is not above 0 and finite.
 */
export function steadiness(series: readonly number[]): Steadiness {
  if (series.length < FEWEST_TURNS)
    throw new RangeError(`steadiness is judged from ${FEWEST_TURNS} turns on, got ${series.length}`);
  const bad = series.find((time) => !(time > 0));
  if (bad !== undefined) throw new RangeError(`a time is above 0, got ${bad}`);
  const times = sample(series.map(Math.log));
  const turns = withoutSlowTurns(times, noiseOfDifferences(times));
  const noise = noiseOfDifferences(turns);
  const { s, p } = mannKendall(turns);
  const trending = p < TREND;
  const rest = trending ? withoutTrend(turns, Math.sign(s)) : turns;
  if (isCyclic(rest)) return "cyclic";
  if (hasShift(rest, noise)) return "none";
  return trending && changeOf(turns) > Math.max(SMALL, 2 * noise) ? "drifting" : "steady";
}

/** What is left beside the nearest monotone series. */
function withoutTrend(turns: Sample, direction: number): Sample {
  const fit = isotonicFit(sample(turns.map((turn) => direction * turn)));
  return sample(turns.map((turn, place) => turn - direction * (fit[place] ?? 0)));
}

function isCyclic(turns: Sample): boolean {
  const cycle = strongestCycle(turns);
  return cycle !== null && cycle.weight > CYCLE && cycle.amplitude > SMALL;
}

/** The medians must differ too, so that a few slow values that are left make no level. */
function hasShift(turns: Sample, noise: number): boolean {
  const shift = widestShift(turns, SHORTEST);
  if (shift === null || Math.abs(shift.weight) <= SHIFT * noise) return false;
  const inside = median(sample(turns.slice(shift.from, shift.to)));
  const outside = median(sample([...turns.slice(0, shift.from), ...turns.slice(shift.to)]));
  return Math.abs(inside - outside) > Math.max(SMALL, 1.5 * noise);
}

function changeOf(turns: Sample): number {
  const quarter = Math.ceil(turns.length / 4);
  return Math.abs(median(sample(turns.slice(-quarter))) - median(sample(turns.slice(0, quarter))));
}
