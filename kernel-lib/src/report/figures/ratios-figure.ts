import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport, Selection } from "../family-report.js";
import { unknownName } from "../nearest.js";
import { ratioTable } from "../tables/ratio-table.js";
import { logAxis, rowAxis, rowsHeight } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { armStyles, ink } from "./theme.js";

/** What the figure of ratios shows. */
export interface RatiosOptions extends FigureText, Selection {
  /** Only ratios against this arm; all where left out. */
  readonly against?: string;
}

/**
 * Ratios of time as dot and plain 95 % interval on a log axis, one row a case and peer, which begins with the arm where it is not the reference; each row's margin is a grey band around 1,
 * its verdict stands beside it.
 * @throws LabError "unknown-arm", "unknown-case", "figure-text-missing", "figure-typed-number".
 */
export function ratiosFigure(report: FamilyReport, options: RatiosOptions): Figure {
  const { against } = options;
  if (against !== undefined && !report.arms.includes(against))
    throw unknownName("unknown-arm", "arm", against, report.arms);
  const asked = report.shown(options, { sourceLane: false, scenarios: [] });
  const ratios = asked.ratios.filter((one) => against === undefined || one.against === against);
  const drawnArms = [...new Set(ratios.flatMap((one) => [one.arm, one.against]))];
  const cases = asked.cases.filter((task) => ratios.some((one) => one.armCase === task.case));
  const shown = { ...asked, ratios, cases, arms: ratios.length === 0 ? asked.arms : drawnArms };
  const styles = armStyles(report.arms);
  const rows = ratios.map((one, row) => {
    const elsewhere = one.againstCase === one.armCase ? "" : ` (${report.case(one.againstCase).title})`;
    const pair = { arm: one.arm, againstCase: one.againstCase };
    const whose = one.arm === report.reference ? "" : `${report.label(one.arm)}: `;
    const label = `${whose}${report.case(one.armCase).title} / ${report.label(one.against)}${elsewhere}`;
    return { one, row, label, words: report.verdict(one.armCase, one.against, pair).words };
  });
  const traces = [...new Set(ratios.map((one) => one.against))].map((peer) => {
    const drawn = rows.flatMap(({ one, row, words }) =>
      one.against === peer && one.ratio !== null && one.interval95 !== null
        ? [
            {
              x: one.ratio,
              y: row,
              minus: one.ratio - one.interval95.low,
              plus: one.interval95.high - one.ratio,
              words,
            },
          ]
        : [],
    );
    const style = styles.get(peer);
    return {
      type: "scatter",
      mode: "markers",
      name: `against ${report.label(peer)}`,
      x: drawn.map((point) => point.x),
      y: drawn.map((point) => point.y),
      text: drawn.map((point) => point.words),
      hovertemplate: "%{x:.3~f}: %{text}<extra>%{fullData.name}</extra>",
      error_x: {
        type: "data",
        symmetric: false,
        array: drawn.map((point) => point.plus),
        arrayminus: drawn.map((point) => point.minus),
        thickness: 2,
        width: 4,
        color: style?.color,
      },
      marker: { color: style?.color, symbol: style?.symbol, size: 9 },
    };
  });
  const bands = rows.map(({ one, row }) => ({
    type: "rect",
    x0: 1 / (1 + one.margin),
    x1: 1 + one.margin,
    y0: row - 0.5,
    y1: row + 0.5,
    fillcolor: ink.band,
    line: { width: 0 },
    layer: "below",
  }));
  const verdicts = rows.map(({ row, words }) => ({
    name: "beside",
    text: words.length > 44 ? `${words.slice(0, 43)}…` : words,
    xref: "paper",
    x: 1,
    xanchor: "left",
    xshift: 8,
    y: row,
    yanchor: "middle",
    showarrow: false,
    align: "left",
    font: { size: 12 },
  }));
  const subject = ratios.every((one) => one.arm === report.reference) ? report.label(report.reference) : "the arm";
  const peer = against === undefined ? "the other" : report.label(against);
  return new Figure({
    id: ["figure", report.result.family, "ratios", against].filter((part) => part !== undefined).join("-"),
    family: report.result.family,
    title: options.title,
    alt: options.alt,
    caption: `Dot: geometric mean over rounds; bar: 95 % interval; grey: within the margin. ${report.origin()}.`,
    traces,
    layout: {
      height: rowsHeight(rows.length),
      xaxis: logAxis(
        [
          1,
          // A margin over 100 % (two rounds only) would squeeze all else; its band is cut off.
          ...ratios.flatMap(({ margin }) => (margin < 1 ? [1 / (1 + margin), 1 + margin] : [])),
          ...ratios.flatMap((one) => [one.interval95?.low ?? 1, one.interval95?.high ?? 1]),
        ],
        `time of ${subject} / time of ${peer}<br>log scale; left of 1: less time`,
      ),
      yaxis: rowAxis(rows.map((row) => row.label)),
      shapes: [
        ...bands,
        { type: "line", x0: 1, x1: 1, yref: "paper", y0: 0, y1: 1, line: { color: ink.line, width: 1, dash: "dot" } },
      ],
      annotations: verdicts,
      margin: { r: 230 },
      showlegend: false,
    },
    table: ratioTable(report, { ...options, arms: shown.arms, cases: cases.map((task) => task.case) }),
    caveats: caveatsFor(shown),
  });
}
