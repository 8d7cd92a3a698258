import type { ArmLanguage, ArmSpec, CaseSpec, CommandArm, ScenarioSpec } from "../../base/subject.js";
import type { Count } from "../../base/units.js";
import type { Profile } from "./profile.js";

/**
 * Everything that is going to be measured, fixed and hashed before the first clock runs.
 * A changed plan is another measurement; nothing in it is tuned after samples have been seen.
 */
export interface Plan {
  readonly schema: 1;
  /** SHA-256 over all of the other fields; the job's name. */
  readonly hash: string;
  readonly family: string;
  readonly title: string;
  readonly operation: string;
  /** Absolute path of the family file. */
  readonly familyFile: string;
  readonly profile: Profile;
  /** Every random choice of the measurement follows from it. */
  readonly seed: number;
  readonly arms: readonly PlannedArm[];
  readonly cases: readonly PlannedCase[];
  readonly scenarios: readonly PlannedScenario[];
  /** SQL of the family's own PostgreSQL database; null where it has none. */
  readonly postgres: { readonly schema: string } | null;
  readonly groups: readonly Group[];
  readonly ratios: readonly PlannedRatio[];
  readonly sentinels: readonly Sentinel[];
  /** Arm and case pairs of the source lane, in the family's order. */
  readonly source: readonly { readonly arm: string; readonly case: string }[];
  /** What was known before the start not to be measurable. */
  readonly notMeasured: readonly NotMeasured[];
  /** What the samples depend on besides the plan itself: path or name -> SHA-256 or version. */
  readonly inputs: Readonly<Record<string, string>>;
  /** There where only some cases or peers were asked for: such a job does not stand for its family. */
  readonly part?: true;
  /** There where arms are compared with those of another commit: its full id. Such a job says nothing about its family's peers. */
  readonly base?: { readonly commit: string };
}

/** What an arm's process can be asked to do. */
export type ArmFunction = "prepare" | "observe" | "serve";

export type PlannedArm = Omit<Extract<ArmSpec, { language: "typescript" }>, ArmFunction | "language"> & {
  readonly language: ArmLanguage;
  /** The functions that an arm in TypeScript has, or a command; absent for Python, whose script is not read before it runs. */
  readonly functions?: readonly ArmFunction[];
  /** Absolute path of the Python script. */
  readonly script?: string;
  /** What a command arm runs; `cwd` is absolute. */
  readonly run?: Required<Pick<CommandArm, "command" | "each" | "input" | "output" | "cwd">>;
  /** Absolute path of the family file of an arm in TypeScript or a command arm, where it is not the plan's: that of another commit. */
  readonly module?: string;
  /** What its own file calls it, where the plan calls it otherwise. */
  readonly nameInFile?: string;
  /** Version of `package`, as installed, or what the program of a command arm says. */
  readonly version?: string;
};

export type PlannedCase = Omit<CaseSpec, "load"> & {
  /** SHA-256 of the case's data file, from which every language reads its inputs. */
  readonly data: string;
  readonly inputs: number;
};

export type PlannedScenario = Omit<ScenarioSpec, "data" | "runs"> & {
  /** SHA-256 of the scenario's data file. */
  readonly data: string;
  /** Fresh processes for each arm. */
  readonly runs: Count;
};

/** Contestants that take turns in the same rounds. */
export interface Group {
  readonly name: string;
  readonly contestants: readonly Contestant[];
}

/** One process of a round: an arm at a case. */
export interface Contestant {
  /** Unique in its group: "memoirist", "covet@growth-100", "covet+again", "covet+3%". */
  readonly id: string;
  readonly arm: string;
  readonly case: string;
  /** Work done for each unit of work that is reported: 1, and 1.03 for the sentinel whose true ratio is known. */
  readonly work: number;
}

/** log(time of `arm` / time of `against`), both contestants of one group. */
export interface PlannedRatio {
  /** "router/one-param/memoirist" */
  readonly claim: string;
  readonly group: string;
  /** The case that the ratio is listed under. */
  readonly case: string;
  /** Contestant ids. */
  readonly arm: string;
  readonly against: string;
  /** The smallest difference of interest as a fraction: 0.01, 0.03, 0.05. */
  readonly margin: number;
}

/** The control of one kind of workload: the same arm twice (true ratio 1), and with 3 % more work (true ratio 1.03). */
export interface Sentinel {
  readonly kind: CaseSpec["kind"];
  readonly group: string;
  readonly base: string;
  readonly again: string;
  readonly plus: string;
  /** The true ratio of `plus` over `base`. */
  readonly known: number;
}

export interface NotMeasured {
  /** A case or a scenario; "*" for every one. */
  readonly case: string;
  readonly arm: string;
  readonly reason: string;
  /** There where the arm says that it cannot express the case, or the profile leaves it out: nothing is missing that was to be had. */
  readonly cannotHold?: true;
}
