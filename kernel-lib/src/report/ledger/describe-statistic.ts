import { listed } from "../caveats/caveat.js";
import type { Statistic } from "./claims-schema.js";

/** What a statistic computes, as a phrase: "the slowest time of covet over static and one-param". */
export function describeStatistic(statistic: Statistic): string {
  switch (statistic.name) {
    case "ratio": {
      const elsewhere = statistic.againstCase === undefined ? "" : ` at ${statistic.againstCase}`;
      return `the time of ${statistic.arm} at ${statistic.case} over that of ${statistic.against}${elsewhere}`;
    }
    case "slowest time":
    case "average time":
      return `the ${statistic.name} of ${statistic.arm} over ${listed(statistic.cases)}`;
    case "measurement":
      return `what runs have measured as ${statistic.id}`;
  }
}
