import { createHash } from "node:crypto";
import { LabError } from "../../base/lab-error.js";
import type { RatioSpec } from "../../base/subject.js";
import { count } from "../../base/units.js";
import { armsByTurns } from "./arms-by-turns.js";
import { canonicalJson } from "./canonical-json.js";
import type { FamilyDescription } from "./family-description.js";
import { margins } from "./margins.js";
import type {
  Contestant,
  Group,
  NotMeasured,
  Plan,
  PlannedCase,
  PlannedRatio,
  PlannedScenario,
  Sentinel,
} from "./plan.js";
import type { Profile } from "./profile.js";
import { takesPart } from "./takes-part.js";

/** What is to be measured of a family, and how much. */
export interface PlanRequest {
  readonly description: FamilyDescription;
  readonly profile: Profile;
  readonly seed: number;
  /** Only these cases and scenarios; all where absent. */
  readonly cases?: readonly string[];
  /** Only ratios against these arms, and only the arms of those ratios, in scenarios too; all where absent. */
  readonly against?: readonly string[];
  /** What the samples depend on beyond the family file: path or name -> SHA-256 or version. */
  readonly inputs?: Readonly<Record<string, string>>;
  readonly notMeasured?: readonly NotMeasured[];
}

/**
 * Fixes everything that is going to be measured. Pure.
 * @throws LabError "unknown-case", "unknown-arm", "too-many-claims".
 */
export function makePlan(request: PlanRequest): Plan {
  const { description, profile, seed } = request;
  const cases = chooseCases(request);
  const ratios = chooseRatios(request, cases);
  const scenarios = chooseScenarios(request);
  const armsInUse = description.arms.filter(
    ({ name }) =>
      !request.against ||
      ratios.some((ratio) => ratio.arm === name || ratio.against === name) ||
      scenarios.some(({ arms }) => arms.includes(name)),
  );
  const groups = makeGroups(description, cases, ratios);
  const source = cases.flatMap((each) =>
    armsInUse.filter((arm) => takesPart(arm, each)).map((arm) => ({ arm: arm.name, case: each.name })),
  );
  const plays = scenarios.flatMap(({ name, arms }) => arms.map((arm) => ({ arm, case: name })));
  const leftOut = leaveOut(profile, [source, plays], groups.groups);
  const isTaken = (arm: string, at: string) => !leftOut.some((each) => each.arm === arm && each.case === at);
  const content = {
    schema: 1,
    family: description.family,
    title: description.title,
    operation: description.operation,
    familyFile: description.familyFile,
    profile,
    seed,
    arms: armsInUse,
    cases,
    scenarios: scenarios.map((each) => ({ ...each, arms: each.arms.filter((arm) => isTaken(arm, each.name)) })),
    postgres: description.postgres,
    ...groups,
    source: source.filter(({ arm, case: at }) => isTaken(arm, at)),
    notMeasured: [...(request.notMeasured ?? []), ...leftOut],
    inputs: { ...description.inputs, ...request.inputs },
    ...(request.cases === undefined && request.against === undefined ? {} : { part: true as const }),
  } satisfies Omit<Plan, "hash">;
  return { ...content, hash: createHash("sha256").update(canonicalJson(content)).digest("hex") };
}

/** What a profile with few arms leaves out, of the arms at each case of each list. */
function leaveOut(
  profile: Profile,
  lists: readonly (readonly { readonly arm: string; readonly case: string }[])[],
  groups: readonly Group[],
): readonly NotMeasured[] {
  const { armsAtMost: most, name } = profile;
  if (most === undefined) return [];
  const contestants = groups.flatMap((group) => group.contestants);
  return lists.flatMap((list) =>
    [...Map.groupBy(list, (each) => each.case)].flatMap(([at, all], turn) => {
      const needed = contestants.filter((each) => each.case === at).map(({ arm }) => arm);
      const arms = all.map(({ arm }) => arm);
      const taken = armsByTurns(arms, new Set(needed), most, turn);
      const reason = `profile ${name} takes at most ${most === 1 ? "one arm" : `${most} arms`} at a case`;
      return arms
        .filter((arm) => !taken.has(arm))
        .map((arm): NotMeasured => ({ arm, case: at, reason, cannotHold: true }));
    }),
  );
}

