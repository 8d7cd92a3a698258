import type { WorkloadKind } from "../base/subject.js";
import type { Plan, Sentinel } from "./plan/plan.js";
import type { RunningJob } from "./running-job.js";
import type { LentRound } from "./samples/lent-round.js";
import type { Round } from "./samples/round.js";

interface Loan {
  readonly lender: RunningJob;
  readonly sentinel: Sentinel;
  readonly borrowers: readonly RunningJob[];
}

/**
 * Who runs which kind's sentinel where several families are measured together: the first job (in order) that has the kind and whose sentinel's arm has
 * not failed; the others get its rounds written into their own folders, so that each result stays a function of its folder. A
 * job that has rounds of its own sentinel already keeps it.
 */
export class Lending {
  readonly #loans: readonly Loan[];

  constructor(jobs: readonly RunningJob[]) {
    const kinds = [...new Set(jobs.flatMap(({ plan }) => plan.sentinels.map(({ kind }) => kind)))];
    this.#loans = kinds.flatMap((kind) => loanOf(kind, jobs) ?? []);
    for (const { lender, sentinel } of this.#loans)
      for (const round of lender.rounds.filter(({ group }) => group === sentinel.group)) this.passOn(lender, round);
  }

  /** True where another job runs this job's sentinel of a kind. */
  isBorrowed(job: RunningJob, kind: WorkloadKind): boolean {
    return this.#loans.some((loan) => loan.sentinel.kind === kind && loan.borrowers.includes(job));
  }

  /** The jobs that wait for rounds of this job's sentinel. */
  borrowersOf(job: RunningJob, sentinel: Sentinel): readonly RunningJob[] {
    return this.#loans.find((loan) => loan.lender === job && loan.sentinel === sentinel)?.borrowers ?? [];
  }

  /** Told of each new round: writes it into the folders of those that borrow from its group. */
  passOn(job: RunningJob, round: Round): void {
    for (const { lender, sentinel, borrowers } of this.#loans) {
      if (lender !== job || sentinel.group !== round.group) continue;
      const lent = lentRound(lender.plan, sentinel, round);
      if (lent === null) continue;
      for (const borrower of borrowers)
        if (!borrower.lent.some((each) => each.kind === lent.kind && each.round.number === round.number))
          borrower.addLent(lent);
    }
  }
}

function loanOf(kind: WorkloadKind, jobs: readonly RunningJob[]): Loan | null {
  const sentinelOf = ({ plan }: RunningJob) => plan.sentinels.find((each) => each.kind === kind);
  const having = jobs.filter((job) => job.failure === null && sentinelOf(job) !== undefined);
  const lender = having.find((job) => {
    const sentinel = sentinelOf(job);
    const group = job.plan.groups.find(({ name }) => name === sentinel?.group);
    const base = group?.contestants.find(({ id }) => id === sentinel?.base);
    return base !== undefined && !job.isLeftOut(base.arm, base.case);
  });
  const sentinel = lender && sentinelOf(lender);
  if (lender === undefined || sentinel === undefined) return null;
  const borrowers = having.filter(
    (job) => job !== lender && !hasOwn(job, sentinelOf(job)) && !hasOther(job, lender, kind),
  );
  return { lender, sentinel, borrowers };
}

const hasOwn = (job: RunningJob, sentinel: Sentinel | undefined): boolean =>
  job.rounds.some(
    ({ group, contestants }) => group === sentinel?.group && contestants.some(({ id }) => id === sentinel.again),
  );

/** True where another family lent rounds before the job was interrupted: rounds of two lenders are never mixed. */
const hasOther = (job: RunningJob, lender: RunningJob, kind: WorkloadKind): boolean =>
  job.lent.some((each) => each.kind === kind && each.lentBy !== lender.plan.family);

/** Null where the sentinel's contestants were not all in the round. */
function lentRound({ family }: Plan, { kind, base, again, plus, known }: Sentinel, round: Round): LentRound | null {
  const contestants = round.contestants.filter(({ id }) => [base, again, plus].includes(id));
  if (contestants.length < 3) return null;
  return { schema: 1, kind, lentBy: family, sentinel: { base, again, plus, known }, round: { ...round, contestants } };
}
