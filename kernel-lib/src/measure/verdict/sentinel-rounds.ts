import type { Sentinel } from "../plan/plan.js";
import type { LentRound } from "../samples/lent-round.js";
import type { Round } from "../samples/round.js";

/** The rounds that a kind's sentinel is judged by, and who ran them. */
export interface SentinelRounds {
  readonly sentinel: Pick<Sentinel, "kind" | "base" | "again" | "plus" | "known">;
  readonly rounds: readonly Round[];
  /** The family that lent them; null where they are the job's own. */
  readonly lentBy: string | null;
}

/** The job's own rounds of a sentinel, or those of another family's sentinel of the kind where more of them were lent. Pure. */
export function sentinelRounds(
  sentinel: Sentinel,
  rounds: readonly Round[],
  lent: readonly LentRound[],
): SentinelRounds {
  const own = rounds.filter(
    ({ group, contestants }) =>
      group === sentinel.group &&
      [sentinel.base, sentinel.again].every((id) => contestants.some((each) => each.id === id)),
  );
  const borrowed = lent.filter(({ kind }) => kind === sentinel.kind);
  const [first] = borrowed;
  if (first === undefined || borrowed.length <= own.length) return { sentinel, rounds: own, lentBy: null };
  return {
    sentinel: { kind: first.kind, ...first.sentinel },
    rounds: borrowed.map(({ round }) => round),
    lentBy: first.lentBy,
  };
}
