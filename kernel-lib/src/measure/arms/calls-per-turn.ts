/** How many calls a contestant does in each turn of a round. */
export interface TurnCalls {
  readonly leadIn: number;
  /** Calls that are done while counted. */
  readonly done: number;
  /** Calls that are reported: `done / work`, so that the true ratio of a contestant with work 1.03 is known by count. */
  readonly reported: number;
}

/** Contestants whose speeds differ by less than this do equally many calls. */
const ALIKE = 1.5;

/**
 * Fixes the calls of each turn from the pilot's times: so many as fill `turn` nanoseconds, lead-in included, at least one counted. Contestants
 * within 1.5x of each other get the same number (the middle one's), so that a turn's fixed costs fall on them alike.
 */
export function callsPerTurn(
  contestants: readonly { readonly perCall: number; readonly work: number }[],
  turn: number,
  leadIn: number,
): readonly TurnCalls[] {
  const ascending = [...new Set(contestants.map(({ perCall }) => perCall))].sort((a, b) => a - b);
  return contestants.map(({ perCall, work }) => {
    const alike = clusterOf(ascending, perCall);
    const middle = alike[alike.length >> 1] ?? perCall;
    const all = Math.max(1, Math.round(turn / middle));
    const before = Math.min(all - 1, Math.round(all * leadIn));
    const done = Math.max(1, Math.round((all - before) * work));
    return { leadIn: before, done, reported: done / work };
  });
}

/** The times that lie within 1.5x of the first of their cluster, walking up. */
function clusterOf(ascending: readonly number[], perCall: number): readonly number[] {
  let cluster: number[] = [];
  for (const each of ascending) {
    if (each >= (cluster[0] ?? each) * ALIKE) {
      if (cluster.includes(perCall)) break;
      cluster = [];
    }
    cluster.push(each);
  }
  return cluster;
}
