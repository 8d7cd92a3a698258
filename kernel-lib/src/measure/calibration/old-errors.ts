import type { Profile } from "../plan/profile.js";
import type { Random } from "../plan/random.js";
import { contains, type Interval } from "../stats/interval.js";
import { momentsOf } from "../stats/moments.js";
import { sample } from "../stats/sample.js";
import { welchInterval } from "../stats/welch.js";
import { bothDesigns, turnExperiments, turnsAsRepeats } from "./block-design.js";
import type { Estimate, OldError } from "./calibration-result.js";
import type { RecordedCell } from "./read-cells.js";
import { mostOf, replay } from "./replay.js";
import { share } from "./share.js";
import { spreadOf } from "./spread-of.js";
import { traceOf } from "./trace.js";

/** What the first place in a lap costs where order is fixed: the two per cent of a cache that the other arm left cold. */
const POSITION = Math.log(1.02);
const REPLAYS = 300;
/** Widths of fewer experiments are not compared. */
const LEAST = 3;

/**
 * Puts back, on the rounds that were recorded, the errors that other ways of measuring make, and says what a goal comes to then: a test of the goals as
 * much as of the errors. Of "sequential order" the processes were recorded alone, one after the other; of "fixed order" the cost of a place is simulated: our rounds have no fixed order to be recorded.
 */
export function oldErrors(
  cells: readonly RecordedCell[],
  {
    profile,
    margin,
    chance,
  }: { readonly profile: Profile; readonly margin: (at: string) => number; readonly chance: Random },
): readonly OldError[] {
  const same = cells.filter(({ question, rounds }) => question === "same" && rounds.length > 0);
  const pinned = same.filter(({ placement }) => placement === "all");
  const alone = cells.filter(({ question }) => question === "alone");
  return [
    ...pinned.flatMap((cell) => sequential(cell, alone)),
    ...pinned.flatMap(repeats),
    ...pinned.flatMap((cell) => fixedOrder(cell, profile, margin(cell.case), chance)),
    ...same.filter(({ placement }) => placement === "scheduler").flatMap((cell) => scheduler(cell, pinned)),
  ];
}

const percent = (misses: number, of: number): Estimate | null => {
  const found = share(misses, of);
  return found && { value: 100 * found.value, low: 100 * found.low, high: 100 * found.high };
};

const missed = (intervals: readonly Interval[]): Estimate | null =>
  percent(intervals.filter((each) => !contains(each, 0)).length, intervals.length);

function sequential({ case: at, regime, rounds }: RecordedCell, alone: readonly RecordedCell[]): readonly OldError[] {
  const one = alone.find((cell) => cell.case === at && cell.regime === regime);
  const { turns, blocks } = bothDesigns(rounds, one?.rounds ?? []);
  const [old, ours] = [missed(blocks), missed(turns)];
  if (old === null || ours === null || Math.min(turns.length, blocks.length) < LEAST) return [];
  const common = { id: "sequential order", regime, case: at } as const;
  const widths = (intervals: readonly Interval[]) =>
    momentsOf(sample(intervals.map(({ low, high }) => Math.log(high - low))));
  const wider = welchInterval(widths(blocks), widths(turns), 0.05);
  const width = { value: Math.exp(wider.point), low: Math.exp(wider.low), high: Math.exp(wider.high) };
  return [
    { ...common, goal: "95 % intervals that miss the truth", unit: "%", old, ours },
    {
      ...common,
      goal: "width of the interval in equal time",
      unit: "x",
      old: width,
      ours: { value: 1, low: 1, high: 1 },
    },
  ];
}

function repeats({ case: at, regime, rounds }: RecordedCell): readonly OldError[] {
  const old = missed(rounds.flatMap(turnsAsRepeats));
  const ours = missed(turnExperiments(rounds));
  if (old === null || ours === null) return [];
  const goal = "95 % intervals that miss the truth";
  return [{ id: "repeats in one process", regime, case: at, goal, unit: "%", old, ours }];
}

function fixedOrder(
  { case: at, regime, rounds }: RecordedCell,
  profile: Profile,
  margin: number,
  chance: Random,
): readonly OldError[] {
  const trace = traceOf(rounds).all;
  if (mostOf(trace) < (profile.looks[0] ?? 0)) return [];
  const wrong = (effect: number): Estimate | null => {
    const all = Array.from({ length: REPLAYS }, () => replay(trace, { profile, margin, effect, most: 27 }, chance));
    return percent(all.filter(({ decision }) => decision === "faster" || decision === "slower").length, REPLAYS);
  };
  // In a random order and its reverse each arm is first equally often: the cost of a place cancels.
  const [old, ours] = [wrong(POSITION), wrong(0)];
  if (old === null || ours === null) return [];
  return [{ id: "fixed order", regime, case: at, goal: "false verdicts on equal arms", unit: "%", old, ours }];
}

function scheduler(cell: RecordedCell, pinned: readonly RecordedCell[]): readonly OldError[] {
  const bound = pinned.find(({ case: at, regime }) => at === cell.case && regime === cell.regime);
  const old = spreadOf(traceOf(cell.rounds).all.means);
  const ours = bound === undefined ? null : spreadOf(traceOf(bound.rounds).all.means);
  if (old === null || ours === null) return [];
  const inPercent = ({ value, low, high }: Estimate) => ({ value: 100 * value, low: 100 * low, high: 100 * high });
  const common = { id: "placement by the scheduler", regime: cell.regime, case: cell.case } as const;
  return [
    { ...common, goal: "standard deviation of the log ratio", unit: "%", old: inPercent(old), ours: inPercent(ours) },
  ];
}
