import type { MetricSpec, ScenarioData } from "kernel-lib";
import { untouched } from "./data.ts";

export const injectionMetrics: readonly MetricSpec[] = [
  {
    name: "attempts",
    title: "attempts",
    unit: "count",
    better: "neither",
    definition:
      "Attack strings, each tried as a value, as a pattern, in raw text by the sql tag, and as another name of a table and of a result column.",
  },
  {
    name: "refused",
    title: "refused by name",
    unit: "count",
    better: "neither",
    definition:
      "Attempts that ended with an error of Covet's or of the server before anything ran: names and text that PostgreSQL cannot hold.",
  },
  {
    name: "executed-as-text",
    title: "executed as text",
    unit: "count",
    better: "lower",
    definition:
      "Attempts whose string was found in the query's text where it was a value, or that gave another answer than the string itself: it must be 0.",
  },
];

/** What is left of the data after all attempts: the answer that is checked. */
export const injectionData = (): ScenarioData => ({ setup: null, expected: untouched });
