import { LabError } from "../../base/lab-error.js";
import { fixed, formatInterval, formatNumber, formatPercent } from "./format-number.js";
import type { Sayable, Spoken } from "./spoken.js";

/** What a measured number is made from. */
export interface QuantityParts {
  /** Null where it was not measured; `reason` then says why. */
  readonly value: number | null;
  /** "ns", "ns/lookup", "us", "x", "MB", "1/s", "count" … Times are shown in the unit that suits. */
  readonly unit: string;
  readonly low?: number | null;
  readonly high?: number | null;
  /** Confidence of low–high, 0–1. */
  readonly level?: number | null;
  /** How many independent observations the interval rests on, and what they are: { count: 20, of: "rounds" }. */
  readonly n?: { readonly count: number; readonly of: string } | null;
  /** What it is: "time of Covet, one param". */
  readonly label: string;
  readonly reason?: string | null;
}

const timeUnits = [
  { unit: "s", size: 1e9 },
  { unit: "ms", size: 1e6 },
  { unit: "µs", size: 1e3 },
  { unit: "ns", size: 1 },
] as const;

/** A unit of time that a quantity of time can be shown in. */
export type TimeUnit = (typeof timeUnits)[number]["unit"];

/** "us" is how data files write µs. */
const sizeOf = (unit: string | undefined): number | undefined =>
  timeUnits.find((known) => known.unit === (unit === "us" ? "µs" : unit))?.size;

/** How a unit stands after a number: "x" without a space, a count without any, "1/s" as a rate. */
function unitText(unit: string): string {
  if (unit.startsWith("1/")) return unit.slice(1);
  const [bare = ""] = unit.split("/");
  if (bare === "count" || bare === "") return "";
  return bare === "x" ? bare : `\u00a0${bare === "us" ? "µs" : bare}`;
}

/** A measured number with its unit, interval and origin. Immutable; it formats itself and never rounds its data. */
export class Quantity implements Sayable {
  readonly value: number | null;
  readonly unit: string;
  readonly low: number | null;
  readonly high: number | null;
  readonly level: number | null;
  readonly n: { readonly count: number; readonly of: string } | null;
  readonly label: string;
  readonly reason: string | null;

  /** @throws LabError "quantity-invalid" if a number is not finite, or the interval does not hold the value. */
  constructor(parts: QuantityParts) {
    this.value = parts.value;
    this.unit = parts.unit;
    this.low = parts.low ?? null;
    this.high = parts.high ?? null;
    this.level = parts.level ?? null;
    this.n = parts.n ?? null;
    this.label = parts.label;
    this.reason = parts.reason ?? null;
    const numbers = [this.value, this.low, this.high].filter((number) => number !== null);
    const ordered =
      numbers.length < 3 || ((this.low ?? 0) <= (this.value ?? 0) && (this.value ?? 0) <= (this.high ?? 0));
    if (!numbers.every(Number.isFinite) || (this.low === null) !== (this.high === null) || !ordered)
      throw new LabError("quantity-invalid", `the quantity "${this.label}" is not a value inside its interval`, {
        data: { value: this.value, low: this.low, high: this.high, unit: this.unit },
        remedy: "pass finite numbers with low <= value <= high, or null for what was not measured",
      });
  }

  /** The numbers in another unit of time. @throws LabError "quantity-unit" if this is not a time. */
  in(unit: TimeUnit): Quantity {
    const target = sizeOf(unit);
    const [base, ...per] = this.unit.split("/");
    const size = sizeOf(base);
    if (size === undefined || target === undefined)
      throw new LabError("quantity-unit", `"${this.label}" is in ${this.unit}: it cannot be shown in ${unit}`, {
        data: { unit: this.unit, asked: unit },
      });
    const scaled = (number: number | null) => (number === null ? null : (number * size) / target);
    const parts = {
      value: scaled(this.value),
      low: scaled(this.low),
      high: scaled(this.high),
      unit: [unit, ...per].join("/"),
    };
    return new Quantity({ ...this, ...parts });
  }

  /** "71.2 ns (70.9–71.6)"; without an interval "71.2 ns", and a count whole; "not measured: python3 not found". */
  toString(): string {
    if (this.value === null) return this.reason === null ? "not measured" : `not measured: ${this.reason}`;
    const shown = this.#scaled();
    const unit = unitText(shown.unit);
    if (shown.low === null || shown.high === null) {
      const counted = shown.unit === "count" && Number.isInteger(shown.value);
      return `${counted ? fixed(shown.value ?? 0, 0) : formatNumber(shown.value ?? 0)}${unit}`;
    }
    const [value, low, high] = formatInterval(shown.value ?? 0, shown.low, shown.high);
    return `${value}${unit} (${low}–${high})`;
  }

  speak(): Spoken {
    const level = this.level === null ? null : `${formatPercent(this.level)} interval`;
    const n = this.n === null ? null : `n = ${fixed(this.n.count, 0)} ${this.n.of}`;
    const source = [this.label, this.low === null ? "no interval" : level, n]
      .filter((part) => part !== null)
      .join("; ");
    const bare = this.value !== null && this.low === null ? `${this.toString()} (no interval)` : this.toString();
    return { text: bare, source };
  }

  #scaled(): Quantity {
    const value = this.value;
    const size = sizeOf(this.unit.split("/")[0]);
    if (value === null || value === 0 || size === undefined) return this;
    const fitting = timeUnits.find((known) => Math.abs(value) * size >= known.size) ?? timeUnits[3];
    return fitting.size === size && this.unit.split("/")[0] === fitting.unit ? this : this.in(fitting.unit);
  }
}

/** A measured number with its unit and interval; see `QuantityParts`. @throws LabError "quantity-invalid". */
export const quantity = (parts: QuantityParts): Quantity => new Quantity(parts);
