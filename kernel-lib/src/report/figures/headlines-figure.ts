import { headlineAgainst, type RunSummary } from "../summary/run-summary.js";
import { logAxis, rowAxis, rowsHeight } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { armStyles, ink } from "./theme.js";

/**
 * All headline ratios as dot and plain 95 % interval on one log axis, a row each. Filled where decided, hollow where not.
 * Without measurements it is empty and says so.
 * @throws LabError "figure-text-missing", "figure-typed-number".
 */
export function headlinesFigure(summary: RunSummary, options: FigureText): Figure {
  const drawn = summary.headlines.filter(({ ratio }) => ratio.ratio !== null && ratio.interval95 !== null);
  const style = armStyles(["covet"]).get("covet");
  const rows = drawn.map((headline) => {
    const { report, ratio } = headline;
    const pair = { arm: ratio.arm, againstCase: ratio.againstCase };
    return {
      label: `${report.result.title}: ${report.case(ratio.armCase).title} / ${headlineAgainst(headline)}`,
      value: ratio.ratio ?? 1,
      low: ratio.interval95?.low ?? 1,
      high: ratio.interval95?.high ?? 1,
      decided: ratio.verdict !== "undecided",
      words: report.verdict(ratio.armCase, ratio.against, pair).words,
    };
  });
  return new Figure({
    id: "figure-headlines",
    family: "summary",
    title: options.title,
    alt: options.alt,
    caption: `Dot: geometric mean over rounds; bar: 95 % interval; hollow: not decided. ${summary.origin()}`,
    traces: [
      {
        type: "scatter",
        mode: "markers",
        name: "Covet over the other",
        x: rows.map(({ value }) => value),
        y: rows.map((_, row) => row),
        text: rows.map(({ words }) => words),
        hovertemplate: "%{x:.3~f}: %{text}<extra></extra>",
        error_x: {
          type: "data",
          symmetric: false,
          array: rows.map(({ value, high }) => high - value),
          arrayminus: rows.map(({ value, low }) => value - low),
          thickness: 2,
          width: 4,
          color: style?.color,
        },
        marker: {
          color: style?.color,
          size: 9,
          symbol: rows.map(({ decided }) => (decided ? "circle" : "circle-open")),
          line: { width: 2, color: style?.color },
        },
      },
    ],
    layout: {
      height: rowsHeight(rows.length),
      xaxis: logAxis(
        [1, ...rows.flatMap(({ low, high }) => [low, high])],
        "time of Covet / time of the other<br>log scale; left of 1: less time",
      ),
      yaxis: rowAxis(rows.map(({ label }) => label)),
      shapes: [
        { type: "line", x0: 1, x1: 1, yref: "paper", y0: 0, y1: 1, line: { color: ink.line, width: 1, dash: "dot" } },
      ],
      showlegend: false,
    },
    table: summary.table(),
    caveats: summary.caveats(),
  });
}
