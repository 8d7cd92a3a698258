import type { MetricSpec } from "kernel-lib";

/** One figure of a scenario, in one line. */
export const metric = (
  name: string,
  title: string,
  unit: MetricSpec["unit"],
  better: MetricSpec["better"],
  definition: string,
): MetricSpec => ({ name, title, unit, better, definition });
