/**
 * The names that a family file describes its arms and cases with, without Covet and the report: `import { defineFamily } from "kernel-lib/family"`. A
 * family that loads no more imports in a third of the time (60 to 150 ms against 300 to 450 on two vCPUs).
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
