import type { SourceReport } from "../data/source-report-schema.js";
import type { Audit, AuditCheck } from "./audit-schema.js";
import { evaluateExpression, inUnitOf, type Recomputed } from "./evaluate-expression.js";

export type AuditResult = "holds" | "does not hold" | "undefined";

/** A sentence of the source report, computed again from its own figures. */
export interface EvaluatedAudit {
  readonly audit: Audit;
  readonly section: string;
  /** The sentence; of a figure its row, column and text. */
  readonly quote: string;
  readonly result: AuditResult;
  /** What comes out, as text with its unit; null where it is undefined. */
  readonly recomputed: string | null;
  /** What it was held against. */
  readonly said: string;
}

const unitWords: Readonly<Record<string, string>> = { us: " µs", "1/s": "/s", "%": " %" };

function inWords({ value, unit }: Recomputed): string {
  const number = value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
  return `${number}${unit === null ? "" : (unitWords[unit] ?? ` ${unit}`)}`;
}

const comparisons: Readonly<Record<Extract<AuditCheck, { kind: "compare" }>["is"], (a: number, b: number) => boolean>> =
  {
    below: (a, b) => a < b,
    "at most": (a, b) => a <= b,
    above: (a, b) => a > b,
    "at least": (a, b) => a >= b,
    "equal to": (a, b) => a === b,
    "different from": (a, b) => a !== b,
  };

type Judged = Pick<EvaluatedAudit, "result" | "recomputed" | "said">;
const judged = (holds: boolean, recomputed: string, said: string): Judged => ({
  result: holds ? "holds" : "does not hold",
  recomputed,
  said,
});

function judgeCheck(check: AuditCheck, source: SourceReport): Judged {
  switch (check.kind) {
    case "agree": {
      const said = evaluateExpression(check.said, source);
      const found = inUnitOf(evaluateExpression(check.recomputed, source), said);
      return judged(found.low <= said.high && said.low <= found.high, inWords(found), inWords(said));
    }
    case "compare": {
      const found = evaluateExpression(check.recomputed, source);
      const said = inUnitOf(evaluateExpression(check.said, source), found);
      return judged(comparisons[check.is](found.value, said.value), inWords(found), `${check.is} ${inWords(said)}`);
    }
    case "range": {
      const values = check.of.map((one) => evaluateExpression(one, source));
      // The upper end may be cut off: 25.41 lies in "2-25".
      const step = 10 ** -(String(check.high).split(".")[1]?.length ?? 0);
      const inside = values.every((one) => one.value >= check.low && one.value < check.high + step);
      const shown = values.map(inWords);
      const sorted = [...values].sort((a, b) => a.value - b.value);
      const [least, most] = [sorted[0], sorted.at(-1)];
      const text =
        shown.length === 1 || least === undefined || most === undefined
          ? (shown[0] ?? "")
          : `${inWords(least)} to ${inWords(most)}`;
      return judged(inside, text, `from ${check.low} to ${check.high}`);
    }
    case "increasing": {
      const values = check.of.map((one) => evaluateExpression(one, source));
      const grows = values.every((one, at) => at === 0 || one.value > (values[at - 1]?.value ?? Number.NaN));
      return judged(grows, values.map(inWords).join(", "), "each larger than the one before");
    }
    case "undefined":
      return { result: "undefined", recomputed: null, said: check.reason };
  }
}

/** Computes one sentence again. Pure. @throws LabError "unknown-figure", "figure-without-number", "unit-unlike". */
export function evaluateAudit(audit: Audit, source: SourceReport): EvaluatedAudit {
  const { quote } = audit;
  const judgement = judgeCheck(audit.check, source);
  if ("sentence" in quote) return { audit, section: quote.section, quote: quote.sentence, ...judgement };
  const figure = source.figures.find((one) => one.id === quote.figure);
  const text = figure === undefined ? quote.figure : `${figure.row}, ${figure.column}: ${figure.text}`;
  return { audit, section: figure?.section ?? "", quote: text, ...judgement };
}
