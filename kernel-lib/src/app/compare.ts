import type { WorkloadKind } from "../base/subject.js";
import type { FamilyReport } from "../report/family-report.js";
import type { ProfileName } from "./profile-name.js";
import type { ComparisonArm } from "./write-comparison.js";

export interface CompareOptions<Input> {
  /** What each call is given, in turn; plain data, at least one. */
  readonly inputs: readonly Input[];
  /**
   * At least two functions that give the same answer for each input; the first one's time is compared with each other's. They are lifted
   * out of the cell by their text, so that they may use nothing of it but their input. Work before the clock goes into `prepare`.
   */
  readonly arms: Readonly<Record<string, ComparisonArm<Input>>>;
  /** As shown; "Own functions" where absent. */
  readonly title?: string;
  /** What the work is made of; it chooses the margin. "allocation" where absent, the wider of the two for plain code. */
  readonly kind?: WorkloadKind;
  readonly profile?: ProfileName;
  readonly seed?: number;
}

/**
 * Measures functions written in a cell, the same way as everything else here: processes of their own, rounds, a verdict.
 * The one case is named "inputs".
 * @throws LabError `captured-variable` for a function that uses something of its cell, by name; `arm-answers-wrong` if the arms disagree
 */
export async function compare<Input>(options: CompareOptions<Input>): Promise<FamilyReport> {
  // Loaded at the call: family files import this package too, in processes that are timed.
  const { join } = await import("node:path");
  const { measureInCell } = await import("./measure-in-cell.js");
  const { profileNamed } = await import("./profile-name.js");
  const { findProject } = await import("./project.js");
  const { writeComparison } = await import("./write-comparison.js");
  const project = findProject();
  const title = options.title ?? "Own functions";
  const { inputs, arms, kind = "allocation" } = options;
  const file = writeComparison(
    { name: "own", title, kind, inputs, arms },
    join(project.results, "comparisons"),
    process.cwd(),
  );
  return measureInCell({
    file,
    profile: profileNamed(options.profile, process.env),
    project,
    seed: options.seed,
    run: process.env.KERNEL_LIB_RUN ?? null,
  });
}
