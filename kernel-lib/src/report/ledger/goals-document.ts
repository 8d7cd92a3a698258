import { LabError } from "../../base/lab-error.js";
import type { EvaluatedClaim, GoalState } from "./evaluate-claims.js";
import { families } from "./families.js";

/** One row of `kernel-lib goals --json`. */
export interface GoalRow {
  readonly id: string;
  readonly family: string;
  readonly text: string;
  readonly target: number | readonly [number, number];
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly state: GoalState;
  readonly run: string | null;
  readonly reason: string | null;
}

/** The document of `kernel-lib goals [<family>…] --json`. */
export interface GoalsDocument {
  readonly schema: 1;
  readonly goals: readonly GoalRow[];
}

/**
 * The goals of the named families, of all where none is named. A family without goals gives no row.
 * @throws LabError "unknown-family" listing the families.
 */
export function goalsDocument(evaluated: readonly EvaluatedClaim[], asked: readonly string[]): GoalsDocument {
  const known: readonly string[] = families;
  const unknown = asked.filter((family) => !known.includes(family));
  if (unknown.length > 0)
    throw new LabError(
      "unknown-family",
      `there are no goals of the family ${unknown.map((one) => `"${one}"`).join(", ")}`,
      {
        data: { unknown, families },
        remedy: `name one of: ${families.join(" ")}`,
      },
    );
  const wanted = evaluated.filter(
    ({ entry }) => entry.origin === "goal" && (asked.length === 0 || asked.includes(entry.family)),
  );
  const goals = wanted.map(({ entry, value, low, high, state, run, reason }): GoalRow => {
    const { id, family, text, target } = entry;
    return { id, family, text, target, value, low, high, state: state as GoalState, run, reason };
  });
  return { schema: 1, goals };
}

/** True only if there is at least one goal and each is met: the exit code of `goals`. */
export const allMet = (document: GoalsDocument): boolean =>
  document.goals.length > 0 && document.goals.every((goal) => goal.state === "met");
