import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { NoiseRegime } from "../measure/calibration/noise.js";
import type { PlacementKind } from "../measure/environment/placement-kind.js";
import type { Project } from "./project.js";

/** What the calibrating process is asked: `order.json` of the calibration's folder. */
export interface CalibrationOrder {
  /** Path of the family file whose cases are calibrated with. */
  readonly family: string;
  /** 0: only evaluate. */
  readonly minutes: number;
  readonly seed: number;
  readonly cases?: readonly string[] | undefined;
  readonly regimes?: readonly NoiseRegime[] | undefined;
  readonly placements?: readonly PlacementKind[] | undefined;
  /** How many comparisons by each other tool the folder shall hold; 0 for none. */
  readonly tools: number;
  /** Tests have a lock of their own. */
  readonly lockFolder?: string | undefined;
}

/** What a calibration is at: `state.json`. */
export interface CalibrationState {
  readonly schema: 1;
  readonly pid: number;
  readonly startedAt: string;
  readonly minutes: number;
  readonly state: "running" | "finished" | "failed";
  /** One line for a reader. */
  readonly text: string;
  /** Cases that were left out because their arm failed. */
  readonly leftOut: readonly string[];
  readonly error: { readonly code: string; readonly message: string } | null;
}

/** Where this machine's calibration accumulates. */
export const calibrationFolder = (project: Project): string => join(project.results, "calibration");
/** The published one, where the published run's measurements are. */
export const publishedCalibration = (project: Project): string => join(project.results, "reference", "calibration");
/** The published one that lies beside the code, wherever results are put. */
export const shippedCalibration = (project: Project): string =>
  join(project.root, "results", "reference", "calibration");

export const stateFile = (folder: string): string => join(folder, "state.json");
export const sessionsFile = (folder: string): string => join(folder, "sessions.jsonl");
/** Other tools on the same questions, one comparison a line. */
export const toolsFile = (folder: string): string => join(folder, "tools.jsonl");
/** Comparisons of two commits, one a line. */
export const basesFile = (folder: string): string => join(folder, "bases.jsonl");
export const evaluationFile = (folder: string): string => join(folder, "evaluation.json");

/** Null where no calibration was ever started here. */
export const readCalibrationState = (folder: string): CalibrationState | null =>
  existsSync(stateFile(folder)) ? (JSON.parse(readFileSync(stateFile(folder), "utf8")) as CalibrationState) : null;
