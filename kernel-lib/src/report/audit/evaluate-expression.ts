import { LabError } from "../../base/lab-error.js";
import type { SourceFigure, SourceReport } from "../data/source-report-schema.js";
import { convertUnit } from "../source/convert-unit.js";
import type { Expression } from "./audit-schema.js";

/** A number recomputed from printed ones: as they are printed, and between which ends it lies if each of them may be rounded or cut off. */
export interface Recomputed {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Null where it has none: a ratio, a count, a bare number. */
  readonly unit: string | null;
}

const exact = (value: number, unit: string | null = null): Recomputed => ({ value, low: value, high: value, unit });

/** One unit of the last printed digit: 0.54 -> 0.01, 3,043 -> 1. */
function lastDigit(text: string): number {
  const decimals = /\d[\d,]*(?:\.(\d+))?/.exec(text)?.[1]?.length ?? 0;
  return 10 ** -decimals;
}

/** @throws LabError "unknown-figure" */
function figureNamed(id: string, source: SourceReport): SourceFigure {
  const found = source.figures.find((one) => one.id === id);
  if (found === undefined)
    throw new LabError("unknown-figure", `the source report has no figure ${id}`, { data: { id } });
  return found;
}

/** A printed figure with the ends that its last digit leaves open; counts are exact. @throws LabError "figure-without-number". */
function printed(id: string, source: SourceReport): Recomputed {
  const { value, unit, text } = figureNamed(id, source);
  if (value === null)
    throw new LabError("figure-without-number", `the source report prints no number at ${id}: "${text}"`, {
      data: { id },
    });
  const open = unit === "count" ? 0 : lastDigit(text);
  return { value, low: value - open, high: value + open, unit: unit === "x" || unit === "count" ? null : unit };
}

/** In the unit of `like`, where both have one. */
export function inUnitOf(one: Recomputed, like: Recomputed): Recomputed {
  if (one.unit === null || like.unit === null || one.unit === like.unit) return one;
  const { unit } = like;
  const turned = (number: number) => convertUnit(number, one.unit ?? unit, unit);
  return { value: turned(one.value), low: turned(one.low), high: turned(one.high), unit };
}

/** Applies a function that grows with each of its arguments: ends map to ends. */
function growing(all: readonly Recomputed[], how: (numbers: readonly number[]) => number): Recomputed {
  const [first] = all;
  const alike = first === undefined ? [] : all.map((one) => inUnitOf(one, first));
  return {
    value: how(alike.map((one) => one.value)),
    low: how(alike.map((one) => one.low)),
    high: how(alike.map((one) => one.high)),
    unit: first?.unit ?? null,
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** The quotient of two numbers above 0, times `scale`; its unit where only the first has one. */
function quotient(one: Recomputed, other: Recomputed, scale: number, unit: string | null): Recomputed {
  const below = inUnitOf(other, one);
  const kept = other.unit === null && unit === null ? one.unit : unit;
  return {
    value: (one.value / below.value) * scale,
    low: (one.low / below.high) * scale,
    high: (one.high / below.low) * scale,
    unit: kept,
  };
}

/**
 * Computes an expression over the source report's printed figures. Pure.
 * @throws LabError "unknown-figure", "figure-without-number", "unit-unlike"
 */
export function evaluateExpression(expression: Expression, source: SourceReport): Recomputed {
  const of = (one: Expression) => evaluateExpression(one, source);
  if ("figure" in expression) return printed(expression.figure, source);
  if ("number" in expression) return exact(expression.number, expression.unit ?? null);
  if ("sum" in expression) return growing(expression.sum.map(of), sum);
  if ("mean" in expression) return growing(expression.mean.map(of), (numbers) => sum(numbers) / numbers.length);
  if ("min" in expression) return growing(expression.min.map(of), (numbers) => Math.min(...numbers));
  if ("max" in expression) return growing(expression.max.map(of), (numbers) => Math.max(...numbers));
  if ("difference" in expression) {
    const [one, other] = [of(expression.difference[0]), of(expression.difference[1])];
    const less = inUnitOf(other, one);
    return { value: one.value - less.value, low: one.low - less.high, high: one.high - less.low, unit: one.unit };
  }
  if ("product" in expression) {
    const factors = expression.product.map(of);
    const unit = factors.find((one) => one.unit !== null)?.unit ?? null;
    return { ...growing(factors, ([one = 1, other = 1]) => one * other), unit };
  }
  if ("ratio" in expression) return quotient(of(expression.ratio[0]), of(expression.ratio[1]), 1, null);
  if ("percent" in expression) return quotient(of(expression.percent[0]), of(expression.percent[1]), 100, "%");
  if ("overhead" in expression) {
    const percent = quotient(of(expression.overhead[0]), of(expression.overhead[1]), 100, "%");
    return { value: percent.value - 100, low: percent.low - 100, high: percent.high - 100, unit: "%" };
  }
  if ("perSecond" in expression) {
    const time = inUnitOf(of(expression.perSecond), exact(0, "s"));
    return { value: 1 / time.value, low: 1 / time.high, high: 1 / time.low, unit: "1/s" };
  }
  const words = expression.containing.split("|");
  const counted = expression.statuses.filter((id) => {
    const status = figureNamed(id, source).status ?? "";
    return words.some((word) => status.includes(word));
  });
  return exact(counted.length);
}
