import type { MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { RatioResult, Verdict } from "../../measure/verdict/family-result.js";
import { decimalsForInterval, fixed, formatPercent } from "./format-number.js";
import type { Sayable, Spoken } from "./spoken.js";

/** What a verdict's words are made from: the ratio as decided, and the names to use. */
export interface VerdictParts {
  readonly result: Pick<
    RatioResult,
    "verdict" | "ratio" | "low" | "high" | "level" | "margin" | "reason" | "neededSeconds" | "rounds" | "claim"
  >;
  readonly arm: string;
  readonly against: string;
  readonly case: string;
}

/** "2.1x" with the interval "(2.0–2.2)": enough decimals that no end that lies beside 1 is rounded onto 1. */
function factorText(factor: number, low: number, high: number): { factor: string; interval: string } {
  const ends = [factor, low, high];
  let decimals = factor >= 10 ? 0 : 1;
  decimals = Math.max(decimals, decimalsForInterval(factor, low, high));
  while (decimals < 6 && ends.some((end) => end !== 1 && Number(end.toFixed(decimals)) === 1)) decimals += 1;
  const [shown, from, to] = ends.map((end) => fixed(end, decimals));
  return { factor: `${shown}x`, interval: `(${from}–${to})` };
}

/** "about 40 s more", "about 3 min more": rounded up. */
function moreTime(seconds: number): string {
  return seconds < 90 ? `about ${Math.max(1, Math.ceil(seconds))} s more` : `about ${Math.ceil(seconds / 60)} min more`;
}

/** The outer bound of an interval around 1 in percent, rounded up to two digits: what "no difference" is known to within. */
function withinPercent(low: number, high: number): string {
  const percent = Math.max(high - 1, 1 / low - 1) * 100;
  const step = percent >= 10 ? 1 : 0.1;
  return `${Number((Math.ceil(percent / step - 1e-9) * step).toFixed(1))} %`;
}

/**
 * A verdict in plain words. The direction comes from the decided verdict only: no number is compared here,
 * so rounding cannot decide again.
 */
export class VerdictWords implements Sayable {
  readonly verdict: Verdict;
  /** The claim's id, "router/one-param/memoirist". */
  readonly claim: string;
  /** "2.1x faster (2.0–2.2)", "no difference (within 3 %)", "not decided yet: about 40 s more", "not measured: …". */
  readonly words: string;
  readonly parts: VerdictParts;

  constructor(parts: VerdictParts) {
    this.parts = parts;
    this.verdict = parts.result.verdict;
    this.claim = parts.result.claim;
    const { phrase, detail } = this.#pieces();
    const open = this.verdict === "undecided" || this.verdict === "not measured";
    this.words = open ? [phrase, detail].filter((piece) => piece !== "").join(": ") : `${phrase} (${detail})`;
  }

  toString(): string {
    return this.words;
  }

  /**
   * Inside a sentence the verdict names what it is against: "2.1x faster (2.0–2.2) than memoirist". Where the text after
   * it begins with that name, the name is left to the text.
   */
  speak(next: string): Spoken {
    const { phrase, detail } = this.#pieces();
    const joined = this.verdict === "no difference" ? "no different" : phrase;
    const link = {
      faster: "than",
      slower: "than",
      "no difference": "from",
      undecided: "against",
      "not measured": "against",
    };
    const named = next.trimStart().startsWith(this.parts.against) ? "" : ` ${this.parts.against}`;
    const text = `${joined}${detail === "" ? "" : ` (${detail})`} ${link[this.verdict]}${named}`;
    const { level, margin, rounds } = this.parts.result;
    const shown = level === null ? "" : `${formatPercent(level)} interval; `;
    const source = `claim ${this.claim}; ${shown}n = ${rounds} rounds; margin ${formatPercent(margin, 2)}`;
    return { text, source };
  }

  [jupyterDisplay](): MimeBundle {
    const { arm, against, case: task } = this.parts;
    return { "text/plain": `${task}: ${arm} against ${against}: ${this.words}` };
  }

  #pieces(): { phrase: string; detail: string } {
    const { verdict, ratio, low, high, neededSeconds, reason } = this.parts.result;
    if (verdict === "not measured") return { phrase: "not measured", detail: reason ?? "" };
    if (verdict === "undecided" || ratio === null || low === null || high === null)
      return neededSeconds === null
        ? { phrase: "not decided", detail: reason ?? "" }
        : { phrase: "not decided yet", detail: moreTime(neededSeconds) };
    if (verdict === "no difference") return { phrase: "no difference", detail: `within ${withinPercent(low, high)}` };
    const text = verdict === "faster" ? factorText(1 / ratio, 1 / high, 1 / low) : factorText(ratio, low, high);
    return { phrase: `${text.factor} ${verdict}`, detail: text.interval.slice(1, -1) };
  }
}
