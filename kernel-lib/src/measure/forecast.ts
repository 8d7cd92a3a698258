import { type Budgets, spentBy } from "./budgets.js";
import type { OpenGroups } from "./open-groups.js";
import type { PlannedScenario } from "./plan/plan.js";
import { plannedContestantSeconds, roundSeconds } from "./round-seconds.js";
import type { RunningJob } from "./running-job.js";
import { missingPlays } from "./scenario-lane.js";
import { nextOpenGroup } from "./schedule/next-open-group.js";
import { missingOf } from "./source-lane.js";

/** Before anything was measured (2 vCPUs): one arm at one case of the source lane, and a scenario beside its load, seconds. */
const SOURCE = 0.3;
const PLAY = 1.5;
/** Before a ratio has told anything it is taken to need so many times the rounds of the first look: most are decided there, some later. */
const TYPICAL = 1.2;
/** One that has told something is, before its first look, still taken to need so many times its rounds: the first look leaves some open that seemed decided. */
const AT_LEAST = 1.1;
/** So many rounds of a ratio tell of its spread. */
const TELLING = 5;

/**
 * How long a measurement still takes: what is missing of each lane of all jobs, at the pace of what was measured of it so far (of the family, else of all,
 * else a constant), within the budgets. Knows no clock: it is told how long things took.
 */
export class Forecast {
  readonly #jobs: readonly RunningJob[];
  readonly #budgets: Budgets;
  /** Seconds and times of each step, by name. */
  readonly #took = new Map<string, { seconds: number; times: number }>();
  #sourceOpen = true;
  #scenariosOpen = true;
  #groups: OpenGroups | undefined;

  constructor(jobs: readonly RunningJob[], budgets: Budgets) {
    this.#jobs = jobs;
    this.#budgets = budgets;
  }

  /** One arm at one case, in one run. */
  sourceTook(family: string, seconds: number): void {
    this.#note("source", seconds);
    this.#note(`source ${family}`, seconds);
  }

  /** Nothing more is to come of the source lane: done, or its budget is spent. */
  sourceEnded(): void {
    this.#sourceOpen = false;
  }

  scenarioTook(family: string, scenario: string, seconds: number): void {
    this.#note("scenarios", seconds);
    this.#note(`${family}/${scenario}`, seconds);
  }

  /** Nothing more is to come of the scenarios: done, or their budget is spent. */
  scenariosEnded(): void {
    this.#scenariosOpen = false;
  }

  roundsBegin(groups: OpenGroups): void {
    this.#groups = groups;
  }

  /** Seconds until the end of the measurement. */
  get secondsLeft(): number {
    const jobs = this.#jobs.filter(({ failure }) => failure === null);
    return this.#source(jobs) + this.#scenarios(jobs) + this.#rounds(jobs);
  }

  #source(jobs: readonly RunningJob[]): number {
    if (!this.#sourceOpen) return 0;
    let first = 0;
    let later = 0;
    for (const job of jobs) {
      const each = this.#mean(`source ${job.plan.family}`) ?? this.#mean("source") ?? SOURCE;
      for (let run = 0; run < job.plan.profile.source.runs; run++) {
        const missing = job.plan.arms.reduce((sum, { name }) => sum + missingOf(job, name, run).length, 0);
        if (run === 0) first += missing * each;
        else later += missing * each;
      }
    }
    const spent = this.#took.get("source")?.seconds ?? 0;
    return first + Math.min(later, Math.max(0, this.#budgets.sourceSeconds - spent - first));
  }

  #scenarios(jobs: readonly RunningJob[]): number {
    if (!this.#scenariosOpen) return 0;
    const planned = ({ load }: PlannedScenario) => PLAY + (load === undefined ? 0 : load.seconds + load.warmUpSeconds);
    let first = 0;
    let later = 0;
    for (const job of jobs)
      for (const scenario of job.plan.scenarios) {
        const each = this.#mean(`${job.plan.family}/${scenario.name}`) ?? planned(scenario);
        for (const { run } of missingPlays(job, scenario)) {
          if (run === 0) first += each;
          else later += each;
        }
      }
    const spent = this.#took.get("scenarios")?.seconds ?? 0;
    return first + Math.min(later, Math.max(0, this.#budgets.scenarioSeconds - spent - first));
  }

  /** Each open group's rounds until its ratios are expected to be decided, within the budget. */
  #rounds(jobs: readonly RunningJob[]): number {
    const { roundSeconds: together } = this.#budgets;
    if (this.#groups !== undefined && nextOpenGroup(jobs, this.#groups, this.#budgets) === null) return 0;
    const each = jobs.map((job) => ({ needed: this.#roundsOf(job), left: job.plan.profile.budget - spentBy([job]) }));
    if (together === null) return each.reduce((sum, { needed, left }) => sum + Math.min(needed, Math.max(0, left)), 0);
    const needed = each.reduce((sum, job) => sum + job.needed, 0);
    return Math.min(needed, Math.max(0, together - spentBy(jobs)));
  }

  #roundsOf(job: RunningJob): number {
    const { plan } = job;
    const first = plan.profile.looks[0] ?? 0;
    const typical = TYPICAL * first;
    if (this.#groups === undefined) {
      const contestants = plan.groups.reduce((sum, group) => sum + group.contestants.length, 0);
      // The two contestants of a sentinel that an earlier job has, too, will be that one's.
      const earlier = this.#jobs.slice(0, this.#jobs.indexOf(job)).flatMap((each) => each.plan.sentinels);
      const lent = plan.sentinels.filter(({ kind }) => earlier.some((each) => each.kind === kind)).length;
      return (contestants - 2 * lent) * typical * plannedContestantSeconds(plan.profile);
    }
    const groups = this.#groups;
    const timeOf = roundSeconds(this.#jobs);
    return groups.of(job).reduce((sum, { group, rounds, ratios, nextLook }) => {
      const least = rounds < first ? AT_LEAST * first - rounds : 0;
      const needed = ratios.map((ratio) =>
        rounds < TELLING ? typical - rounds : Math.max(least, groups.needed(job, ratio)),
      );
      return sum + Math.max(nextLook - rounds, ...needed) * timeOf(job, group).seconds;
    }, 0);
  }

  #note(name: string, seconds: number): void {
    const so = this.#took.get(name) ?? { seconds: 0, times: 0 };
    this.#took.set(name, { seconds: so.seconds + seconds, times: so.times + 1 });
  }

  #mean(name: string): number | undefined {
    const took = this.#took.get(name);
    return took && took.seconds / took.times;
  }
}
