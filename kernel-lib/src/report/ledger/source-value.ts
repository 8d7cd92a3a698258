import type { SourceFigure, SourceReport } from "../data/source-report-schema.js";
import { convertUnit } from "../source/convert-unit.js";
import type { ClaimEntry } from "./claims-schema.js";
import { subjectOf } from "./claims-schema.js";
import { takeSpeedup } from "./speedup-statistic.js";

/** A claim computed from the source report's own figures, which have no interval, in the entry's unit. Null where it printed none for it. */
export function sourceValue(
  entry: Pick<ClaimEntry, "statistic" | "family" | "unit">,
  source: SourceReport,
): number | null {
  const { statistic, unit } = entry;
  const subject = subjectOf(entry);
  const figures = source.figures.filter((figure) => figure.family === subject && figure.value !== null);
  const inUnit = (figure: SourceFigure | undefined, wanted: string = unit): number | null =>
    figure?.value == null || figure.unit === null ? null : convertUnit(figure.value, figure.unit, wanted);
  const time = (name: string, arm: string, of = "mean"): number | null =>
    inUnit(
      figures.find((one) => one.case === name && one.arm === arm && one.statistic === of),
      "ns",
    );
  const all = (values: readonly (number | null)[], how: (numbers: number[]) => number): number | null =>
    values.some((value) => value === null) ? null : how(values.filter((value) => value !== null));
  const times = (how: (numbers: number[]) => number, names: readonly string[], arm: string): number | null => {
    const found = all(
      names.map((name) => time(name, arm)),
      how,
    );
    return found === null ? null : convertUnit(found, "ns", unit);
  };
  switch (statistic.name) {
    case "slowest time":
      return times((values) => Math.max(...values), statistic.cases, statistic.arm);
    case "average time":
      return times((values) => sum(values) / values.length, statistic.cases, statistic.arm);
    case "total time":
      return times((values) => sum(values) / statistic.over, statistic.cases, statistic.arm);
    case "source lane": {
      const found = time(statistic.case, statistic.arm, statistic.of);
      return found === null ? null : convertUnit(found, "ns", unit);
    }
    case "operations per second":
      return inUnit(
        figures.find(
          (one) => one.case === statistic.case && one.arm === statistic.arm && one.statistic === "per second",
        ),
      );
    case "speedup":
      return all(
        statistic.cases.map((name, at) =>
          all(
            [time(statistic.againstCases?.[at] ?? name, statistic.against), time(name, statistic.arm)],
            ([other = 0, own = 1]) => other / own,
          ),
        ),
        takeSpeedup[statistic.take],
      );
    case "overhead":
      return all(
        statistic.pairs.map(([name, base]) =>
          all(
            [time(name, statistic.arm), time(base, statistic.arm)],
            ([one = 0, other = 1]) => (one / other - 1) * 100,
          ),
        ),
        (values) => sum(values) / values.length,
      );
    case "ratio":
      return (
        all(
          [time(statistic.case, statistic.arm), time(statistic.againstCase ?? statistic.case, statistic.against)],
          ([one = 0, other = 1]) => one / other,
        ) ?? comparedRatio(figures, statistic)
      );
    case "metric":
      return inUnit(
        figures.find(
          (one) => one.scenario === statistic.scenario && one.metric === statistic.metric && one.arm === statistic.arm,
        ),
      );
    case "metric ratio":
    case "metric difference":
    case "measurement":
    case "not measured":
      return null;
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Two frameworks in the report's own comparison of frameworks, which names no case. */
function comparedRatio(
  figures: readonly SourceFigure[],
  asked: { readonly arm: string; readonly against: string; readonly againstCase?: string | undefined },
): number | null {
  if (asked.againstCase !== undefined) return null;
  const of = (arm: string) =>
    figures.find((one) => one.section === "comparison" && one.statistic === "total" && one.arm === arm)?.value;
  const [one, other] = [of(asked.arm), of(asked.against)];
  return one == null || other == null ? null : one / other;
}
