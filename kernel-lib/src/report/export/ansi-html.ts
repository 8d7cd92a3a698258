import { escapeHtml } from "../escape-html.js";

const escapeCharacter = "\u001b";
/** A whole escape sequence: CSI … final byte, OSC … BEL or ST, or a two-character one. */
const sequence = new RegExp(
  `${escapeCharacter}(?:\\[([0-9;:?]*)[ -/]*([@-~])|\\][^\\u0007${escapeCharacter}]*(?:\\u0007|${escapeCharacter}\\\\)?|[@-Z\\\\^_])`,
  "gu",
);

interface Style {
  color: number | null;
  bold: boolean;
  faint: boolean;
  italic: boolean;
  underline: boolean;
}

/** What is left of cut sequences, and other letters that print nothing; tab and newline stay. */
const controls = /(?![\t\n])\p{Cc}/gu;

const plain = (): Style => ({ color: null, bold: false, faint: false, italic: false, underline: false });

/** Applies the codes of one `CSI … m`. Of colours the sixteen named ones are kept; 256 and true colours are read over. */
function apply(style: Style, codes: readonly number[]): Style {
  let next = { ...style };
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === 0) next = plain();
    else if (code === 1) next.bold = true;
    else if (code === 2) next.faint = true;
    else if (code === 3) next.italic = true;
    else if (code === 4) next.underline = true;
    else if (code === 22) next.bold = next.faint = false;
    else if (code === 23) next.italic = false;
    else if (code === 24) next.underline = false;
    else if (code >= 30 && code <= 37) next.color = code - 30;
    else if (code >= 90 && code <= 97) next.color = code - 82;
    else if (code === 39) next.color = null;
    else if (code === 38 || code === 48) at += codes[at + 1] === 5 ? 2 : 4;
  }
  return next;
}

function classesOf(style: Style): string {
  const named = [
    style.color === null ? "" : `ansi-${style.color}`,
    ...(["bold", "faint", "italic", "underline"] as const).map((key) => (style[key] ? `ansi-${key}` : "")),
  ];
  return named.filter((one) => one !== "").join(" ");
}

/** The last state of each line that was overwritten by carriage returns, as a terminal shows a progress bar. */
function overwritten(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => line.split("\r").findLast((part) => part !== "") ?? "")
    .join("\n");
}

/** Terminal text as HTML: colours and weights become classes, all other escape sequences are dropped. Linear in the text. */
export function ansiHtml(text: string): string {
  const shown = overwritten(text);
  let [html, style, at] = ["", plain(), 0];
  const put = (raw: string): void => {
    const piece = raw.replaceAll(controls, "");
    if (piece === "") return;
    const classes = classesOf(style);
    html += classes === "" ? escapeHtml(piece) : `<span class="${classes}">${escapeHtml(piece)}</span>`;
  };
  for (const match of shown.matchAll(sequence)) {
    put(shown.slice(at, match.index));
    at = match.index + match[0].length;
    if (match[2] === "m") style = apply(style, (match[1] ?? "").split(/[;:]/).map(Number));
  }
  put(shown.slice(at));
  return html;
}
