import { escapeHtml } from "../escape-html.js";
import { type DataFile, dataFiles } from "./data-files.js";
import { checkNotebook } from "./notebook-schema.js";
import { PageParts } from "./page-parts.js";
import { pageScript } from "./page-script.js";
import { pageStyle } from "./page-style.js";
import { cspHash, plotlyLibrary } from "./plotly-library.js";
import { renderNotebook } from "./render-notebook.js";

/** What a page is made from. */
export interface PageOptions {
  readonly title: string;
  /** One line under the title: when, where, which profile. */
  readonly subtitle?: string;
  /** Executed notebooks as parsed JSON, in the order of the page; `name` is the file's, "03-routing.ipynb". */
  readonly notebooks: readonly { readonly name: string; readonly notebook: unknown }[];
  /** Files that can be saved from the page: results as JSON, packed into it; figures and claims link to those of their family. */
  readonly data?: readonly DataFile[];
  /** Language of the text; "en" where left out. */
  readonly language?: string;
}

/** JSON inside a script element: no `<` can end it or open a comment. */
const inertJson = (value: unknown): string => JSON.stringify(value).replaceAll("<", "\\u003c");

/** Nothing may be loaded; only the page's own script and the plotting library, by hash, may run. */
function policy(styleHash: string, scriptHashes: readonly string[]): string {
  const scripts = scriptHashes.map((hash) => `'${hash}'`).join(" ");
  return [
    "default-src 'none'",
    `script-src ${scripts}`,
    `style-src-elem '${styleHash}' '${cspHash("")}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/** Every claim ends with links to its section, to the figures and to the data of its family; every figure with links to its data. */
function linkFamilies(html: string, page: PageParts, data: readonly DataFile[]): string {
  const link = (id: string, text: string) => `<a href="#${escapeHtml(id)}">${escapeHtml(text)}</a>`;
  const files = (family: string) =>
    data.filter((file) => file.family === family).map((file) => link(`file-${file.name}`, file.name));
  const line = (parts: readonly string[]) => (parts.length === 0 ? "" : `<p class="links">${parts.join(" ")}</p>`);
  const part = (word: string, links: readonly string[]) => (links.length === 0 ? [] : [`${word}: ${links.join(", ")}`]);
  return html
    .replaceAll(/<!--figures of ([^>]*?) in ([^>]*?)-->/g, (_, family: string, notebook: string) => {
      const ofFamily = page.figures.filter((figure) => figure.family === family);
      const figures = ofFamily.map(({ id, title }) => link(id, title));
      const section = ofFamily[0]?.notebook ?? notebook;
      const elsewhere = section === notebook ? [] : [link(section, section)];
      return line([...part("Section", elsewhere), ...part("Figures", figures), ...part("Data", files(family))]);
    })
    .replaceAll(/<!--data of ([^>]*?)-->/g, (_, family: string) => line(part("All data", files(family))));
}

/** Up to so many notebooks the contents list every heading at once; of more, each notebook's own are folded. */
const fewNotebooks = 3;

function contents(page: PageParts): string {
  const shown = page.headings.filter((heading) => heading.level <= 4);
  const link = ({ id, text }: (typeof shown)[number]) => `<a href="#${escapeHtml(id)}">${escapeHtml(text)}</a>`;
  const item = (heading: (typeof shown)[number]) => `<li class="level-${heading.level}">${link(heading)}</li>`;
  const entries: string[] = [];
  for (let at = 0; at < shown.length; ) {
    const heading = shown[at];
    if (heading === undefined) break;
    const next = shown.findIndex((other, place) => place > at && other.level <= 2);
    const inner = shown.slice(at + 1, next === -1 ? undefined : next);
    const folded = page.notebooks.size > fewNotebooks && heading.level <= 2 && inner.length > 0;
    entries.push(
      folded
        ? `<li class="level-2"><details><summary>${link(heading)}</summary><ul>${inner.map(item).join("")}</ul></details></li>`
        : [heading, ...inner].map(item).join(""),
    );
    at = next === -1 ? shown.length : next;
  }
  return `<nav aria-label="Contents"><h2>Contents</h2><ul>${entries.join("")}</ul></nav>`;
}

/**
 * One HTML file of executed notebooks: nothing is loaded from anywhere, figures are live, and each has its data as a table, so that the
 * page can be read without scripts too. What notebooks brought as HTML is cleaned. Same input, same bytes.
 * @throws LabError "notebook-invalid" naming the notebook.
 */
export function exportPage(options: PageOptions): string {
  const page = new PageParts();
  for (const { name } of options.notebooks) page.notebooks.set(name, page.anchor(name.replace(/\.ipynb$/, "")));
  const sections = options.notebooks.map(({ name, notebook }) =>
    renderNotebook(checkNotebook(notebook, name), page.notebooks.get(name) ?? "", name, page),
  );
  const files = options.data ?? [];
  const main = linkFamilies(sections.join("\n"), page, files);
  const withFigures = page.figures.length > 0;
  const library = withFigures ? plotlyLibrary() : null;
  const scripts = library === null ? [] : [cspHash(pageScript), library.hash];
  const data = page.figures.map(
    (figure) => `<script type="application/json" id="data-${escapeHtml(figure.id)}">${inertJson(figure.spec)}</script>`,
  );
  const subtitle = options.subtitle === undefined ? "" : `<p>${escapeHtml(options.subtitle)}</p>`;
  const noScript = withFigures
    ? `<noscript><p class="remark">Without JavaScript no picture is drawn; the data of every figure stands in its table.</p></noscript>`
    : "";
  return `<!doctype html>
<html lang="${escapeHtml(options.language ?? "en")}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy(cspHash(pageStyle), scripts.length === 0 ? ["none"] : scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(options.title)}</title>
<link rel="icon" href="data:,">
<style>${pageStyle}</style>
</head>
<body>
<a class="skip" href="#content">To the content</a>
<div class="frame">
<header><h1>${escapeHtml(options.title)}</h1>${subtitle}${noScript}</header>
${contents(page)}
<main id="content">
${main}
${dataFiles(files)}
</main>
</div>
${data.join("\n")}
${library === null ? "" : `<script type="application/gzip+base64" id="plotly">${library.packed}</script>\n<script>${pageScript}</script>`}
</body>
</html>
`;
}
