import { escapeHtml } from "../escape-html.js";
import { claimMime } from "../ledger/claim-view.js";
import { ansiHtml } from "./ansi-html.js";
import { cleanHtml } from "./clean-html.js";
import type { NotebookOutput } from "./notebook-schema.js";
import type { PageParts } from "./page-parts.js";
import { renderMarkdown } from "./render-markdown.js";
import { titleRoom } from "./title-room.js";

const plotlyMime = "application/vnd.plotly.v1+json";
const images = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"];

type Bundle = Readonly<Record<string, unknown>>;
type Renderer = (bundle: Bundle, page: PageParts) => string | null;

/** A text of a bundle: notebooks keep long ones as lists of lines. */
function textOf(value: unknown): string | null {
  if (typeof value === "string") return value;
  return Array.isArray(value) && value.every((line) => typeof line === "string") ? value.join("") : null;
}

const asRecord = (value: unknown): Bundle => (typeof value === "object" && value !== null ? (value as Bundle) : {});

/** Over this many columns a table is set in small type. */
const manyColumns = 9;

/** Wide tables scroll in their own frame, which the keyboard reaches. */
const framed = (html: string): string =>
  html.replaceAll(/<table.*?<\/table>/gs, (table) => {
    const columns = (table.split("</tr>", 1)[0] ?? "").split(/<t[hd][ >]/).length - 1;
    return `<div class="wide${columns > manyColumns ? " many" : ""}" tabindex="0" role="region" aria-label="table">${table}</div>`;
  });

const csvLink = (csv: string, name: string): string =>
  `<p class="download"><a download="${escapeHtml(name)}.csv" href="data:text/csv;charset=utf-8,${encodeURIComponent(csv)}">Data of this figure as CSV</a></p>`;

/** A figure without its data as CSV and its caveats, which the page has as text. */
function withoutTexts(spec: object): object {
  const layout = asRecord(asRecord(spec).layout);
  const { csv: _, ...meta } = asRecord(layout.meta);
  const kept = Array.isArray(layout.annotations)
    ? { annotations: layout.annotations.filter((one) => asRecord(one).name !== "caveats") }
    : {};
  return "layout" in spec ? { ...spec, layout: { ...layout, ...kept, ...("meta" in layout ? { meta } : {}) } } : spec;
}

/** Without title and caveats, which the page prints as text. */
function drawnHeight(layout: Bundle, meta: Bundle): number {
  const number = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);
  const title = meta.figure !== undefined && layout.title !== undefined ? titleRoom : 0;
  return Math.round(number(layout.height, 450) - number(meta.noteHeight, 0) - title);
}

const renderFigure: Renderer = (bundle, page) => {
  const spec = bundle[plotlyMime];
  if (typeof spec !== "object" || spec === null) return null;
  const layout = asRecord(asRecord(spec).layout);
  const meta = asRecord(layout.meta);
  const words = textOf(asRecord(layout.title).text) ?? textOf(layout.title) ?? "figure";
  const alt = textOf(meta.alt) ?? words;
  const id = page.anchor(textOf(meta.figure) ?? "figure");
  const family = textOf(meta.family);
  page.figures.push({ id, title: words, family, spec: withoutTexts(spec), notebook: page.notebook });
  const html = textOf(bundle["text/html"]);
  const fallback = html === null ? `<p>${escapeHtml(alt)}</p>` : framed(cleanHtml(html));
  const csv = textOf(meta.csv);
  const plot = `<div class="plot" data-figure="${escapeHtml(id)}" data-height="${drawnHeight(layout, meta)}" role="img" aria-label="${escapeHtml(alt)}"></div>`;
  const body = fallback.includes("</figcaption>")
    ? fallback.replace("</figcaption>", `</figcaption>${plot}`)
    : plot + fallback;
  return `<div class="figure" id="${escapeHtml(id)}">${body}${csv === null ? "" : csvLink(csv, id)}${family === null ? "" : `<!--data of ${escapeHtml(family)}-->`}</div>`;
};

const renderClaim: Renderer = (bundle, page) => {
  const claim = asRecord(bundle[claimMime]);
  const [id, family, html] = [claim.id, claim.family, bundle["text/html"]].map(textOf);
  if (id == null || family == null || html == null) return null;
  const anchor = page.anchor(`claim-${id}`);
  const state = escapeHtml(textOf(claim.state) ?? "");
  return `<div class="claim" id="${escapeHtml(anchor)}" data-state="${state}">${cleanHtml(html)}<!--figures of ${escapeHtml(family)} in ${escapeHtml(page.notebook)}--></div>`;
};

const renderImage: Renderer = (bundle) => {
  for (const type of images) {
    const content = textOf(bundle[type]);
    if (content === null) continue;
    const data = type === "image/svg+xml" ? Buffer.from(content).toString("base64") : content.replaceAll(/\s/g, "");
    return `<img src="data:${type};base64,${escapeHtml(data)}" alt="${escapeHtml(textOf(bundle["text/plain"]) ?? "picture without a description")}">`;
  }
  return null;
};

const renderers: readonly Renderer[] = [
  renderFigure,
  renderClaim,
  (bundle) => {
    const html = textOf(bundle["text/html"]);
    return html === null ? null : framed(cleanHtml(html));
  },
  (bundle, page) => {
    const markdown = textOf(bundle["text/markdown"]);
    return markdown === null ? null : renderMarkdown(markdown, { page, headings: false });
  },
  renderImage,
  (bundle) => {
    const json = bundle["application/json"];
    return json === undefined ? null : `<pre tabindex="0">${escapeHtml(JSON.stringify(json, null, 2))}</pre>`;
  },
  (bundle) => {
    const text = textOf(bundle["text/plain"]);
    return text === null ? null : `<pre tabindex="0">${ansiHtml(text)}</pre>`;
  },
];

/** The richest form of an output that the page can show safely; an output in none of the known forms is named. */
export function renderOutput(output: NotebookOutput, page: PageParts): string {
  switch (output.output_type) {
    case "stream":
      return `<pre class="${output.name === "stderr" ? "stderr" : "stdout"}" tabindex="0">${ansiHtml(output.text)}</pre>`;
    case "error": {
      const trace = output.traceback.join("\n");
      const text = trace === "" ? `${output.ename}: ${output.evalue}` : trace;
      return `<div class="error" role="note" aria-label="error of this cell"><p><strong>${escapeHtml(output.ename)}</strong>: ${escapeHtml(output.evalue)}</p><pre tabindex="0">${ansiHtml(text)}</pre></div>`;
    }
    default: {
      for (const render of renderers) {
        const html = render(output.data, page);
        if (html !== null) return html;
      }
      return `<p class="remark">An output that a page cannot show: ${escapeHtml(Object.keys(output.data).join(", "))}.</p>`;
    }
  }
}
