import type { Plan } from "./plan/plan.js";
import type { Round } from "./samples/round.js";

/** How long the jobs of one measurement may take together, seconds. */
export interface Budgets {
  /** Further runs of the source lanes begin only within it; the first run of every arm and case is made in any case. */
  readonly sourceSeconds: number;
  /** Further runs of scenarios begin only within it, as `nextPlays` says; the first run of every arm is made in any case. */
  readonly scenarioSeconds: number;
  /** All rounds; null: each job has that of its profile. */
  readonly roundSeconds: number | null;
}

/** The budgets that the plans' profile names: one family's own, or that of the whole. */
export function budgetsOf(plans: readonly Plan[]): Budgets {
  const [first] = plans;
  const whole = plans.length > 1 ? first?.profile.whole : null;
  if (whole) return { sourceSeconds: whole.source, scenarioSeconds: whole.scenarios, roundSeconds: whole.rounds };
  const each = plans.map(({ profile }) => profile.source.budget ?? Number.POSITIVE_INFINITY);
  const sourceSeconds = each.reduce((sum, seconds) => sum + seconds, 0);
  return { sourceSeconds, scenarioSeconds: Number.POSITIVE_INFINITY, roundSeconds: null };
}

/** Wall time that the claim lane has spent on these jobs, seconds: their rounds, and what lay between. */
export const spentBy = (jobs: readonly { readonly rounds: readonly Round[] }[]): number =>
  jobs.reduce(
    (sum, { rounds }) =>
      sum + rounds.reduce((all, { seconds, betweenSeconds = 0 }) => all + seconds + betweenSeconds, 0),
    0,
  );
