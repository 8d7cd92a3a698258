import { sourceNames } from "../profile/category-rules.js";
import { profileCaveats } from "../profile/profile-caveats.js";
import type { ProfileReport } from "../profile/profile-report.js";
import { rowAxis, rowsHeight } from "./axes.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { armStyles } from "./theme.js";

/**
 * CPU time by category: dot and 95 % interval, and hollow the source report's share where it printed one for the same work.
 * @throws LabError "figure-text-missing", "figure-typed-number".
 */
export function sharesFigure(report: ProfileReport, options: FigureText): Figure {
  const { categories, workload } = report.result;
  const shares = categories.map(({ category }, row) => ({ category, row, share: report.share(category) }));
  const table = report.categories();
  const printed = new Map(table.objects().map((row) => [row.Category, row["Source: share (%)"]]));
  const said = shares.flatMap(({ category, row }) => {
    const value = sourceNames[category] === undefined ? null : printed.get(category);
    return typeof value === "number" ? [{ row, value }] : [];
  });
  const styles = armStyles(["covet", "source report"]);
  const [own, theirs] = [styles.get("covet"), styles.get("source report")];
  return new Figure({
    id: `figure-profile-${workload}-shares`,
    family: "profile",
    title: options.title,
    alt: options.alt,
    caption: `Filled: share measured here, bar: 95 % interval over slices of the profile; hollow: the source report's share. ${report.origin()}.`,
    traces: [
      {
        type: "scatter",
        mode: "markers",
        name: "measured here",
        x: shares.map(({ share }) => share.value),
        y: shares.map(({ row }) => row),
        hovertemplate: "%{x:.1f} %<extra>measured here</extra>",
        error_x: {
          type: "data",
          symmetric: false,
          array: shares.map(({ share }) => (share.high ?? 0) - (share.value ?? 0)),
          arrayminus: shares.map(({ share }) => (share.value ?? 0) - (share.low ?? 0)),
          thickness: 2,
          width: 4,
          color: own?.color,
        },
        marker: { color: own?.color, symbol: own?.symbol, size: 9 },
      },
      {
        type: "scatter",
        mode: "markers",
        name: "source report",
        x: said.map(({ value }) => value),
        y: said.map(({ row }) => row),
        hovertemplate: "%{x} %<extra>source report</extra>",
        marker: { color: theirs?.color, symbol: `${theirs?.symbol}-open`, size: 10, line: { width: 2 } },
      },
    ],
    layout: {
      height: rowsHeight(categories.length),
      xaxis: { rangemode: "tozero", title: { text: "share of busy CPU time (%)", font: { size: 13 }, standoff: 8 } },
      yaxis: rowAxis(categories.map(({ category }) => category)),
      showlegend: true,
      margin: { t: 78 },
    },
    table,
    caveats: profileCaveats(report.result),
  });
}
