import type { Notebook } from "../notebook/runner/notebook.js";

/** The families that a notebook measures, as its cells name them: `bench({ family: "router" … })`. Each once, in order. */
export function familiesOf(notebook: Notebook): string[] {
  const code = notebook.cells.filter((cell) => cell.cell_type === "code").map((cell) => cell.source);
  const found = code.flatMap((text) =>
    [...text.matchAll(/\bbench\(\s*\{\s*family:\s*["'`]([^"'`]+)["'`]/g)].map((match) => match[1] ?? ""),
  );
  return [...new Set(found)];
}
