import { createHash } from "node:crypto";
import { LabError } from "../../base/lab-error.js";
import { seconds } from "../../base/units.js";
import { canonicalJson } from "./canonical-json.js";
import type { FamilyDescription } from "./family-description.js";
import { margins } from "./margins.js";
import type { Contestant, Group, NotMeasured, Plan, PlannedArm, PlannedCase, PlannedRatio, Sentinel } from "./plan.js";
import type { Profile } from "./profile.js";
import { takesPart } from "./takes-part.js";

/** Which arms of a family are to be compared with themselves at another commit. */
export interface BasePlanRequest {
  readonly description: FamilyDescription;
  /** The same family as the other commit has it. */
  readonly base: { readonly commit: string; readonly description: FamilyDescription };
  readonly profile: Profile;
  readonly seed: number;
  /** Only these cases; where absent all in which the arms take part, or under a profile of headlines those that have one. */
  readonly cases?: readonly string[];
  /** Where absent the family's main arm: the first one of its ratios. */
  readonly arms?: readonly string[];
  readonly inputs?: Readonly<Record<string, string>>;
}

/** Time for the rounds of one case, where the profile's own budget does not give as much. */
const CASE_SECONDS = 180;

/** The name of an arm as another commit has it. */
export const baseName = (arm: string): string => `${arm}@base`;

/**
 * Plans arms against themselves at another commit, as contestants of the same rounds: harness, cases and expected answers are this side's; of
 * the other commit come its family file and what that imports. Each ratio is arm over base: "slower" is a regression. Pure.
 * @throws LabError "profile-has-no-rounds", "unknown-case", "unknown-arm", "too-many-claims", "nothing-to-compare"
 */
export function basePlan(request: BasePlanRequest): Plan {
  const { description, base, seed } = request;
  if (request.profile.ratios === "none")
    throw new LabError(
      "profile-has-no-rounds",
      `profile "${request.profile.name}" has no rounds to compare commits in`,
      {
        remedy: "Take profile quick or claim.",
      },
    );
  const chosen = chooseArms(request);
  const cases = chooseCases(request, chosen);
  const missing = chosen.flatMap(({ name }): NotMeasured[] =>
    base.description.arms.some((arm) => arm.name === name)
      ? []
      : [{ case: "*", arm: baseName(name), reason: `the base, ${short(base.commit)}, has no arm "${name}"` }],
  );
  const arms = chosen.flatMap((arm) => [arm, asBase(arm, request)]);
  const main = mainArm(description);
  const groups = cases.map((each) => groupOf(each, chosen));
  const ratios = cases.flatMap((each) =>
    contestantsAt(each, chosen).map(
      ({ name }): PlannedRatio => ({
        claim: `${description.family}/${each.name}/${name === main ? "base" : `${name}-vs-base`}`,
        group: each.name,
        case: each.name,
        arm: name,
        against: baseName(name),
        margin: margins[each.kind],
      }),
    ),
  );
  if (ratios.length > request.profile.claims)
    throw new LabError(
      "too-many-claims",
      `${ratios.length} comparisons with the base, but profile "${request.profile.name}" spends its error over ${request.profile.claims}`,
      { remedy: "Choose cases, or profile claim.", data: { ratios: ratios.length } },
    );
  const { groups: withSentinels, sentinels } = addSentinels(cases, groups);
  const budget = seconds(Math.max(request.profile.budget, CASE_SECONDS * cases.length));
  const content = {
    schema: 1,
    family: description.family,
    title: description.title,
    operation: description.operation,
    familyFile: description.familyFile,
    profile: { ...request.profile, budget },
    seed,
    arms,
    cases,
    scenarios: [],
    postgres: description.postgres,
    groups: withSentinels,
    ratios,
    sentinels,
    source: groups.flatMap(({ contestants }) => contestants.map(({ arm, case: at }) => ({ arm, case: at }))),
    notMeasured: missing,
    inputs: {
      ...description.inputs,
      ...Object.fromEntries(Object.entries(base.description.inputs).map(([name, value]) => [`base: ${name}`, value])),
      ...request.inputs,
    },
    base: { commit: base.commit },
  } satisfies Omit<Plan, "hash">;
  return { ...content, hash: createHash("sha256").update(canonicalJson(content)).digest("hex") };
}

