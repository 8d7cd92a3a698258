/** What a round tells of where its time went, seconds. */
export interface RoundTime {
  readonly seconds: number;
  /** Of the lane, between the round before and this one; absent in older rounds. */
  readonly betweenSeconds?: number | undefined;
  /** Wall time of the arms' warm-up and turns; null in older rounds. */
  readonly workSeconds: number | null;
}

/**
 * The share of rounds' wall time in which no arm warmed up or took its turn: starting, checking, collecting, choosing, writing. 0–1; null where no round tells. Rounds
 * that do not tell are left out. Pure.
 */
export function harnessShare(rounds: readonly RoundTime[]): number | null {
  let whole = 0;
  let work = 0;
  for (const { seconds, betweenSeconds = 0, workSeconds } of rounds) {
    if (workSeconds === null) continue;
    whole += seconds + betweenSeconds;
    work += workSeconds;
  }
  return whole === 0 ? null : 1 - work / whole;
}
