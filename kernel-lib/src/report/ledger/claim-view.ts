import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { Caveat } from "../caveats/caveat.js";
import { escapeHtml } from "../escape-html.js";
import { formatInterval, formatNumber } from "../words/format-number.js";
import { describeStatistic } from "./describe-statistic.js";
import type { EvaluatedClaim } from "./evaluate-claims.js";

/** The MIME type under which a page finds the claims of a notebook, to link them with the figures of their family. */
export const claimMime = "application/vnd.covet.claim+json";

const unitWords: Readonly<Record<string, string>> = { us: " µs", x: "x", "%": " %", count: "" };
const withUnit = (unit: string): string => unitWords[unit] ?? ` ${unit}`;

/** "0.071 µs (0.070–0.072)"; "at least 0.47x" where only the lower bound is known. */
export function claimNumber({
  value,
  low,
  high,
  entry,
}: Pick<EvaluatedClaim, "value" | "low" | "high" | "entry">): string {
  const unit = withUnit(entry.unit);
  if (value === null) return "–";
  if (low !== null && high !== null && low !== high) {
    const [shown, from, to] = formatInterval(value, low, high);
    return `${shown}${unit} (${from}–${to})`;
  }
  const shown = `${formatNumber(value)}${unit}`;
  if (low !== null) return low === high ? shown : `${shown} or more (known from ${formatNumber(low)}${unit})`;
  return high === null ? `${shown} (no interval)` : `${shown} or less (known to ${formatNumber(high)}${unit})`;
}

/** "at most 2 x", "between 0.8 and 1.25". */
export function claimTarget({ comparison, target, unit }: EvaluatedClaim["entry"]): string {
  return `${comparison} ${[target].flat().join(" and ")}${withUnit(unit)}`;
}

/** A claim as a notebook shows it: the sentence, its state, what was measured, what the source report's own figures say. */
export class ClaimView implements Displayable {
  readonly evaluated: EvaluatedClaim;
  readonly caveats: readonly Caveat[];

  constructor(evaluated: EvaluatedClaim, caveats: readonly Caveat[]) {
    this.evaluated = evaluated;
    this.caveats = caveats;
  }

  /** The parts of the view as pairs of name and text. */
  rows(): [name: string, text: string][] {
    const { entry, reason, inSource, value, reproduction } = this.evaluated;
    const shown: [string, string][] = [["Read as", `${describeStatistic(entry.statistic)} is ${claimTarget(entry)}`]];
    if (value !== null) shown.push(["Measured here", claimNumber(this.evaluated)]);
    if (reason !== null) shown.push(["Because", reason]);
    if (entry.origin === "source") {
      const said =
        inSource === null
          ? "the report printed no figure for it"
          : `${formatNumber(inSource.value)}${withUnit(entry.unit)}: ${inSource.holds ? "holds" : "does not hold"} by the report's own figures`;
      shown.push(["In the report itself", said]);
      if (reproduction !== null) shown.push(["Its number, measured again", reproduction]);
    }
    if (entry.note !== undefined) shown.push(["Note", entry.note]);
    return shown;
  }

  toString(): string {
    const { entry, state } = this.evaluated;
    const rows = this.rows().map(([name, text]) => `  ${name}: ${text}`);
    return [`“${entry.text}”: ${state}`, ...rows, ...this.caveats.map((caveat) => `  * ${caveat.text}`)].join("\n");
  }

  [jupyterDisplay](): MimeBundle {
    const { entry, state } = this.evaluated;
    const rows = this.rows().map(([name, text]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(text)}</dd>`);
    const limits = this.caveats.map((caveat) => `<li>${escapeHtml(caveat.text)}</li>`);
    const more =
      limits.length === 0 ? "" : `<details><summary>What limits this</summary><ul>${limits.join("")}</ul></details>`;
    const html = `<p>“${escapeHtml(entry.text)}”: <strong>${state}</strong></p><dl>${rows.join("")}</dl>${more}`;
    const data = { id: entry.id, family: entry.family, state };
    return { [claimMime]: data, "text/html": html, "text/plain": this.toString() };
  }
}
