import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { readLines } from "../samples/read-lines.js";
import type { Round } from "../samples/round.js";
import { newestRound, roundSchema } from "../samples/schemas.js";
import { type Cell, cellFile, cellOfFile } from "./cell.js";

/** A cell's rounds as they were recorded, in order. */
export interface RecordedCell extends Omit<Cell, "wish"> {
  readonly rounds: readonly Round[];
}

/** One cell's rounds; none where nothing was recorded. @throws LabError of `readLines` */
export const readCell = (folder: string, cell: Omit<Cell, "wish">): readonly Round[] =>
  readLines(join(folder, cellFile(cell)), roundSchema, newestRound).items;

/** Every cell of a folder, by name. @throws LabError of `readLines` */
export function readCells(folder: string): readonly RecordedCell[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .sort()
    .flatMap((name) => {
      const cell = cellOfFile(name);
      return cell === null ? [] : [{ ...cell, rounds: readCell(folder, cell) }];
    });
}
