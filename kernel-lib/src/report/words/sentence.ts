import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";
import { escapeHtml } from "../escape-html.js";
import { Counted } from "./counted.js";
import { Name } from "./name.js";
import { Quantity } from "./quantity.js";
import { TogetherWords } from "./together-words.js";
import { findTypedNumbers } from "./typed-numbers.js";
import { VerdictWords } from "./verdict-words.js";

/** What a sentence takes in `${}`. */
export type SentenceValue = Quantity | VerdictWords | TogetherWords | Name | Counted;

const markdownSpecials = /[\\`*_{}[\]<>#|~!]/g;

function isSentenceValue(value: unknown): value is SentenceValue {
  return [Quantity, VerdictWords, TogetherWords, Name, Counted].some((kind) => value instanceof kind);
}

function refuse(value: unknown, position: number): LabError {
  const got = typeof value === "object" && value !== null ? value.constructor.name : `${typeof value} ${String(value)}`;
  return new LabError("sentence-raw-value", `value ${position} of the sentence is a raw ${got}`, {
    data: { position, type: typeof value },
    remedy:
      "pass a quantity (report.time(…), report.ratio(…), quantity({ … })), a verdict (report.verdict(…)), a name (report.name(…), name(…)) or a count (counted(n, …))",
  });
}

/** A sentence whose numbers and verdicts are measured values: run again, it says what was then measured. */
export class Sentence implements Displayable {
  readonly text: string;
  readonly markdown: string;
  readonly html: string;

  constructor(literals: readonly string[], values: readonly SentenceValue[]) {
    let [text, markdown, html] = ["", "", ""];
    for (const [index, literal] of literals.entries()) {
      text += literal;
      markdown += literal;
      html += escapeHtml(literal);
      const value = values[index];
      if (value === undefined) continue;
      const after = values[index + 1];
      const spoken = value.speak(`${literals[index + 1] ?? ""}${after instanceof Name ? after.text : ""}`);
      text += spoken.text;
      markdown += `**${spoken.text.replace(markdownSpecials, "\\$&")}**`;
      html += `<strong${spoken.source === null ? "" : ` title="${escapeHtml(spoken.source)}"`}>${escapeHtml(spoken.text)}</strong>`;
    }
    this.text = text.trim();
    this.markdown = markdown.trim();
    this.html = `<p>${html.trim()}</p>`;
  }

  toString(): string {
    return this.text;
  }

  [jupyterDisplay](): MimeBundle {
    return { "text/html": this.html, "text/markdown": this.markdown, "text/plain": this.text };
  }
}

/**
 * A sentence with measured values in it: sentence`A route takes ${report.time("one-param")}.`
 * @throws LabError "sentence-raw-value" for a raw number, string or anything else that is not a measured value, name or count;
 *   "sentence-typed-number" where the text itself says a number with a unit or a verdict's word.
 */
export function sentence(literals: TemplateStringsArray, ...values: readonly SentenceValue[]): Sentence {
  for (const [index, value] of values.entries()) if (!isSentenceValue(value)) throw refuse(value, index + 1);
  const typed = literals.flatMap((literal) => findTypedNumbers(literal));
  if (typed.length > 0)
    throw new LabError("sentence-typed-number", `the sentence says "${typed[0]}" in its own words`, {
      data: { found: typed },
      remedy: "let a measured quantity or verdict say it, so that the sentence changes with the result",
    });
  return new Sentence(literals, values);
}
