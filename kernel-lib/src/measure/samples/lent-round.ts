import type { WorkloadKind } from "../../base/subject.js";
import type { Round } from "./round.js";

/** A round of another family's sentinel, as it lies in the folder of the job that it was lent to: one line of lent.jsonl. */
export interface LentRound {
  readonly schema: 1;
  readonly kind: WorkloadKind;
  /** The family that ran it. */
  readonly lentBy: string;
  /** Contestant ids, and the true ratio of `plus` over `base`. */
  readonly sentinel: { readonly base: string; readonly again: string; readonly plus: string; readonly known: number };
  /** The whole round, but of its contestants the sentinel's alone. */
  readonly round: Round;
}
