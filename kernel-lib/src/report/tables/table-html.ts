import { escapeHtml } from "../escape-html.js";
import { cellText } from "./cell.js";
import type { Table } from "./table.js";

/** A table as HTML that is complete without a style sheet: `align` and `scope` do what is needed. */
export function tableHtml(table: Table): string {
  const numeric = table.numericColumns();
  const align = (index: number) => (numeric[index] === true ? ' align="right"' : ' align="left"');
  const head = table.columns
    .map((column, index) => `<th scope="col"${align(index)}>${escapeHtml(column)}</th>`)
    .join("");
  const rows = table.rows.map((row) => {
    const cells = row.map((cell, index) => {
      const shown = typeof cell === "object" && cell !== null && cell.source !== undefined;
      const title = shown ? ` title="${escapeHtml(cell.source ?? "")}"` : "";
      const [tag, scope] = index === 0 ? ["th", ' scope="row"'] : ["td", ""];
      return `<${tag}${scope}${align(index)}${title}>${escapeHtml(cellText(cell))}</${tag}>`;
    });
    return `<tr>${cells.join("")}</tr>`;
  });
  const caption = table.caption === "" ? "" : `<caption>${escapeHtml(table.caption)}</caption>`;
  const notes =
    table.notes.length === 0 ? "" : `<ul>${table.notes.map((note) => `<li>${escapeHtml(note)}</li>`).join("")}</ul>`;
  return `<table>${caption}<thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table>${notes}`;
}
