import type { RatioSpec } from "../../base/subject.js";
import type { PlannedArm, PlannedCase } from "./plan.js";

/** What a family file says, as data: everything but the functions. Its cases' data lie in files of `folder`, `<case>.json` each. */
export interface FamilyDescription {
  readonly family: string;
  readonly title: string;
  readonly operation: string;
  /** Absolute path. */
  readonly familyFile: string;
  readonly arms: readonly PlannedArm[];
  readonly cases: readonly PlannedCase[];
  readonly ratios: readonly RatioSpec[];
  /** What the family file depends on: path or package -> SHA-256 or version. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Where the data files were written; a job copies them. */
  readonly folder: string;
}
