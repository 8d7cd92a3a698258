import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decimalsFor, formatNumber } from "../../../kernel-lib/src/report/words/format-number.ts";
import { quantity } from "../../../kernel-lib/src/report/words/quantity.ts";

describe("formatNumber", () => {
  test.each([
    [0, "0"],
    [0.5401, "0.540"],
    [71.23, "71.2"],
    [9.999, "10.0"],
    [1234.5, "1,230"],
    [-0.00123, "-0.00123"],
    [1e9, "1,000,000,000"],
  ])("%d reads %s", (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  test("never an exponent, and within half a unit of the last digit", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => {
        const text = formatNumber(value);
        expect(text).toMatch(/^[\d,]+(\.\d+)?$/);
        const rounding = 0.5 * 10 ** -decimalsFor(value, 3) + value * 0.005;
        expect(Math.abs(Number(text.replaceAll(",", "")) - value)).toBeLessThanOrEqual(rounding);
      }),
    );
  });
});

describe("a quantity", () => {
  test.each([
    [71.2, 70.9, 71.6, "71.2\u00a0ns (70.9–71.6)"],
    [5400, 5300, 5500, "5.4\u00a0µs (5.3–5.5)"],
    [2_500_000, 2_400_000, 2_600_000, "2.5\u00a0ms (2.4–2.6)"],
    [3e9, 2.9e9, 3.1e9, "3.0\u00a0s (2.9–3.1)"],
  ])("of %d ns picks its unit", (value, low, high, text) => {
    expect(String(quantity({ value, low, high, unit: "ns/lookup", label: "time" }))).toBe(text);
  });

  test.each([
    [1, "1"],
    [1_234_567, "1,234,567"],
    [2.5, "2.50"],
  ])("a count of %d without an interval reads %s", (value, text) => {
    expect(String(quantity({ value, unit: "count", label: "how many" }))).toBe(text);
  });

  test("shows a narrow interval with enough digits", () => {
    expect(String(quantity({ value: 2.11, low: 2.104, high: 2.116, unit: "x", label: "ratio" }))).toBe(
      "2.11x (2.10–2.12)",
    );
  });

  test("without an interval says so in a sentence", () => {
    const time = quantity({ value: 71, unit: "ns", label: "time", n: { count: 30_000, of: "batches" } });
    expect(time.speak().text).toBe("71.0\u00a0ns (no interval)");
    expect(time.speak().source).toBe("time; no interval; n = 30,000 batches");
  });

  test("that was not measured says why", () => {
    expect(String(quantity({ value: null, unit: "ns", label: "time", reason: "python3 not found" }))).toBe(
      "not measured: python3 not found",
    );
  });

  test("converts between units of time only", () => {
    expect(quantity({ value: 540, unit: "ns/lookup", label: "t" }).in("µs")).toMatchObject({
      value: 0.54,
      unit: "µs/lookup",
    });
    expect(() => quantity({ value: 2, unit: "x", label: "r" }).in("µs")).toThrow(
      expect.objectContaining({ code: "quantity-unit" }),
    );
  });

  test.each([
    { value: Number.NaN },
    { value: Number.POSITIVE_INFINITY },
    { value: 3, low: 1, high: 2 },
    { value: 1, low: 2, high: 3 },
    { value: 1, low: 0.5 },
  ])("refuses %o", (numbers) => {
    expect(() => quantity({ ...numbers, unit: "ns", label: "time" })).toThrow(
      expect.objectContaining({ code: "quantity-invalid" }),
    );
  });
});

test("of 0 the interval tells how fine it is known", () => {
  const none = quantity({ value: 0, low: 0, high: 0.0738, level: 0.95, unit: "%", label: "false verdicts" });
  expect(none.toString()).toMatch(/^0\.000\s%\s\(0\.000–0\.074\)$/);
});
