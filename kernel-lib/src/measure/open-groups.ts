import type { Lending } from "./lending.js";
import type { Group, PlannedRatio } from "./plan/plan.js";
import type { RunningJob } from "./running-job.js";
import { isDecided } from "./verdict/judge-ratio.js";

/** A group that still needs rounds. */
export interface OpenGroup {
  readonly job: RunningJob;
  /** Without the contestants that failed, and those of a sentinel that another job runs. */
  readonly group: Group;
  /** Its rounds so far. */
  readonly rounds: number;
  /** Ratios that it can still decide; none in a group that goes on for its sentinel alone. */
  readonly ratios: readonly PlannedRatio[];
  /** True where it must go on because some verdict waits for its sentinel. */
  readonly control: boolean;
  /** The number of rounds at which it is looked at next. */
  readonly nextLook: number;
}

/** Finds the groups that still need rounds; remembers what a look said, so that none is computed twice. */
export class OpenGroups {
  readonly #lending: Lending;
  readonly #seen = new Map<string, boolean>();

  constructor(lending: Lending) {
    this.#lending = lending;
  }

  of(job: RunningJob): readonly OpenGroup[] {
    const { plan } = job;
    if (job.failure !== null) return [];
    const { looks } = plan.profile;
    const last = looks.at(-1) ?? 0;
    const first = looks[0] ?? 0;
    return plan.groups.flatMap((planned): readonly OpenGroup[] => {
      const contestants = this.#contestantsOf(job, planned);
      const present = new Set(contestants.map(({ id }) => id));
      const group = { ...planned, contestants };
      const rounds = job.rounds.filter((round) => round.group === planned.name).length;
      const ratios = plan.ratios.filter(
        (ratio) => ratio.group === planned.name && present.has(ratio.arm) && present.has(ratio.against),
      );
      const wantsRounds = ratios.length > 0 && rounds < last && !this.#allDecided(job, ratios, rounds);
      const control = rounds < first && this.#isAwaited(job, planned, present);
      const nextLook = looks.find((count) => count > rounds) ?? last;
      return wantsRounds || control ? [{ job, group, rounds, ratios, control, nextLook }] : [];
    });
  }

  #contestantsOf(job: RunningJob, group: Group): Group["contestants"] {
    const elsewhere = job.plan.sentinels
      .filter((each) => each.group === group.name && this.#lending.isBorrowed(job, each.kind))
      .flatMap(({ again, plus }) => [again, plus]);
    return group.contestants.filter(({ id, arm, case: at }) => !elsewhere.includes(id) && !job.isLeftOut(arm, at));
  }

  /** True if a sentinel of this group is here and some ratio of its kind can still be measured, in this job or in one that borrows it. */
  #isAwaited(job: RunningJob, group: Group, present: ReadonlySet<string>): boolean {
    return job.plan.sentinels
      .filter((each) => each.group === group.name && present.has(each.again) && present.has(each.base))
      .some((sentinel) => [job, ...this.#lending.borrowersOf(job, sentinel)].some(hasRatio));
  }

  #allDecided(job: RunningJob, ratios: readonly PlannedRatio[], rounds: number): boolean {
    const look = job.plan.profile.looks.findLast((count) => count <= rounds) ?? 0;
    const key = JSON.stringify([job.plan.hash, ratios.map(({ claim }) => claim), look]);
    const seen = this.#seen.get(key);
    if (seen !== undefined) return seen;
    const all = ratios.every((ratio) => isDecided(job.plan, ratio, job.rounds, job.lent));
    this.#seen.set(key, all);
    return all;
  }
}

/** True if any ratio of the job can still be measured at all. */
const hasRatio = (job: RunningJob): boolean =>
  job.failure === null &&
  job.plan.ratios.some((ratio) => {
    const group = job.plan.groups.find(({ name }) => name === ratio.group);
    return group?.contestants
      .filter(({ id }) => id === ratio.arm || id === ratio.against)
      .every((each) => !job.isLeftOut(each.arm, each.case));
  });
