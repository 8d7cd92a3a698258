import type {
  ArmResult,
  CaseResult,
  FamilyResult,
  MetricOfArm,
  RatioResult,
  ScenarioResult,
} from "../../measure/verdict/family-result.js";

/** A limit of a number, found by a rule; shown beside the figure or table that it limits. */
export interface Caveat {
  /** Stable, lower-case with dashes: "virtual-machine". */
  readonly id: string;
  readonly text: string;
}

/** What a figure or table shows of a result: a caveat speaks only about this. */
export interface Shown {
  readonly result: FamilyResult;
  readonly cases: readonly CaseResult[];
  readonly scenarios: readonly ScenarioResult[];
  /** Names of the arms that are drawn. */
  readonly arms: readonly string[];
  /** The arm that the others are compared with, where there is one. */
  readonly reference: string | null;
  /** True where source-lane numbers (medians, percentiles) are shown. */
  readonly sourceLane: boolean;
  /** True where numbers of the claim lane are shown: ratios, or times with an interval. */
  readonly claimLane: boolean;
  readonly ratios: readonly RatioResult[];
  /** True where figures of the source report stand beside ours. */
  readonly sourceReport: boolean;
}

/** A condition over what is shown, and the text where it holds. Pure: same result, same caveats. */
export interface CaveatRule {
  readonly id: string;
  readonly text: (shown: Shown) => string | null;
}

/** The shown arms' results in the shown cases. */
export function shownArms(shown: Shown): ArmResult[] {
  return shown.cases.flatMap((one) => one.arms.filter((arm) => shown.arms.includes(arm.name)));
}

/** What the shown arms' processes came to in the shown scenarios, a value each of every metric. */
export function shownObservations(shown: Shown): MetricOfArm[] {
  return shown.scenarios.flatMap((one) =>
    one.metrics.flatMap((metric) => metric.arms.filter((arm) => shown.arms.includes(arm.name))),
  );
}

/** Label of an arm: as its results say, else its name. */
export function labelOf(result: FamilyResult, arm: string): string {
  const atCases = result.cases.flatMap((one) => one.arms);
  const inScenarios = result.scenarios.flatMap((one) => one.metrics.flatMap((metric) => metric.arms));
  return [...atCases, ...inScenarios].find((found) => found.name === arm)?.label ?? arm;
}

/** "a", "a and b", "a, b and c"; a name with a comma of its own in quotes. */
export function listed(names: readonly string[]): string {
  const quoted = names.map((name) => (name.includes(",") ? `“${name}”` : name));
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} and ${last}`;
}

/** Up to three names, else how many of all: "a, b and c", "8 of 9", "all 9". */
export function few(names: readonly string[], all: number): string {
  if (names.length <= 3) return listed(names);
  return names.length === all ? `all ${all}` : `${names.length} of ${all}`;
}
