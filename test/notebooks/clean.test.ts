import { execFileSync } from "node:child_process";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";

/** As committed (or staged): JupyterLab saves outputs into the file that a reader runs, and that is their right. */
const committed = (file: string) =>
  execFileSync("git", ["show", `:notebooks/${file}`], { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 26 });

const folder = resolve(import.meta.dirname, "../../notebooks");
const notebooks = execFileSync("git", ["ls-files", "*.ipynb"], { cwd: folder, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "" && !file.includes("/"));

interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly id: string;
  readonly source: string | string[];
  readonly outputs?: unknown[];
  readonly execution_count?: number | null;
}
interface Notebook {
  readonly nbformat: number;
  readonly nbformat_minor: number;
  readonly metadata: { readonly kernelspec?: { readonly name: string; readonly display_name: string } };
  readonly cells: readonly Cell[];
}

const text = (cell: Cell) => (typeof cell.source === "string" ? cell.source : cell.source.join(""));

/** Names in which a digit stands beside a unit-like word without being a measurement. */
const names = [
  /\bUTF-8\b/g,
  /\bO\([^)]*\)/g,
  /\bP(50|95|99)\b/g,
  /`[^`]*`/g,
  /\bHTTP\/\d(\.\d)?\b/g,
  /\[[^\]]*\]\([^)]*\)/g,
];
const measured =
  /\d[\d.,]*\s*(ns|µs|μs|us|ms|s|sec|seconds?|minutes?|min|x|×|times|%|percent|ops|req|requests|[KMG]i?B|bytes?)(?![\w-])/i;
const verdictWords = /\b(faster|slower|quicker|outperforms?|beats|no difference|twice|half as)\b/i;

/** Why a line of markdown may not stand as it is; null if it may. */
function fault(line: string): string | null {
  const bare = names.reduce((rest, name) => rest.replace(name, ""), line);
  if (measured.test(bare)) return "a typed number with a unit: let a sentence compute it";
  if (verdictWords.test(bare)) return "a typed verdict: let a sentence compute it";
  return null;
}

describe("the check itself", () => {
  test.each([
    "Routing takes 0.54 µs.",
    "It is 25x faster.",
    "12 % of the time",
    "Covet is slower here",
    "twice the speed",
    "3 times as much",
  ])("refuses %j", (line) => expect(fault(line)).not.toBeNull());
  test.each([
    "The tree gives O(log n).",
    "P99 is shown",
    "UTF-8 text",
    "Section 3, table 1",
    "100 routes",
    "see `x = 5 ms`",
  ])("allows %j", (line) => expect(fault(line)).toBeNull());
});

test("the notebooks are here", () =>
  expect(notebooks).toEqual(expect.arrayContaining(["00-start-here.ipynb", "03-routing.ipynb"])));

describe.each(notebooks)("%s", (file) => {
  const notebook = JSON.parse(committed(file)) as Notebook;

  test("is nbformat 4.5 for the tslab kernel, with unique cell ids", () => {
    expect([notebook.nbformat, notebook.nbformat_minor]).toEqual([4, 5]);
    expect(notebook.metadata.kernelspec?.name).toBe("tslab");
    const ids = notebook.cells.map((cell) => cell.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
  });

  test("has no outputs and no execution counts", () => {
    for (const cell of notebook.cells.filter((cell) => cell.cell_type === "code")) {
      expect(cell.outputs).toEqual([]);
      expect(cell.execution_count).toBeNull();
    }
  });

  test("is short: at most 25 cells, 12 lines a cell", () => {
    expect(notebook.cells.length).toBeLessThanOrEqual(25);
    for (const cell of notebook.cells) expect(text(cell).split("\n").length, cell.id).toBeLessThanOrEqual(12);
  });

  test("types no number and no verdict", () => {
    for (const cell of notebook.cells.filter((cell) => cell.cell_type === "markdown"))
      for (const line of text(cell).split("\n")) expect(fault(line), `${cell.id}: ${line}`).toBeNull();
  });
});
