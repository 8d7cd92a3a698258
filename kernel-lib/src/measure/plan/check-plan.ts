import { LabError } from "../../base/lab-error.js";
import type { Plan } from "./plan.js";

/**
 * Checks what `makePlan` always holds to, in a plan that may have been made elsewhere: that every name is given once, that whatever is named is
 * there, and that ratios have rounds and a budget to be decided in. O(plan).
 * @throws LabError "plan-invalid", naming family and fault.
 */
export function checkPlan(plan: Plan): void {
  const fault = namedTwice(plan) ?? unknownName(plan) ?? nothingToSpend(plan);
  if (fault !== undefined)
    throw new LabError("plan-invalid", `the plan of family "${plan.family}" ${fault}`, {
      remedy: "Make the plan anew from the family file.",
      data: { family: plan.family, hash: plan.hash },
    });
}

function namedTwice({ arms, cases, scenarios, groups, ratios }: Plan): string | undefined {
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["arm", arms.map(({ name }) => name)],
    ["case or scenario", [...cases, ...scenarios].map(({ name }) => name)],
    ["group", groups.map(({ name }) => name)],
    ["claim", ratios.map(({ claim }) => claim)],
    ...groups.map(
      ({ name, contestants }) => [`contestant of group "${name}"`, contestants.map(({ id }) => id)] as const,
    ),
  ];
  for (const [what, names] of lists) {
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined) return `names ${what} "${twice}" twice`;
  }
  return undefined;
}

function unknownName({ arms, cases, groups, ratios, source }: Plan): string | undefined {
  const armNames = new Set(arms.map(({ name }) => name));
  const caseNames = new Set(cases.map(({ name }) => name));
  for (const { arm, case: at } of [...source, ...groups.flatMap(({ contestants }) => contestants)]) {
    if (!armNames.has(arm)) return `measures arm "${arm}", which it does not have`;
    if (!caseNames.has(at)) return `measures case "${at}", which it does not have`;
  }
  for (const { claim, group, arm, against } of ratios) {
    const contestants = groups.find(({ name }) => name === group)?.contestants.map(({ id }) => id) ?? [];
    const missing = [arm, against].find((id) => !contestants.includes(id));
    if (missing !== undefined) return `claims "${claim}", but group "${group}" has no contestant "${missing}"`;
  }
  return undefined;
}

function nothingToSpend({ ratios, profile }: Plan): string | undefined {
  if (ratios.length === 0) return undefined;
  const { looks, spending, budget, turnsPerRound } = profile;
  if (!(budget > 0)) return `has a budget of ${budget} s for its ${ratios.length} ratios`;
  if (!looks.every((look, place) => look > (looks[place - 1] ?? 0)) || looks.length === 0)
    return `looks at its rounds after ${looks.join(", ") || "none"}: at least one round, and more each time, are needed`;
  if (spending.length !== looks.length)
    return `spends its error over ${spending.length} looks, and takes ${looks.length}`;
  if (!(turnsPerRound > 0)) return `takes ${turnsPerRound} turns a round`;
  return undefined;
}
