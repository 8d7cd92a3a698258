import type { MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { TogetherResult } from "../../measure/verdict/judge-together.js";
import { formatInterval, formatNumber } from "./format-number.js";
import type { Sayable, Spoken } from "./spoken.js";

/**
 * A composite verdict in words: "faster at each of 4 cases; 1.31x in the geometric mean (1.28–1.34)". The direction is the members' own; where they
 * are not all decided alike it says which are not.
 */
export class TogetherWords implements Sayable {
  readonly result: TogetherResult;

  constructor(result: TogetherResult) {
    this.result = result;
  }

  get words(): string {
    const { verdict, reason, claims, ratio, interval95, neededSeconds } = this.result;
    const wait = neededSeconds === null ? "" : `, about ${Math.ceil(neededSeconds)} s more`;
    if (verdict === "undecided" || verdict === "not measured")
      return `${verdict === "undecided" ? "not decided" : "not measured"} for all ${claims.length} together${wait}: ${reason ?? ""}`;
    const each = `${verdict} at each of ${claims.length} ${claims.length === 1 ? "case" : "cases"}`;
    if (ratio === null || interval95 === null) return each;
    const inverse = verdict === "faster";
    const ends = inverse
      ? [1 / ratio, 1 / interval95.high, 1 / interval95.low]
      : [ratio, interval95.low, interval95.high];
    const [value = "", low = "", high = ""] = formatInterval(ends[0] ?? 1, ends[1] ?? 1, ends[2] ?? 1);
    return `${each}; ${value}x in the geometric mean (${low}–${high})`;
  }

  toString(): string {
    return this.words;
  }

  speak(): Spoken {
    const { claims, ratio } = this.result;
    const mean = ratio === null ? "" : `; geometric mean ${formatNumber(ratio)}, 95 % interval`;
    return { text: this.words, source: `each of ${claims.join(", ")} decided by itself${mean}` };
  }

  [jupyterDisplay](): MimeBundle {
    return { "text/plain": this.words };
  }
}
