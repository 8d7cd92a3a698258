import { caveatsFor } from "../caveats/caveats-for.js";
import type { FamilyReport } from "../family-report.js";
import { statisticsTable } from "../tables/statistics-table.js";
import { logAxis, rowAxis, rowsHeight } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { armStyles } from "./theme.js";

/** What the figure of distributions shows. */
export interface DistributionsOptions extends FigureText {
  readonly case: string;
  readonly arms?: readonly string[];
  /** "calls" (the default): the source lane's samples, each tick one percent of them; "rounds": the claim lane's rounds, each point one. */
  readonly of?: "calls" | "rounds";
}

/**
 * How the times of one case spread, one row an arm, on a log axis.
 * @throws LabError "unknown-arm", "unknown-case", "figure-text-missing", "figure-typed-number".
 */
export function distributionsFigure(report: FamilyReport, options: DistributionsOptions): Figure {
  const of = options.of ?? "calls";
  const selection = { cases: [options.case], ...(options.arms === undefined ? {} : { arms: options.arms }) };
  const asked = report.shown(selection, { ratios: [], sourceLane: of === "calls", claimLane: of === "rounds" });
  const task = report.case(options.case);
  const arms = task.arms.filter((arm) => asked.arms.includes(arm.name) && (of === "calls" || arm.claimLane !== null));
  const shown = of === "calls" ? asked : { ...asked, arms: arms.map((arm) => arm.name) };
  const styles = armStyles(report.arms);
  const traces = arms.flatMap((arm, row) => {
    const style = styles.get(arm.name);
    const points = of === "calls" ? arm.quantiles : (arm.claimLane?.perRound ?? []);
    const spread = {
      type: "scatter",
      mode: "markers",
      name: arm.label,
      x: points,
      y: points.map(() => row),
      showlegend: false,
      opacity: 0.6,
      hoverinfo: "skip",
      marker:
        of === "calls"
          ? { symbol: "line-ns-open", size: 16, color: style?.color, line: { width: 1 } }
          : { symbol: style?.symbol, size: 7, color: style?.color },
    };
    const claim = arm.claimLane;
    const centre =
      of === "calls" || claim === null
        ? {
            x: [arm.median],
            marker: { symbol: `${style?.symbol}-open`, size: 12, color: style?.color, line: { width: 2.5 } },
            text: ["median"],
          }
        : {
            x: [claim.time],
            error_x: {
              type: "data",
              symmetric: false,
              array: [claim.high - claim.time],
              arrayminus: [claim.time - claim.low],
              thickness: 2,
              width: 6,
              color: style?.color,
            },
            marker: { symbol: style?.symbol, size: 12, color: style?.color },
            text: ["geometric mean and 95 % interval"],
          };
    return [
      spread,
      {
        type: "scatter",
        mode: "markers",
        name: arm.label,
        y: [row],
        showlegend: false,
        hovertemplate: `%{text}: %{x:.4~g} ${task.unit}<extra>${arm.label}</extra>`,
        ...centre,
      },
    ];
  });
  const bounds =
    of === "calls"
      ? []
      : arms.flatMap((arm) => (arm.claimLane === null ? [] : [arm.claimLane.low, arm.claimLane.high]));
  const meaning =
    of === "calls"
      ? "Each tick stands for one percent of the samples of the source lane; hollow: their median. It shows the spread and decides nothing."
      : "Each point is one round; filled with bar: geometric mean over rounds with its 95 % interval.";
  return new Figure({
    id: `figure-${report.result.family}-distribution-${options.case}-${of}`,
    family: report.result.family,
    title: options.title,
    alt: options.alt,
    caption: `${meaning} ${report.origin()}.`,
    traces,
    layout: {
      height: rowsHeight(arms.length),
      xaxis: logAxis([...traces.flatMap((trace) => trace.x), ...bounds], `time (${task.unit}), log scale`),
      yaxis: rowAxis(arms.map((arm) => arm.label)),
      showlegend: false,
    },
    table: statisticsTable(report, { ...selection, arms: shown.arms }),
    caveats: caveatsFor(shown),
  });
}
