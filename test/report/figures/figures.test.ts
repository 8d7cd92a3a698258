import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../../kernel-lib/src/base/displayable.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import type { Figure } from "../../../kernel-lib/src/report/figures/figure.ts";
import { figure } from "../../../kernel-lib/src/report/figures/figure-makers.ts";
import { growthExponent } from "../../../kernel-lib/src/report/figures/growth-exponent.ts";
import { stableJson } from "../../../kernel-lib/src/report/figures/stable-json.ts";
import { armStyles } from "../../../kernel-lib/src/report/figures/theme.ts";
import { headlineAgainst, RunSummary } from "../../../kernel-lib/src/report/summary/run-summary.ts";
import { changed, ratio, routerResult } from "../fixtures/family-result.ts";

const routing = new FamilyReport(routerResult);
const text = { title: "Route lookup", alt: "One row a case and peer" };

interface Trace {
  name: string;
  x: number[];
  y: number[];
  marker: { color: string; symbol: string };
  error_x?: { array: number[]; arrayminus: number[] };
}
interface Spec {
  data: Trace[];
  layout: {
    xaxis: { type: string; title: { text: string }; range: number[]; tickvals: number[] };
    yaxis: { title?: { text: string }; ticktext?: string[]; type?: string };
    shapes: { type: string; x0: number; x1: number }[];
    annotations: { name?: string; text: string }[];
    meta: Record<string, string>;
    title: { text: string };
  };
}
const spec = (drawn: Figure): Spec => drawn.plotly as unknown as Spec;

const figures: [string, () => Figure][] = [
  ["ratios", () => figure.ratios(routing, text)],
  ["calls", () => figure.distributions(routing, { ...text, case: "one-param" })],
  ["rounds", () => figure.distributions(routing, { ...text, case: "one-param", of: "rounds" })],
  ["growth", () => figure.growth(routing, text)],
];

describe.each(figures)("the figure of %s", (_, make) => {
  const drawn = make();
  const bundle = drawn[jupyterDisplay]();

  test("is a bundle of a Plotly object, HTML and text", () => {
    expect(Object.keys(bundle)).toEqual(["application/vnd.plotly.v1+json", "text/html", "text/plain"]);
    expect(typeof bundle["application/vnd.plotly.v1+json"]).toBe("object");
    expect(bundle["text/html"]).toContain(`aria-label="${text.alt}"`);
    expect(bundle["text/html"]).toContain("<details open><summary>Data of this figure</summary><table>");
    expect(bundle["text/html"]).not.toMatch(/<script|style=|<svg/);
  });

  test("has the same bytes again", () => {
    expect(JSON.stringify(make()[jupyterDisplay]())).toBe(JSON.stringify(bundle));
  });

  test("says units, profile, rounds and when the samples were taken", () => {
    const { layout } = spec(drawn);
    expect(`${layout.xaxis.title.text} ${layout.yaxis.title?.text ?? ""}`).toMatch(
      /ns\/lookup|time of Covet \/ time of/,
    );
    expect(drawn.caption).toContain("Samples taken 2026-11-23 07:00 to 07:03 UTC; profile quick; 60 rounds");
    expect(layout.xaxis.type).toBe("log");
  });

  test("carries its caveats in each of its forms", () => {
    expect(drawn.caveats.length).toBeGreaterThan(0);
    const inPlot =
      spec(drawn)
        .layout.annotations.find((one) => one.name === "caveats")
        ?.text.replaceAll("<br>", " ") ?? "";
    for (const caveat of drawn.caveats) {
      expect(String(bundle["text/html"])).toContain(`data-caveat="${caveat.id}"`);
      expect(String(bundle["text/plain"])).toContain(caveat.text);
      expect(inPlot).toContain(caveat.text);
    }
  });

  test("keeps every arm's colour and marker, and never colours ours alone", () => {
    const styles = armStyles(routing.arms);
    const known = [...styles.values()].map((style) => style.color);
    const colors = new Set(spec(drawn).data.map((trace) => trace.marker.color));
    expect(colors.size).toBeGreaterThan(1);
    for (const color of colors) expect(known).toContain(color);
  });
});

