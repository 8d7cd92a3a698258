import type { FamilyReport } from "../report/family-report.js";
import type { ProfileName } from "./profile-name.js";

export interface BenchOptions {
  /** A family of the project by name ("router"), or the path of a family file. */
  readonly family: string;
  /** How much is measured; that of the run around, else "quick". */
  readonly profile?: ProfileName;
  /** Only these cases. */
  readonly cases?: readonly string[];
  /** Only against these arms. */
  readonly against?: readonly string[];
  /** Fixes every random choice; 1 where absent. */
  readonly seed?: number;
}

/**
 * Measures a family in processes of its own and returns what was measured. Within a run of the whole report it takes what that run has
 * measured. In a notebook it shows its progress; interrupting the cell stops it within a second and keeps the complete rounds.
 * @throws LabError naming the family, case or arm at fault
 */
export async function bench(options: BenchOptions): Promise<FamilyReport> {
  // Loaded at the call: family files import this package too, in processes that are timed.
  const { familyFile } = await import("./family-file.js");
  const { measureInCell } = await import("./measure-in-cell.js");
  const { profileNamed } = await import("./profile-name.js");
  const { findProject } = await import("./project.js");
  const project = findProject();
  return measureInCell({
    file: familyFile(options.family, project, process.cwd()),
    profile: profileNamed(options.profile, process.env),
    project,
    seed: options.seed,
    cases: options.cases,
    against: options.against,
    run: process.env.KERNEL_LIB_RUN ?? null,
  });
}
