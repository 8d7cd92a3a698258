import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RatioResult, Verdict } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { VerdictWords } from "../../../kernel-lib/src/report/words/verdict-words.ts";
import { ratio } from "../fixtures/family-result.ts";

const words = (value: number, parts: Partial<RatioResult> = {}) =>
  new VerdictWords({
    result: ratio("router/one-param/memoirist", value, parts),
    arm: "Covet",
    against: "memoirist",
    case: "One param",
  });

const empty = { ratio: null, low: null, high: null, level: null, interval95: null };

describe("a verdict in words", () => {
  test.each<[string, VerdictWords, string, string]>([
    [
      "faster",
      words(0.476, { low: 0.4545, high: 0.5 }),
      "2.1x faster (2.0–2.2)",
      "2.1x faster (2.0–2.2) than memoirist",
    ],
    ["slower", words(1.5, { low: 1.4, high: 1.6 }), "1.5x slower (1.4–1.6)", "1.5x slower (1.4–1.6) than memoirist"],
    [
      "no difference",
      words(1.01, { low: 0.99, high: 1.03, verdict: "no difference" }),
      "no difference (within 3 %)",
      "no different (within 3 %) from memoirist",
    ],
    [
      "undecided",
      words(1.01, { verdict: "undecided", reason: "more rounds needed", neededSeconds: 39.2 }),
      "not decided yet: about 40 s more",
      "not decided yet (about 40 s more) against memoirist",
    ],
    [
      "long undecided",
      words(1.01, { verdict: "undecided", neededSeconds: 150 }),
      "not decided yet: about 3 min more",
      "not decided yet (about 3 min more) against memoirist",
    ],
    [
      "no forecast",
      words(1.01, { verdict: "undecided", reason: "sentinel failed" }),
      "not decided: sentinel failed",
      "not decided (sentinel failed) against memoirist",
    ],
    [
      "not measured",
      words(1, { ...empty, verdict: "not measured", reason: "it crashed" }),
      "not measured: it crashed",
      "not measured (it crashed) against memoirist",
    ],
  ])("%s", (_, verdict, alone, spoken) => {
    expect(String(verdict)).toBe(alone);
    expect(verdict.speak(".").text).toBe(spoken);
  });

  test("leaves the name to a text that says it", () => {
    expect(words(0.5, { low: 0.48, high: 0.52 }).speak(" memoirist.").text).toBe("2.0x faster (1.9–2.1) than");
  });

  test("takes its direction from the decision, not from the ratio", () => {
    expect(String(words(0.5, { verdict: "slower" }))).toContain("slower");
    expect(String(words(0.5, { verdict: "undecided", reason: "unsteady" }))).toBe("not decided: unsteady");
  });

  test("rounding neither moves a bound onto 1 nor across it", () => {
    const close = fc.tuple(
      fc.double({ min: 1e-5, max: 3, noNaN: true }),
      fc.double({ min: 1e-6, max: 0.5, noNaN: true }),
    );
    fc.assert(
      fc.property(close, fc.constantFrom<Verdict>("faster", "slower"), ([gap, width], verdict) => {
        const [low, middle, high] = [1 + gap, 1 + gap + width / 2, 1 + gap + width];
        const result = verdict === "slower" ? { low, high } : { low: 1 / high, high: 1 / low };
        const text = String(words(verdict === "slower" ? middle : 1 / middle, { ...result, verdict }));
        const shown = [...text.matchAll(/[\d.]+/g)].map(([number]) => Number(number));
        expect(shown).toHaveLength(3);
        for (const number of shown) expect(number).toBeGreaterThan(1);
      }),
    );
  });
});
