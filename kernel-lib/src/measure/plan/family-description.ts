import type { RatioSpec } from "../../base/subject.js";
import type { PlannedArm, PlannedCase, PlannedScenario } from "./plan.js";

/** A scenario before a profile has fixed its runs; they are there where the family fixes them. */
export type DescribedScenario = Omit<PlannedScenario, "runs"> & { readonly runs?: number };

/** What a family file says, as data: everything but the functions. The data of its cases and scenarios lie in files of `folder`, `<name>.json` each. */
export interface FamilyDescription {
  readonly family: string;
  readonly title: string;
  readonly operation: string;
  /** Absolute path. */
  readonly familyFile: string;
  readonly arms: readonly PlannedArm[];
  readonly cases: readonly PlannedCase[];
  readonly scenarios: readonly DescribedScenario[];
  /** SQL of the family's own PostgreSQL database; null where it has none. */
  readonly postgres: { readonly schema: string } | null;
  readonly ratios: readonly RatioSpec[];
  /** What the family file depends on: path or package -> SHA-256 or version. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Where the data files were written; a job copies them. */
  readonly folder: string;
}
