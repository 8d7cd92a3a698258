/**
 * What a family file says what is timed with, alone: `import { defineFamily } from "kernel-lib/family"`. A process of an arm that imports no more
 * starts in a third of the time that all of kernel-lib takes, and holds nothing but what it times.
 */
export type { Json } from "./base/json.js";
export { loadMetrics } from "./base/load-metrics.js";
export {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseData,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type Family,
  type LoadSpec,
  type MetricSpec,
  type Observation,
  type RatioSpec,
  type ScenarioData,
  type ScenarioSpec,
  type Served,
  type ServiceName,
  type WorkloadKind,
} from "./base/subject.js";
