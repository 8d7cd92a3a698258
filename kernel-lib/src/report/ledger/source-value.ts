import type { SourceFigure, SourceReport } from "../data/source-report-schema.js";
import type { ClaimEntry } from "./claims-schema.js";
import { fastestPeer } from "./ratio-statistic.js";

/** A claim computed from the source report's own figures, which have no interval. Null where it printed none for it. */
export function sourceValue(entry: ClaimEntry, source: SourceReport): number | null {
  const figures = source.figures.filter((figure) => figure.family === entry.family && figure.value !== null);
  const inSection = (caseName: string, arm: string): number | null =>
    figures.find((figure) => figure.case === caseName && figure.arm === arm)?.value ?? null;
  const all = (values: readonly (number | null)[]): number[] => values.filter((value) => value !== null);
  const { statistic } = entry;
  switch (statistic.name) {
    case "slowest time":
    case "average time": {
      const values = all(statistic.cases.map((one) => inSection(one, statistic.arm)));
      if (values.length !== statistic.cases.length) return null;
      return statistic.name === "slowest time"
        ? Math.max(...values)
        : values.reduce((sum, value) => sum + value, 0) / values.length;
    }
    case "ratio": {
      if (statistic.against === fastestPeer || statistic.againstCase !== undefined) return null;
      const [one, other] = [comparedIn(figures, statistic.arm), comparedIn(figures, statistic.against)];
      return one === null || other === null ? null : one / other;
    }
    case "measurement":
      return null;
  }
}

/** A framework's figure in the report's own comparison of frameworks. */
function comparedIn(figures: readonly SourceFigure[], arm: string): number | null {
  return figures.find((figure) => figure.section === "comparison" && figure.arm === arm)?.value ?? null;
}