const short = (commit: string) => commit.slice(0, 10);

const mainArm = ({ ratios, arms }: FamilyDescription): string | undefined => ratios[0]?.arm ?? arms[0]?.name;

function chooseArms({ description, arms }: BasePlanRequest): readonly PlannedArm[] {
  const known = description.arms.map(({ name }) => name);
  const names = arms ?? [mainArm(description) ?? ""];
  for (const name of names)
    if (!known.includes(name))
      throw new LabError("unknown-arm", `family "${description.family}" has no arm "${name}"`, {
        remedy: `Its arms: ${known.join(", ")}.`,
        data: { family: description.family, arm: name, known },
      });
  return description.arms.filter(({ name }) => names.includes(name));
}

const contestantsAt = (at: PlannedCase, arms: readonly PlannedArm[]) => arms.filter((arm) => takesPart(arm, at));

function chooseCases({ description, profile, cases }: BasePlanRequest, arms: readonly PlannedArm[]) {
  const known = description.cases.map(({ name }) => name);
  for (const name of cases ?? [])
    if (!known.includes(name))
      throw new LabError("unknown-case", `family "${description.family}" has no case "${name}"`, {
        remedy: `Its cases: ${known.join(", ")}. Scenarios are not compared with another commit.`,
        data: { family: description.family, case: name, known },
      });
  const possible = description.cases.filter((each) => contestantsAt(each, arms).length > 0);
  const headlines = new Set(description.ratios.flatMap((ratio) => (ratio.headline ? [ratio.case] : [])));
  const wanted = cases ?? (profile.ratios === "headline" && headlines.size > 0 ? [...headlines] : known);
  const found = possible.filter(({ name }) => wanted.includes(name));
  const without = (cases ?? []).find((name) => !found.some((each) => each.name === name));
  if (without !== undefined || found.length === 0)
    throw new LabError(
      "nothing-to-compare",
      `${arms.map(({ name }) => `"${name}"`).join(", ")} takes no part in ${without === undefined ? "any case" : `case "${without}"`} of family "${description.family}"`,
      { remedy: "Name another arm with --arm. Scenarios are not compared with another commit." },
    );
  return found;
}

/** The arm as the base has it; where the base lacks it, a place for the reason. */
function asBase(arm: PlannedArm, { base: { commit, description } }: BasePlanRequest): PlannedArm {
  const theirs = description.arms.find(({ name }) => name === arm.name) ?? arm;
  return {
    ...theirs,
    name: baseName(arm.name),
    label: `${theirs.label ?? theirs.name} at ${short(commit)}`,
    note: theirs.note === undefined ? `at commit ${commit}` : `${theirs.note} (at commit ${commit})`,
    nameInFile: arm.name,
    ...(theirs.language === "python" ? {} : { module: description.familyFile }),
  };
}

const groupOf = (at: PlannedCase, arms: readonly PlannedArm[]): Group => ({
  name: at.name,
  contestants: contestantsAt(at, arms)
    .flatMap(({ name }) => [name, baseName(name)])
    .map((arm) => ({ id: arm, arm, case: at.name, work: 1 })),
});

/** The first group of each kind runs the kind's sentinel: its first arm once more, and with 3 % more work. */
function addSentinels(cases: readonly PlannedCase[], groups: readonly Group[]) {
  const sentinels: Sentinel[] = [];
  const withSentinels = groups.map((group, place): Group => {
    const kind = cases[place]?.kind;
    const [first] = group.contestants;
    if (kind === undefined || first === undefined || sentinels.some((each) => each.kind === kind)) return group;
    const again: Contestant = { ...first, id: `${first.id}+again` };
    const plus: Contestant = { ...first, id: `${first.id}+3%`, work: 1.03 };
    sentinels.push({ kind, group: group.name, base: first.id, again: again.id, plus: plus.id, known: 1.03 });
    return { name: group.name, contestants: [...group.contestants, again, plus] };
  });
  return { groups: withSentinels, sentinels };
}
