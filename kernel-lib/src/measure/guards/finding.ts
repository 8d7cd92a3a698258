/** What a guard found wrong with one contestant (or, for unequal flags, with a group of them). */
export interface Finding {
  /** Which guard: stable, lower-case with dashes. */
  readonly guard: GuardName;
  /** One plain sentence, with the numbers that it rests on. */
  readonly text: string;
  /** True where the times mean something else than they say, so that no verdict may rest on them; false where a caveat suffices. */
  readonly voids: boolean;
}

/** The guards. The checksum oracle is not among them: an arm whose answers are wrong fails (ArmFailure "arm-answers-wrong"). */
export type GuardName =
  | "not-linear"
  | "below-resolution"
  | "same-objects"
  | "keeps-results"
  | "late-work"
  | "never-still"
  | "helpers"
  | "grows"
  | "changes-inputs"
  | "changes-body"
  | "tampers"
  | "unequal-flags"
  | "prints"
  | "busy-in-others-turns"
  | "blind-fold";
