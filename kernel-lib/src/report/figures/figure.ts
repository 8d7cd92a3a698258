import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { Json } from "../../base/json.js";
import { LabError } from "../../base/lab-error.js";
import type { Caveat } from "../caveats/caveat.js";
import { escapeHtml } from "../escape-html.js";
import { Table } from "../tables/table.js";
import { findTypedNumbers } from "../words/typed-numbers.js";
import { caveatNote } from "./caveat-note.js";
import { stableJson } from "./stable-json.js";
import { baseLayout, plotConfig } from "./theme.js";

/** What the notebook says about a figure. */
export interface FigureText {
  readonly title: string;
  /** What the picture shows, for who does not see it: one sentence, no measured numbers (the data table has them). */
  readonly alt: string;
}

/** What a figure is made from. */
export interface FigureParts extends FigureText {
  /** Anchor in a page: "figure-router-ratios". */
  readonly id: string;
  readonly family: string;
  /** How to read it, what an interval is, when the samples were taken. */
  readonly caption: string;
  readonly traces: readonly object[];
  /** Only what differs from the shared theme. */
  readonly layout: {
    readonly xaxis: object;
    readonly yaxis: object;
    readonly height: number;
    readonly [key: string]: unknown;
  };
  /** Its notes are left out: the figure says its caveats itself. */
  readonly table: Table;
  readonly caveats: readonly Caveat[];
}

function checkText(kind: "title" | "alt", text: unknown): void {
  if (typeof text !== "string" || text.trim() === "")
    throw new LabError("figure-text-missing", `the figure has no ${kind}`, { remedy: `give it one: { ${kind}: "…" }` });
  const typed = findTypedNumbers(text);
  if (typed.length > 0)
    throw new LabError("figure-typed-number", `the figure's ${kind} says "${typed[0]}" in its own words`, {
      data: { [kind]: text, found: typed },
      remedy: "describe what is shown; the figure itself says the numbers",
    });
}

/** A figure: a Plotly picture, its caption, its text alternative, its data as a table, and what limits it. Equal data, equal bytes. */
export class Figure implements Displayable {
  readonly id: string;
  readonly title: string;
  readonly alt: string;
  readonly caption: string;
  readonly table: Table;
  readonly caveats: readonly Caveat[];
  /** The Plotly figure: `{ data, layout, config }`. */
  readonly plotly: Json;

  /** @throws LabError "figure-text-missing", "figure-typed-number". */
  constructor(parts: FigureParts) {
    checkText("title", parts.title);
    checkText("alt", parts.alt);
    this.id = parts.id;
    this.title = parts.title;
    this.alt = parts.alt;
    this.caption = parts.caption;
    const { columns, rows, caption } = parts.table;
    this.table = new Table({ columns, rows, caption });
    this.caveats = parts.caveats;
    const labels = (parts.layout.yaxis as { ticktext?: readonly string[] }).ticktext ?? [];
    const note = caveatNote([parts.caption, ...parts.caveats.map((caveat) => caveat.text)], labels);
    const { xaxis, yaxis, annotations, margin, ...rest } = parts.layout;
    const layout = {
      ...baseLayout,
      ...rest,
      title: {
        text: parts.title,
        x: 0,
        xref: "container",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { l: 12, t: 14 },
        font: { size: 16 },
      },
      xaxis: { ...baseLayout.xaxis, ...xaxis },
      yaxis: { ...baseLayout.yaxis, ...yaxis },
      annotations: [...(Array.isArray(annotations) ? annotations : []), note.annotation],
      height: parts.layout.height + note.height,
      margin: { t: 48, r: 24, l: 24, ...(margin as object | undefined), b: 68 + note.height },
      meta: { figure: parts.id, family: parts.family, alt: parts.alt, noteHeight: note.height, csv: parts.table.csv() },
    };
    this.plotly = stableJson({ data: parts.traces, layout, config: plotConfig });
  }

  /** Title, caption, what limits the figure, and its data; complete without style sheets and scripts. */
  html(): string {
    const caveats = this.caveats.map(
      (caveat) => `<li data-caveat="${escapeHtml(caveat.id)}">${escapeHtml(caveat.text)}</li>`,
    );
    const limits = caveats.length === 0 ? "" : `<p>What limits this figure:</p><ul>${caveats.join("")}</ul>`;
    return [
      `<figure id="${escapeHtml(this.id)}" aria-label="${escapeHtml(this.alt)}">`,
      `<figcaption><strong>${escapeHtml(this.title)}</strong><br>${escapeHtml(this.alt)} <small>${escapeHtml(this.caption)}</small></figcaption>`,
      limits,
      `<details open><summary>Data of this figure</summary>${this.table.html()}</details>`,
      "</figure>",
    ].join("");
  }

  toString(): string {
    const limits = this.caveats.map((caveat) => `* ${caveat.text}`);
    return [this.title, this.alt, this.caption, ...limits, this.table.toString()].join("\n");
  }

  [jupyterDisplay](): MimeBundle {
    return { "application/vnd.plotly.v1+json": this.plotly, "text/html": this.html(), "text/plain": this.toString() };
  }
}
