import MarkdownIt from "markdown-it";
import { escapeHtml } from "../escape-html.js";
import { highlightCode } from "./highlight-code.js";
import type { PageParts } from "./page-parts.js";

type Attachments = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What a markdown text may refer to. */
export interface MarkdownContext {
  readonly page: PageParts;
  readonly attachments?: Attachments | undefined;
  /** True for a cell, whose headings join the contents; false for an output. */
  readonly headings: boolean;
}

/** An attachment as a data URI; null where it is not a picture of this cell. */
function attached(source: string, attachments: Attachments | undefined): string | null {
  const found = Object.entries(attachments?.[decodeURIComponent(source.slice("attachment:".length))] ?? {})[0];
  return found !== undefined && /^image\/(png|jpeg|gif|webp)$/.test(found[0])
    ? `data:${found[0]};base64,${String(found[1])}`
    : null;
}

/** Links to notebooks that are part of the page lead to their place in it. */
function localLink(href: string, page: PageParts): string {
  const file = /^(?:\.\/)?([^/#?]+\.ipynb)(?:#.*)?$/.exec(href)?.[1];
  const anchor = file === undefined ? undefined : page.notebooks.get(decodeURIComponent(file));
  return anchor === undefined ? href : `#${anchor}`;
}

/**
 * Markdown as HTML. HTML inside the markdown is shown as text, not trusted; headings go down by one level, because the page has its own
 * title; pictures must be attachments or data URIs, others are named in text, because the page loads nothing.
 */
export function renderMarkdown(text: string, context: MarkdownContext): string {
  const { page } = context;
  const markdown = new MarkdownIt({
    html: false,
    linkify: true,
    highlight: (code, language) => highlightCode(code, language),
  });
  const { rules } = markdown.renderer;
  rules.heading_open = (tokens, index) => {
    const token = tokens[index];
    const level = Math.min(6, Number(token?.tag.slice(1) ?? 1) + 1);
    const words = tokens[index + 1]?.children?.map((part) => part.content).join("") ?? "";
    const id = page.anchor(words);
    if (context.headings) page.headings.push({ level, id, text: words });
    return `<h${level} id="${escapeHtml(id)}">`;
  };
  rules.heading_close = (tokens, index) => `</h${Math.min(6, Number(tokens[index]?.tag.slice(1) ?? 1) + 1)}>\n`;
  rules.image = (tokens, index) => {
    const token = tokens[index];
    const source = String(token?.attrGet("src") ?? "");
    const alt = token?.children?.map((part) => part.content).join("") ?? "";
    const data = source.startsWith("attachment:")
      ? attached(source, context.attachments)
      : /^data:image\/(?:png|jpeg|gif|webp);/.test(source)
        ? source
        : null;
    return data === null
      ? `<em>picture: ${escapeHtml(alt === "" ? source : alt)}</em>`
      : `<img src="${escapeHtml(data)}" alt="${escapeHtml(alt)}">`;
  };
  rules.link_open = (tokens, index) => {
    const href = localLink(String(tokens[index]?.attrGet("href") ?? ""), page);
    return `<a href="${escapeHtml(href)}"${href.startsWith("#") ? "" : ' rel="noopener noreferrer"'}>`;
  };
  rules.table_open = () => '<div class="wide" tabindex="0" role="region" aria-label="table"><table>';
  rules.table_close = () => "</table></div>";
  return markdown.render(text);
}
