import { createRequire } from "node:module";
import { escapeHtml } from "../escape-html.js";

interface Highlighter {
  registerLanguage(name: string, language: unknown): void;
  getLanguage(name: string): unknown;
  highlight(code: string, options: { language: string; ignoreIllegals: boolean }): { value: string };
}

const require = createRequire(import.meta.url);
const languages = ["typescript", "javascript", "python", "json", "bash", "sql", "rust"];
let loaded: Highlighter | null = null;

function highlighter(): Highlighter {
  if (loaded !== null) return loaded;
  const core = require("highlight.js/lib/core") as Highlighter;
  for (const language of languages) core.registerLanguage(language, require(`highlight.js/lib/languages/${language}`));
  loaded = core;
  return core;
}

/** Code as HTML with classes for its tokens; in a language that is not known, as plain text. */
export function highlightCode(code: string, language: string): string {
  const core = highlighter();
  return core.getLanguage(language) === undefined
    ? escapeHtml(code)
    : core.highlight(code, { language, ignoreIllegals: true }).value;
}
