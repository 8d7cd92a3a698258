import type { Displayable, MimeBundle } from "../base/displayable.js";
import { jupyterDisplay } from "../base/displayable.js";
import type {
  ArmResult,
  CaseResult,
  FamilyResult,
  MetricResult,
  RatioResult,
  ScenarioResult,
} from "../measure/verdict/family-result.js";
import { judgeTogether } from "../measure/verdict/judge-together.js";
import { armsOf } from "./arms-of.js";
import type { Caveat, Shown } from "./caveats/caveat.js";
import { labelOf } from "./caveats/caveat.js";
import { caveatsFor } from "./caveats/caveats-for.js";
import { growthQuantity } from "./growth-quantity.js";
import { metricQuantity, metricRatioQuantity } from "./metric-quantity.js";
import { unknownName } from "./nearest.js";
import { featuresTable } from "./tables/features-table.js";
import type { LatencyTableOptions } from "./tables/latency-table.js";
import { latencyTable } from "./tables/latency-table.js";
import { type MetricsTableOptions, metricsTable } from "./tables/metrics-table.js";
import { ratesTable } from "./tables/rates-table.js";
import { ratioTable } from "./tables/ratio-table.js";
import type { StatisticsTableOptions } from "./tables/statistics-table.js";
import { statisticsTable } from "./tables/statistics-table.js";
import type { Table } from "./tables/table.js";
import { unmeasuredRatio } from "./unmeasured-ratio.js";
import { Name } from "./words/name.js";
import { Quantity } from "./words/quantity.js";
import { TogetherWords } from "./words/together-words.js";
import { VerdictWords } from "./words/verdict-words.js";

/** Which part of a result is meant; all of it where left out. Where only cases or only scenarios are named, none of the others is meant. */
export interface Selection {
  readonly cases?: readonly string[];
  readonly arms?: readonly string[];
  readonly scenarios?: readonly string[];
}

/** The pair of a ratio where it is not simply `reference` against another arm in the same case. */
export interface Pair {
  readonly arm?: string;
  /** The case of `against`, for growth. */
  readonly againstCase?: string;
}

/**
 * What was measured of one family, as values that know their unit, interval and origin. It reads a `FamilyResult`
 * and decides nothing. Immutable. Every method throws LabError "unknown-arm", "unknown-case", "unknown-scenario" or "unknown-metric", listing
 * the known ones.
 */
export class FamilyReport implements Displayable {
  readonly result: FamilyResult;
  /** The arm that the others are compared with: "covet" where it is there, else the arm of the first ratio. */
  readonly reference: string;

  constructor(result: FamilyResult) {
    this.result = result;
    const arms = armsOf(result);
    const firstRatio = result.cases.flatMap((one) => one.ratios)[0]?.arm;
    this.reference = arms.includes("covet") ? "covet" : (firstRatio ?? arms[0] ?? "");
  }

  /** Names of all arms, in the family's order; those that were not measured last. */
  get arms(): string[] {
    return armsOf(this.result);
  }

  /** Names of all cases, in the family's order. */
  get cases(): string[] {
    return this.result.cases.map((one) => one.case);
  }

  /** Names of all scenarios, in the family's order. */
  get scenarios(): string[] {
    return this.result.scenarios.map((one) => one.scenario);
  }

  /** Time of an arm at a case: the claim lane's with its 95 % interval, else the source lane's median, which has none. */
  time(caseName: string, arm: string = this.reference): Quantity {
    const task = this.case(caseName);
    const found = this.#arm(task, arm);
    const label = `time of ${this.label(arm)}, ${task.title}`;
    if (found === undefined)
      return new Quantity({ value: null, unit: task.unit, label, reason: this.whyNot(task.case, arm) });
    const claim = found.claimLane;
    return claim === null
      ? new Quantity({
          value: found.median,
          unit: task.unit,
          label: `${label}, median of the source lane`,
          n: { count: found.n, of: found.batch > 1 ? "batches" : "calls" },
        })
      : new Quantity({
          value: claim.time,
          low: claim.low,
          high: claim.high,
          level: 0.95,
          unit: task.unit,
          label,
          n: { count: claim.rounds, of: "rounds" },
        });
  }

  /** Time of `reference` over time of `against` with its plain 95 % interval. */
  ratio(caseName: string, against: string, pair: Pair = {}): Quantity {
    const found = this.#ratio(caseName, against, pair);
    const label = `${this.label(found.arm)} over ${this.label(against)}, ${this.case(caseName).title}`;
    const interval = found.interval95;
    if (found.ratio === null || interval === null)
      return new Quantity({ value: null, unit: "x", label, reason: found.reason ?? "no complete round" });
    return new Quantity({
      value: found.ratio,
      ...interval,
      level: 0.95,
      unit: "x",
      label,
      n: { count: found.rounds, of: "rounds" },
    });
  }

