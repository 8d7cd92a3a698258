import type { PlacementKind } from "../environment/placement-kind.js";
import type { NoiseRegime } from "./noise.js";

/** What the contestants of a calibration's round are: the same work four times, known amounts of it, or one process alone, as in other designs. */
export type Question = "same" | "known" | "alone";

/** One place of the calibration's table: what is timed, under which noise, on which threads, and what is asked. */
export interface Cell {
  /** A case of the family that is calibrated with: "integer". */
  readonly case: string;
  readonly regime: NoiseRegime;
  readonly placement: PlacementKind;
  readonly question: Question;
  /** Rounds that it should come to: a cell with twice the wish gets twice the rounds. */
  readonly wish: number;
}

/** The file of a cell's rounds in the calibration's folder: "integer.quiet.all.same.jsonl". */
export const cellFile = ({ case: at, regime, placement, question }: Omit<Cell, "wish">): string =>
  `${at}.${regime}.${placement}.${question}.jsonl`;

/** The cell that a file's name tells; null for any other file. */
export function cellOfFile(name: string): Omit<Cell, "wish"> | null {
  const parts =
    /^([a-z0-9-]+)\.(quiet|one-core|in-step|both-cores|memory)\.(all|main|scheduler)\.(same|known|alone)\.jsonl(\.gz)?$/.exec(
      name,
    );
  if (parts === null) return null;
  const [, at = "", regime, placement, question] = parts;
  return {
    case: at,
    regime: regime as NoiseRegime,
    placement: placement as PlacementKind,
    question: question as Question,
  };
}
