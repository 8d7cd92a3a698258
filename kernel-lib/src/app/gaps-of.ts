import type { FamilyResult } from "../measure/verdict/family-result.js";

/** Something that was asked for and did not happen. */
export interface Gap {
  /** "family sql", "sql: asyncpg at execute-select", "notebook 04-query-builder.ipynb" */
  readonly part: string;
  readonly reason: string;
}

/**
 * What is missing in a result that should be there: arms that failed or could not start, services that did not. What an arm cannot hold was never to be
 * had, and an undecided ratio was measured. One gap for each reason, naming all that it took away.
 */
export function gapsOf(result: FamilyResult): Gap[] {
  const byReason = new Map<string, string[]>();
  for (const { case: at, arm, reason, cannotHold } of result.notMeasured) {
    if (cannotHold) continue;
    const what = at === "*" ? arm : `${arm} at ${at}`;
    // A failure says where it happened: that is in `part` already, and would make one missing binary as many gaps as cases.
    const why = reason.replace(`arm "${arm}" at case "${at}" `, "").replace(`arm "${arm}" at case "${at}": `, "");
    byReason.set(why, [...(byReason.get(why) ?? []), what]);
  }
  return [...byReason].map(([reason, parts]) => ({ part: `${result.family}: ${parts.join(", ")}`, reason }));
}
