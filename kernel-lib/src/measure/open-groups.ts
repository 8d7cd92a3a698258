import type { Lending } from "./lending.js";
import type { Group, PlannedRatio } from "./plan/plan.js";
import type { RunningJob } from "./running-job.js";
import type { Round } from "./samples/round.js";
import { type Standing, standingOf, widestOf } from "./schedule/standing.js";
import { roundsNeeded } from "./verdict/judge-ratio.js";
import { floorOf } from "./verdict/judge-sentinel.js";
import { sentinelRounds } from "./verdict/sentinel-rounds.js";

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
  /** The look that was taken last, in rounds; 0 before the first. */
  readonly lastLook: number;
  /** The number of rounds at which it is looked at next. */
  readonly nextLook: number;
  /** How far its undecided ratios were from a decision at the last look. */
  readonly standing: Standing;
}

/** Finds the groups that still need rounds; remembers what a look said, so that none is computed twice. */
export class OpenGroups {
  readonly #lending: Lending;
  readonly #seen = new Map<string, Standing | null>();
  readonly #floor = new Map<string, number>();
  readonly #needed = new Map<string, number>();
  readonly #sorted = new Map<RunningJob, { upTo: number; readonly groups: Map<string, Round[]> }>();

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
      const rounds = this.#roundsOf(job, planned.name).length;
      const lastLook = looks.findLast((count) => count <= rounds) ?? 0;
      const nextLook = looks.find((count) => count > rounds) ?? last;
      const standings = rounds >= last ? [] : this.#standings(job, planned.name, present, lastLook);
      const control = rounds < first && this.#isAwaited(job, planned, present);
      if (standings.length === 0 && !control) return [];
      const ratios = standings.map(({ ratio }) => ratio);
      return [{ job, group, rounds, ratios, control, lastLook, nextLook, standing: widestOf(standings) }];
    });
  }

  /** How many more rounds a ratio is expected to need. @see roundsNeeded */
  needed(job: RunningJob, ratio: PlannedRatio): number {
    const key = JSON.stringify([job.plan.hash, ratio.claim, this.#roundsOf(job, ratio.group).length]);
    const known = this.#needed.get(key);
    if (known !== undefined) return known;
    const needed = roundsNeeded(job.plan, ratio, this.#telling(job, ratio), job.lent);
    this.#needed.set(key, needed);
    return needed;
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

  /** Of a group's ratios whose contestants are there those that the last look did not decide. */
  #standings(job: RunningJob, group: string, present: ReadonlySet<string>, look: number) {
    return job.plan.ratios
      .filter((ratio) => ratio.group === group && present.has(ratio.arm) && present.has(ratio.against))
      .flatMap((ratio) => {
        const standing = this.#standing(job, ratio, look);
        return standing === null ? [] : [{ ratio, ...standing }];
      });
  }

  /** Null where the ratio is decided. Computed once for each look and what its sentinel's floor, which may be the margin, was at the looks so far. */
  #standing(job: RunningJob, ratio: PlannedRatio, look: number): Standing | null {
    if (look === 0) return { width: Number.MAX_VALUE, decidable: true };
    const key = JSON.stringify([job.plan.hash, ratio.claim, look, this.#floors(job, ratio, look)]);
    const known = this.#seen.get(key);
    if (known !== undefined) return known;
    const standing = standingOf(job.plan, ratio, this.#telling(job, ratio), job.lent, look);
    this.#seen.set(key, standing);
    return standing;
  }

  /** The floor at each look up to `look`, where it is above the ratio's own margin, else that. */
  #floors(job: RunningJob, ratio: PlannedRatio, look: number): readonly number[] {
    const sentinel = sentinelOf(job, ratio);
    if (!sentinel) return [];
    const { plan, lent } = job;
    const { rounds, sentinel: judged } = sentinelRounds(sentinel, this.#roundsOf(job, sentinel.group), lent);
    return plan.profile.looks
      .filter((count) => count <= look)
      .map((count) => {
        const key = JSON.stringify([plan.hash, sentinel.kind, Math.min(count, rounds.length)]);
        const floor = this.#floor.get(key) ?? floorOf(judged, rounds, count) ?? 0;
        this.#floor.set(key, floor);
        return Math.max(ratio.margin, floor);
      });
  }

  /** Of all rounds of a job those that say something of a ratio: its group's and its sentinel's. */
  #telling(job: RunningJob, ratio: PlannedRatio): readonly Round[] {
    const control = sentinelOf(job, ratio)?.group ?? ratio.group;
    const own = this.#roundsOf(job, ratio.group);
    return control === ratio.group ? own : [...own, ...this.#roundsOf(job, control)];
  }

  /** A job's rounds are only ever added to: those that came since the last time are sorted in. */
  #roundsOf(job: RunningJob, name: string): readonly Round[] {
    const sorted = this.#sorted.get(job) ?? { upTo: 0, groups: new Map<string, Round[]>() };
    this.#sorted.set(job, sorted);
    for (; sorted.upTo < job.rounds.length; sorted.upTo++) {
      const round = job.rounds[sorted.upTo];
      if (round === undefined) break;
      const group = sorted.groups.get(round.group);
      if (group) group.push(round);
      else sorted.groups.set(round.group, [round]);
    }
    return sorted.groups.get(name) ?? [];
  }
}

const sentinelOf = ({ plan }: RunningJob, ratio: PlannedRatio) => {
  const kind = plan.cases.find(({ name }) => name === ratio.case)?.kind;
  return plan.sentinels.find((each) => each.kind === kind);
};

/** True if any ratio of the job can still be measured at all. */
const hasRatio = (job: RunningJob): boolean =>
  job.failure === null &&
  job.plan.ratios.some((ratio) => {
    const group = job.plan.groups.find(({ name }) => name === ratio.group);
    return group?.contestants
      .filter(({ id }) => id === ratio.arm || id === ratio.against)
      .every((each) => !job.isLeftOut(each.arm, each.case));
  });