  /** The inverse of `ratio`, "how many times as fast", as the source report's "Speedup" columns have it. */
  speedup(caseName: string, against: string, pair: Pair = {}): Quantity {
    const ratio = this.ratio(caseName, against, pair);
    const inverse = (number: number | null) => (number === null ? null : 1 / number);
    const found = this.#ratio(caseName, against, pair);
    const label = `time of ${this.label(against)} over time of ${this.label(found.arm)}, ${this.case(caseName).title}`;
    return new Quantity({
      ...ratio,
      label,
      value: inverse(ratio.value),
      low: inverse(ratio.high),
      high: inverse(ratio.low),
    });
  }

  /**
   * A metric of a scenario in the metric's own unit: the mean over processes with its 95 % interval; no interval where there was one process.
   * Not measured, with the reason, where the arm did not play the scenario.
   */
  metric(scenario: string, metric: string, arm: string = this.reference): Quantity {
    return metricQuantity(this, { scenario, metric, arm: this.#known(arm) });
  }

  /** A metric of `reference` over that of `against`, run by run, with its 95 % interval; no interval where there was one run. */
  metricRatio(scenario: string, metric: string, against: string, pair: Pick<Pair, "arm"> = {}): Quantity {
    const arm = this.#known(pair.arm ?? this.reference);
    return metricRatioQuantity(this, { scenario, metric, arm, against: this.#known(against) });
  }

  /** How the time of an arm grows: the fitted exponent over the cases "<prefix>-<size>", 0 constant, 1 linear. @throws LabError "growth-no-cases". */
  exponent(arm: string = this.reference, prefix = "growth"): Quantity {
    return growthQuantity(this, { prefix, arm: this.#known(arm) });
  }

  /** What was decided about `reference` against `against`, in words. */
  verdict(caseName: string, against: string, pair: Pair = {}): VerdictWords {
    const result = this.#ratio(caseName, against, pair);
    const other =
      pair.againstCase === undefined
        ? this.label(against)
        : `${this.label(against)} (${this.case(pair.againstCase).title})`;
    return new VerdictWords({ result, arm: this.label(result.arm), against: other, case: this.case(caseName).title });
  }

  /** "Faster at every one of them": the verdict that `reference` has against `against` at each of the cases (all of the family where none is named). */
  together(against: string, cases: readonly string[] = this.cases, pair: Pick<Pair, "arm"> = {}): TogetherWords {
    return new TogetherWords(judgeTogether(cases.map((one) => this.#ratio(one, against, pair))));
  }

  /** The name of an arm, or the title of a case or scenario, for a sentence. */
  name(wanted: string): Name {
    const task = this.result.cases.find((one) => one.case === wanted);
    const scenario = this.result.scenarios.find((one) => one.scenario === wanted);
    const title = task?.title ?? scenario?.title;
    if (title !== undefined) return new Name(title);
    if (this.arms.includes(wanted)) return new Name(this.label(wanted));
    throw unknownName("unknown-name", "arm, case or scenario", wanted, [
      ...this.arms,
      ...this.cases,
      ...this.scenarios,
    ]);
  }

  /** Latencies, a row a case and a column an arm, beside the source report's figures where it has some for these cases. */
  table(options: LatencyTableOptions = {}): Table {
    return latencyTable(this, options);
  }

  /** Every arm at every case: median, mean, percentiles, n, and the claim lane's time; with `perSecond` operations a second too. */
  statistics(options: StatisticsTableOptions = {}): Table {
    return statisticsTable(this, options);
  }

  /** Operations a second, a row a case and a column an arm, from the source lane's mean as the source report computes them. */
  rates(selection: Selection = {}): Table {
    return ratesTable(this, selection);
  }

  /** The metrics of scenarios: a row a metric, a column an arm, each with its interval; the definitions stand as tooltips. */
  metrics(options: MetricsTableOptions = {}): Table {
    return metricsTable(this, options);
  }

  /** Every ratio with its interval and verdict. */
  ratios(selection: Selection = {}): Table {
    return ratioTable(this, selection);
  }

  /** What the arms do and do not do, as their family file states it. */
  features(selection: Selection = {}): Table {
    return featuresTable(this, selection);
  }

  /** What limits these numbers here. */
  caveats(selection: Selection = {}): Caveat[] {
    return caveatsFor(this.shown(selection));
  }

  /** What a figure or table of this selection shows, for the caveats' conditions. */
  shown(
    selection: Selection,
    parts: Partial<Pick<Shown, "sourceLane" | "claimLane" | "sourceReport" | "ratios" | "scenarios">> = {},
  ): Shown {
    const only = { cases: selection.cases !== undefined, scenarios: selection.scenarios !== undefined };
    const cases = selection.cases?.map((one) => this.case(one)) ?? (only.scenarios ? [] : this.result.cases);
    const scenarios =
      selection.scenarios?.map((one) => this.scenario(one)) ?? (only.cases ? [] : this.result.scenarios);
    const arms = selection.arms?.map((one) => this.#known(one)) ?? this.arms;
    const ratios = cases
      .flatMap((one) => one.ratios)
      .filter((one) => arms.includes(one.arm) && arms.includes(one.against));
    const { result, reference } = this;
    const claimLane = cases.some((one) => one.arms.some((arm) => arms.includes(arm.name) && arm.claimLane !== null));
    const lanes = { sourceLane: true, claimLane, sourceReport: false };
    return { result, cases, scenarios, arms, reference, ratios, ...lanes, ...parts };
  }

  /** The result of a case. */
  case(name: string): CaseResult {
    const found = this.result.cases.find((one) => one.case === name);
    if (found === undefined) throw unknownName("unknown-case", "case", name, this.cases);
    return found;
  }

  /** The result of a scenario. */
  scenario(name: string): ScenarioResult {
    const found = this.result.scenarios.find((one) => one.scenario === name);
    if (found === undefined) throw unknownName("unknown-scenario", "scenario", name, this.scenarios);
    return found;
  }

  /** What all arms came to in one metric of a scenario. */
  metricResult(scenario: string, metric: string): MetricResult {
    const { metrics } = this.scenario(scenario);
    const found = metrics.find((one) => one.name === metric);
    const names = metrics.map((one) => one.name);
    if (found === undefined) throw unknownName("unknown-metric", `metric of scenario ${scenario}`, metric, names);
    return found;
  }

  /** How an arm is called in text. */
  label(arm: string): string {
    return labelOf(this.result, this.#known(arm));
  }

  /** "2026-11-23 07:00 to 07:03 UTC; profile quick; 60 rounds": printed on every figure. */
  origin(): string {
    const { sampled, profile, rounds } = this.result;
    const [from, to] = [sampled.from, sampled.to].map((time) => time.slice(0, 16).replace("T", " "));
    const until = from?.slice(0, 10) === to?.slice(0, 10) ? to?.slice(11) : to;
    const span = from === to ? from : `${from} to ${until}`;
    const taken = `Samples taken ${span} UTC; profile ${profile}`;
    // A family of scenarios alone has no rounds.
    return rounds.total === 0 && this.cases.length === 0
      ? taken
      : `${taken}; ${rounds.total} ${rounds.total === 1 ? "round" : "rounds"}`;
  }

  toString(): string {
    const ratios = this.cases.length === 0 ? [] : [this.ratios().toString()];
    const metrics = this.scenarios.length === 0 ? [] : [this.metrics().toString()];
    return [this.result.title, ...ratios, ...metrics, this.origin()].join("\n");
  }

  [jupyterDisplay](): MimeBundle {
    if (this.cases.length === 0 && this.scenarios.length > 0) return this.metrics()[jupyterDisplay]();
    const table = this.result.cases.some((one) => one.ratios.length > 0) ? this.ratios() : this.statistics();
    return table[jupyterDisplay]();
  }

  #known(arm: string): string {
    if (!this.arms.includes(arm)) throw unknownName("unknown-arm", "arm", arm, this.arms);
    return arm;
  }

  #arm(task: CaseResult, arm: string): ArmResult | undefined {
    return task.arms.find((one) => one.name === this.#known(arm));
  }

  /** Why an arm has no figure at a case or scenario. */
  whyNot(task: string, arm: string): string {
    const noted = this.result.notMeasured.find(
      (one) => (one.arm === arm || one.arm === "*") && (one.case === "*" || one.case === task),
    );
    return noted?.reason ?? `${this.label(arm)} was not run at ${task}`;
  }

  #ratio(caseName: string, against: string, pair: Pair): RatioResult {
    const task = this.case(caseName);
    const arm = this.#known(pair.arm ?? this.reference);
    const againstCase = this.case(pair.againstCase ?? caseName).case;
    this.#known(against);
    const found = task.ratios.find(
      (one) => one.arm === arm && one.against === against && one.againstCase === againstCase,
    );
    if (found !== undefined) return found;
    const absent = [arm, against].find((one) => !task.arms.some((there) => there.name === one));
    const reason =
      absent === undefined ? `profile ${this.result.profile} gives this pair no rounds` : this.whyNot(caseName, absent);
    return unmeasuredRatio(this.result.family, caseName, arm, against, againstCase, reason);
  }
}
