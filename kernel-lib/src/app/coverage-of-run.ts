import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCoverage } from "../report/data/coverage-schema.js";
import { parseJsonFile } from "../report/data/parse-json-file.js";

interface ExecutedCell {
  readonly id: string;
  readonly cell_type: string;
  readonly outputs?: readonly { readonly output_type: string }[];
}

/**
 * The share of the source report's headings and table rows that a run shows: the cell of `datasets/coverage.json` is in the executed notebook, and a code
 * cell has an output that is no error; or there is a reason why nothing shows it.
 * @returns 0 to 1
 */
export function coverageOfRun(folder: string): number {
  const known = new Map<string, readonly ExecutedCell[]>();
  const cellsOf = (notebook: string): readonly ExecutedCell[] => {
    const file = join(folder, "notebooks", `${notebook}.ipynb`);
    const cells =
      known.get(notebook) ??
      (existsSync(file)
        ? (parseJsonFile(file, readFileSync(file, "utf8")) as { cells: readonly ExecutedCell[] }).cells
        : []);
    known.set(notebook, cells);
    return cells;
  };
  const { headings, rows } = readCoverage();
  const places = [...headings, ...rows];
  const shown = places.filter((place) => {
    if ("notMeasured" in place) return true;
    const cell = cellsOf(place.notebook).find(({ id }) => id === place.cell);
    if (cell === undefined || cell.cell_type !== "code") return cell !== undefined;
    const outputs = cell.outputs ?? [];
    return outputs.length > 0 && outputs.every(({ output_type }) => output_type !== "error");
  });
  return shown.length / places.length;
}
