// @ts-check
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/**
 * What is wrong with the newest run of a clone; empty if it is all there: the page, and each notebook executed to its end without an error.
 * @param {string} clone
 * @returns {string[]}
 */
export function whatRunLacks(clone) {
  const run = join(clone, "results", "latest");
  if (!existsSync(run)) return ["results/latest is not there"];
  const wrong = ["run.json", "claims.json", "report.html"]
    .filter((name) => !isFilled(join(run, name)))
    .map((name) => `${name} is not there`);
  const notebooks = executedNotebooks(run);
  if (notebooks.length === 0) wrong.push("no executed notebook");
  for (const path of notebooks) wrong.push(...whatNotebookLacks(path));
  return wrong;
}

/** @param {string} run @returns {string[]} */
function executedNotebooks(run) {
  const folder = join(run, "notebooks");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ipynb"))
    .map((name) => join(folder, name));
}

/** @param {string} path */
function whatNotebookLacks(path) {
  /** @type {{ cells: { cell_type: string, source: string | string[], execution_count: number | null, outputs?: { output_type: string }[] }[] }} */
  const { cells } = JSON.parse(readFileSync(path, "utf8"));
  const code = cells.filter((cell) => cell.cell_type === "code" && cell.source.length > 0);
  return code.flatMap((cell, index) => {
    if (cell.outputs?.some((output) => output.output_type === "error"))
      return [`${path}: code cell ${index + 1} failed`];
    return cell.execution_count === null ? [`${path}: code cell ${index + 1} was not executed`] : [];
  });
}

/** True once an executed notebook of any run holds a figure. @param {string} clone */
export function hasFigure(clone) {
  const results = join(clone, "results");
  if (!existsSync(results)) return false;
  return readdirSync(results, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ipynb"))
    .some((name) => readOrEmpty(join(results, name)).includes("application/vnd.plotly.v1+json"));
}

/** True if a text states a verdict. @param {string} text */
export const hasVerdict = (text) => /\b\d[\d.]*x (faster|slower)\b|\bno difference\b|\bnot decided yet\b/.test(text);

/** True once an executed notebook whose name holds `name` states a verdict. @param {string} clone @param {string} name */
export function hasVerdictIn(clone, name) {
  return readdirSync(clone, { recursive: true, encoding: "utf8" })
    .filter(
      (path) =>
        !path.includes("node_modules") && !path.startsWith(".venv") && path.endsWith(".ipynb") && path.includes(name),
    )
    .some((path) => hasVerdict(outputsOf(join(clone, path))));
}

/** @param {string} path of a notebook @returns {string} its outputs; a verdict in a cell's own text does not count */
function outputsOf(path) {
  try {
    const { cells } = JSON.parse(readFileSync(path, "utf8"));
    return JSON.stringify(cells.map((/** @type {{ outputs?: unknown }} */ cell) => cell.outputs ?? null));
  } catch {
    return "";
  }
}

/** @param {string} path */
const isFilled = (path) => (statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** @param {string} path */
function readOrEmpty(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