describe("ratios", () => {
  const drawn = figure.ratios(routing, { ...text, against: "memoirist" });
  const { data, layout } = spec(drawn);

  test("are one row a case, with the plain 95 % interval and the margin as band", () => {
    expect(layout.yaxis.ticktext).toEqual([
      "Static route / memoirist",
      "One param / memoirist",
      "Two params / memoirist",
    ]);
    expect(data[0]?.x).toEqual([1.002, 0.98, 1.5]);
    expect(data[0]?.error_x?.array[2]).toBeCloseTo(0.03, 6);
    const bands = layout.shapes.filter((shape) => shape.type === "rect");
    expect(bands).toHaveLength(3);
    expect(bands[0]).toMatchObject({ x0: 0.970874, x1: 1.03 });
  });

  test("say each row's verdict, as the report does", () => {
    const beside = layout.annotations.filter((one) => one.name === "beside").map((one) => one.text);
    expect(beside).toEqual(["no difference (within 2 %)", "not decided yet: about 40 s more", "1.5x slower (1.4–1.6)"]);
  });

  test("have a row without a dot where nothing was measured", () => {
    const all = spec(figure.ratios(routing, { ...text, against: "find-my-way" }));
    expect(all.layout.yaxis.ticktext).toHaveLength(3);
    expect(all.data[0]?.x).toHaveLength(2);
  });

  test("show only caveats of what is drawn", () => {
    expect(drawn.caveats.map((caveat) => caveat.id)).not.toContain("cross-language");
    expect(figure.ratios(routing, { ...text, against: "starlette" }).caveats.map((caveat) => caveat.id)).toContain(
      "cross-language",
    );
  });

  test("of another arm than the reference begin with its name, and the axis is then of no arm in particular", () => {
    const [task, ...others] = routerResult.cases;
    if (task === undefined) throw new Error("a case");
    const own = ratio(`router/${task.case}/memoirist`, 0.5);
    const other = ratio(`router/${task.case}/memoirist`, 0.6, { arm: "find-my-way" });
    const both = new FamilyReport(changed({ cases: [{ ...task, ratios: [own, other] }, ...others] }));
    const { layout } = spec(figure.ratios(both, { ...text, cases: [task.case] }));
    expect(layout.yaxis.ticktext).toEqual(["Static route / memoirist", "find-my-way: Static route / memoirist"]);
    expect(layout.xaxis.title.text).toContain("time of the arm / time of the other");
    const summary = new RunSummary([both.result]);
    expect(summary.headlines.slice(0, 2).map(headlineAgainst)).toEqual(["memoirist", "memoirist (by find-my-way)"]);
  });

  test("of a result without ratios are an empty figure that says what limits it", () => {
    const none = new FamilyReport(changed({ cases: routerResult.cases.map((task) => ({ ...task, ratios: [] })) }));
    expect(spec(figure.ratios(none, text)).data).toEqual([]);
  });
});

test("the source lane is hollow, the claim lane filled", () => {
  const calls = spec(figure.distributions(routing, { ...text, case: "one-param" })).data.map(
    (trace) => trace.marker.symbol,
  );
  expect(calls.every((symbol) => symbol.endsWith("-open"))).toBe(true);
  const rounds = spec(figure.distributions(routing, { ...text, case: "one-param", of: "rounds" })).data.map(
    (trace) => trace.marker.symbol,
  );
  expect(rounds.some((symbol) => symbol.endsWith("-open"))).toBe(false);
});

test.each([
  ["figure-text-missing", () => figure.growth(routing, { ...text, alt: " " })],
  ["figure-typed-number", () => figure.growth(routing, { ...text, title: "Covet is 2x faster" })],
  ["growth-no-cases", () => figure.growth(routing, { ...text, prefix: "size" })],
  ["unknown-case", () => figure.distributions(routing, { ...text, case: "one" })],
  ["unknown-arm", () => figure.ratios(routing, { ...text, against: "fastapi" })],
])("%s is refused by name", (code, make) => {
  expect(make).toThrow(expect.objectContaining({ code }));
});

test("the growth exponent of a power is that power", () => {
  const points = [10, 100, 1000, 10_000].map((size) => ({ size, time: 3 * size ** 0.25 }));
  expect(growthExponent(points)?.point).toBeCloseTo(0.25, 9);
  expect(growthExponent(points.slice(0, 2))).toBeNull();
});

test("the exponent of a report is the one that its figure of growth names", () => {
  const exponent = routing.exponent("covet");
  const drawn = JSON.stringify(spec(figure.growth(routing, text)).data);
  expect(exponent.n).toEqual({ count: 4, of: "sizes" });
  expect(drawn).toContain(
    `exponent ${exponent.value?.toFixed(2)} (${exponent.low?.toFixed(2)} to ${exponent.high?.toFixed(2)})`,
  );
  expect(() => routing.exponent("covet", "size")).toThrow(expect.objectContaining({ code: "growth-no-cases" }));
});

describe("the theme", () => {
  /** WCAG 2 relative luminance. */
  const luminance = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(color.slice(at, at + 2), 16) / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string): number => {
    const [least = 0, most = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (most + 0.05) / (least + 0.05);
  };

  test("has at least 3:1 on white and on the darkest pages", () => {
    for (const { color } of armStyles([..."abcdefghijkl"]).values())
      for (const page of ["#ffffff", "#111111", "#1e1e1e"]) expect(contrast(color, page)).toBeGreaterThan(3);
  });

  test("gives twelve arms twelve colours and twelve markers, whatever their order", () => {
    const arms = ["covet", "memoirist", "mine", "yours", ..."abcdefgh"];
    const styles = armStyles(arms);
    expect(new Set([...styles.values()].map((style) => style.color)).size).toBe(12);
    expect(new Set([...styles.values()].map((style) => style.symbol)).size).toBe(12);
    for (const [arm, style] of armStyles(arms.toReversed())) expect(styles.get(arm)).toEqual(style);
    expect(armStyles(["covet"]).get("covet")).toEqual(styles.get("covet"));
  });
});

test("stable JSON sorts keys, rounds and refuses what JSON cannot hold", () => {
  expect(JSON.stringify(stableJson({ b: 1 / 3, a: [undefined === null, "x"], c: undefined }))).toBe(
    '{"a":[false,"x"],"b":0.333333}',
  );
  expect(() => stableJson({ a: Number.NaN })).toThrow(TypeError);
});
