import { escapeHtml } from "../escape-html.js";
import { highlightCode } from "./highlight-code.js";
import type { Notebook, NotebookCell } from "./notebook-schema.js";
import type { PageParts } from "./page-parts.js";
import { renderMarkdown } from "./render-markdown.js";
import { renderOutput } from "./render-output.js";

function languageOf(notebook: Notebook): string {
  const named = notebook.metadata.language_info?.name ?? notebook.metadata.kernelspec?.language ?? "typescript";
  return named.toLowerCase() === "tslab" ? "typescript" : named.toLowerCase();
}

function renderCell(cell: NotebookCell, number: number, language: string, page: PageParts): string {
  switch (cell.cell_type) {
    case "markdown":
      return `<div class="prose">${renderMarkdown(cell.source, { page, attachments: cell.attachments, headings: true })}</div>`;
    case "raw":
      return `<pre class="raw" tabindex="0">${escapeHtml(cell.source)}</pre>`;
    case "code": {
      const code =
        cell.source.trim() === ""
          ? ""
          : `<pre class="code" tabindex="0" role="region" aria-label="code of cell ${number}"><code>${highlightCode(cell.source, language)}</code></pre>`;
      const outputs = cell.outputs.map((output) => `<div class="output">${renderOutput(output, page)}</div>`);
      return `<div class="cell">${code}${outputs.join("")}</div>`;
    }
  }
}

/** One notebook as a section of the page. A notebook whose cells were never run says so. */
export function renderNotebook(notebook: Notebook, anchor: string, name: string, page: PageParts): string {
  const language = languageOf(notebook);
  page.notebook = anchor;
  const cells = notebook.cells.map((cell, index) => renderCell(cell, index + 1, language, page));
  const code = notebook.cells.filter((cell) => cell.cell_type === "code" && cell.source.trim() !== "");
  const empty = code.length > 0 && code.every((cell) => cell.cell_type === "code" && cell.outputs.length === 0);
  const note = empty
    ? `<p class="remark" role="note">${escapeHtml(name)} holds no outputs: its cells were not run before it was exported. Run it, then export it again.</p>`
    : "";
  return `<section class="notebook" id="${escapeHtml(anchor)}" aria-label="${escapeHtml(name)}">${note}${cells.join("\n")}</section>`;
}