function chooseCases({ description, profile, cases }: PlanRequest): readonly PlannedCase[] {
  const known = [...description.cases, ...description.scenarios].map(({ name }) => name);
  for (const name of cases ?? [])
    if (!known.includes(name))
      throw new LabError("unknown-case", `family "${description.family}" has no case "${name}"`, {
        remedy: `Its cases: ${known.join(", ")}.`,
        data: { family: description.family, case: name, known },
      });
  return description.cases
    .filter(({ name }) => !cases || cases.includes(name))
    .map((each) =>
      profile.name === "smoke" && each.iterations !== undefined
        ? { ...each, iterations: Math.min(each.iterations, profile.source.iterations) }
        : each,
    );
}

/** The scenarios with their runs and seconds as the profile has them. A scenario takes as long as it says, so `smoke` alone cuts it. */
function chooseScenarios({ description, profile, cases, against }: PlanRequest): readonly PlannedScenario[] {
  const most = profile.loadAtMost ?? Number.POSITIVE_INFINITY;
  return description.scenarios
    .filter(({ name }) => !cases || cases.includes(name))
    .map((scenario) => {
      const { load, arms, runs } = scenario;
      const cut = load && {
        ...load,
        seconds: Math.min(load.seconds, most),
        warmUpSeconds: Math.min(load.warmUpSeconds, most),
      };
      return {
        ...scenario,
        arms: arms.filter((name, place) => !against || place === 0 || against.includes(name)),
        runs: profile.name === "smoke" || runs === undefined ? profile.scenarioRuns : count(runs),
        ...(cut === undefined ? {} : { load: cut }),
      };
    })
    .filter(({ arms }) => !against || arms.length > 1);
}

function chooseRatios(request: PlanRequest, cases: readonly PlannedCase[]): readonly RatioSpec[] {
  const { description, profile, against } = request;
  const known = description.arms.map(({ name }) => name);
  for (const name of against ?? [])
    if (!known.includes(name))
      throw new LabError("unknown-arm", `family "${description.family}" has no arm "${name}"`, {
        remedy: `Its arms: ${known.join(", ")}.`,
        data: { family: description.family, arm: name, known },
      });
  const chosen = new Set(cases.map(({ name }) => name));
  const matching = description.ratios.filter(
    (ratio) =>
      chosen.has(ratio.case) &&
      (ratio.againstCase === undefined || chosen.has(ratio.againstCase)) &&
      (!against || against.includes(ratio.against)),
  );
  if (profile.ratios === "none") return [];
  const headlines = matching.filter(({ headline }) => headline);
  // What was asked for by name is measured even where the profile would leave it out; m stays as the profile fixed it.
  const askedByName = request.cases !== undefined || against !== undefined;
  const ratios = profile.ratios === "all" || (headlines.length === 0 && askedByName) ? matching : headlines;
  if (ratios.length > profile.claims)
    throw new LabError(
      "too-many-claims",
      `family "${description.family}" wants ${ratios.length} ratios decided, profile "${profile.name}" spends its error over ${profile.claims}`,
      { remedy: "Mark fewer ratios as headline, or choose cases.", data: { ratios: ratios.length } },
    );
  return ratios;
}

function makeGroups(
  description: FamilyDescription,
  cases: readonly PlannedCase[],
  chosen: readonly RatioSpec[],
): { groups: readonly Group[]; ratios: readonly PlannedRatio[]; sentinels: readonly Sentinel[] } {
  const main = description.ratios[0]?.arm;
  const groups: Group[] = [];
  const ratios: PlannedRatio[] = [];
  const sentinels: Sentinel[] = [];
  for (const { name: group, kind } of cases) {
    const contestants = new Map<string, Contestant>();
    const enter = (arm: string, at: string, suffix = "", work = 1): string => {
      const id = `${at === group ? arm : `${arm}@${at}`}${suffix}`;
      contestants.set(id, { id, arm, case: at, work });
      return id;
    };
    for (const ratio of chosen.filter((each) => each.case === group)) {
      const at = ratio.againstCase ?? group;
      const arm = enter(ratio.arm, group);
      const against = enter(ratio.against, at);
      const opponent = at === group ? ratio.against : `${ratio.against}@${at}`;
      ratios.push({
        claim: `${description.family}/${group}/${ratio.arm === main ? opponent : `${ratio.arm}-vs-${opponent}`}`,
        group,
        case: group,
        arm,
        against,
        margin: margins[kind],
      });
    }
    const base = [...contestants.values()][0];
    if (!base) continue;
    if (!sentinels.some((sentinel) => sentinel.kind === kind)) {
      const again = enter(base.arm, base.case, "+again");
      const plus = enter(base.arm, base.case, "+3%", 1.03);
      sentinels.push({ kind, group, base: base.id, again, plus, known: 1.03 });
    }
    groups.push({ name: group, contestants: [...contestants.values()] });
  }
  return { groups, ratios, sentinels };
}
