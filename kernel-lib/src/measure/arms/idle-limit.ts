import type { Round } from "../samples/round.js";

/** What a process may use while it should be still: 1 % of the time … */
const SHARE = 0.01;
/** … and the falling asleep and waking up of each turn (0.05 to 0.1 ms were measured on a quiet machine, 2 vCPUs). Milliseconds. */
const WAKING = 0.15;

/** Ids of the contestants of a round that used more CPU time in the others' turns than being told to take turns explains. */
export function busyInOthersTurns(round: Round): readonly string[] {
  const perLap = round.contestants.map(
    ({ turns, leadIns }) => [...turns, ...leadIns].reduce((sum, time) => sum + time, 0) / turns.length / 1e6,
  );
  const lap = perLap.reduce((sum, time) => sum + time, 0);
  return round.contestants
    .filter(({ idleCpu }, place) => idleCpu > SHARE + WAKING / Math.max(WAKING, lap - (perLap[place] ?? 0)))
    .map(({ id }) => id);
}
