import type { Environment } from "../environment/environment.js";
import { machineLevel } from "../environment/machine-level.js";
import { roundFlagIds, roundFlags } from "../environment/round-flags.js";
import type { Round } from "../samples/round.js";
import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";
import type { RoundsSummary } from "./family-result.js";
import { harnessShare } from "./harness-share.js";

/** What a job's rounds met. Pure. */
export function roundsSummary(
  rounds: readonly Round[],
  environment: Pick<Environment, "memoryBytes" | "os">,
): RoundsSummary {
  const level = machineLevel(rounds, environment);
  const flagged = rounds.map((round) => roundFlags(round, level));
  const counts = roundFlagIds.map((id) => [id, flagged.filter((flags) => flags.includes(id)).length] as const);
  const spins = rounds.flatMap((round) => round.environment.spin);
  return {
    total: rounds.length,
    quiet: flagged.filter((flags) => flags.length === 0).length,
    flags: Object.fromEntries(counts.filter(([, count]) => count > 0)),
    seconds: rounds.reduce((sum, { seconds }) => sum + seconds, 0),
    harnessShare: harnessShare(rounds),
    medianSteal: middle(rounds.map((round) => round.environment.steal)),
    medianForeignCpu: middle(rounds.map((round) => round.environment.foreignCpu)),
    waited: waitedShare(rounds),
    spinSpread: spins.length === 0 ? null : Math.max(...spins) / Math.min(...spins) - 1,
  };
}

function waitedShare(rounds: readonly Round[]): number | null {
  let [timed, waited] = [0, 0];
  for (const { turns, waits } of rounds.flatMap(({ contestants }) => contestants)) {
    if (waits === null) continue;
    timed += turns.reduce((sum, turn) => sum + turn, 0);
    waited += waits.reduce((sum, wait) => sum + wait, 0);
  }
  return timed === 0 ? null : waited / timed;
}

function middle(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(sample(known));
}
