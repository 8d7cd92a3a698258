import { listed } from "../caveats/caveat.js";
import { featureWords } from "../caveats/feature-words.js";
import type { Statistic } from "./claims-schema.js";

/** What a statistic computes, as a phrase: "the slowest time of covet over static and one-param". */
export function describeStatistic(statistic: Statistic): string {
  switch (statistic.name) {
    case "ratio": {
      const elsewhere = statistic.againstCase === undefined ? "" : ` at ${statistic.againstCase}`;
      const which = statistic.peersWith === undefined ? "" : ` that ${featureWords(statistic.peersWith)}`;
      return `the time of ${statistic.arm} at ${statistic.case} over that of ${statistic.against}${which}${elsewhere}`;
    }
    case "slowest time":
    case "average time":
      return `the ${statistic.name} of ${statistic.arm} over ${listed(statistic.cases)}`;
    case "total time":
      return `the sum of the times of ${statistic.arm} over ${listed(statistic.cases)}${statistic.over === 1 ? "" : `, divided by ${statistic.over},`}`;
    case "speedup": {
      const of = `time of ${statistic.against} over time of ${statistic.arm}`;
      const cases = statistic.cases.map((name, at) => {
        const other = statistic.againstCases?.[at];
        return other === undefined ? name : `${name} (against ${other})`;
      });
      if (cases.length === 1) return `${of} at ${cases[0]}`;
      return `the ${statistic.take === "mean" ? "geometric mean" : statistic.take} of ${of} over ${listed(cases)}`;
    }
    case "operations per second":
      return `one second over the time of ${statistic.arm} at ${statistic.case}`;
    case "source lane":
      return `the ${statistic.of} of ${statistic.arm} at ${statistic.case} by the source report's protocol`;
    case "overhead": {
      const pairs = statistic.pairs.map(([name, base]) => `${name} over ${base}`);
      return `the ${pairs.length === 1 ? "" : "mean "}overhead of ${statistic.arm} of ${listed(pairs)}`;
    }
    case "metric":
      return `${statistic.metric} of ${statistic.arm} in ${statistic.scenario}`;
    case "metric ratio":
      return `${statistic.metric} of ${statistic.arm} in ${statistic.scenario} over that of ${statistic.against}`;
    case "metric difference": {
      const { metrics, scenario, arm, against, take } = statistic;
      const of = `${arm} less that of ${against} in ${scenario}`;
      return metrics.length === 1 ? `${metrics[0]} of ${of}` : `the ${take} of ${listed(metrics)}, each of ${of}`;
    }
    case "not measured":
      return "what no instrument here measures";
    case "measurement":
      return `what runs have measured as ${statistic.id}`;
  }
}
