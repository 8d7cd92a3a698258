import type { EvaluatedClaim } from "./evaluate-claims.js";

/** How a state reads in a table. */
export const stateWords: Readonly<Record<EvaluatedClaim["state"], string>> = {
  holds: "holds",
  reversed: "does not hold",
  "not shown": "undecided",
  "not measured": "not measured",
  met: "met",
  missed: "missed",
  undecided: "undecided",
};

/** What the source report's own figures say of a claim. */
export function bySourceWords({ entry, inSource }: Pick<EvaluatedClaim, "entry" | "inSource">): string {
  if (entry.origin !== "source") return "";
  return inSource === null ? "no figure printed" : inSource.holds ? "holds" : "does not hold";
}
