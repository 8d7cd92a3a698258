import { profileCaveats } from "../profile/profile-caveats.js";
import type { ProfileReport } from "../profile/profile-report.js";
import type { FlameNode } from "../profile/profile-result.js";
import type { FigureText } from "./figure.js";
import { Figure } from "./figure.js";
import { armStyles, ink } from "./theme.js";

interface Bar {
  readonly node: FlameNode;
  readonly depth: number;
  readonly from: number;
}

function barsOf(node: FlameNode, depth: number, from: number): Bar[] {
  let next = from;
  const inner = node.children.flatMap((child) => {
    const bars = barsOf(child, depth + 1, next);
    next += child.share;
    return bars;
  });
  return [{ node, depth, from }, ...inner];
}

/** About, in pixels: a name stands in its bar only where it has room. */
const plotWidth = 820;
const letterWidth = 6.5;

/** Idle time is no work: it would only push the rest together. */
const isWork = (node: FlameNode): boolean => node.name !== "(idle)";

/**
 * A flame graph (Gregg 2016, turned over: an icicle graph): each bar is a function, as wide as its share of busy CPU time with all that it
 * called; what it called lies under it. Colours are categories, named in the legend.
 * @throws LabError "figure-text-missing", "figure-typed-number".
 */
export function flameFigure(report: ProfileReport, options: FigureText): Figure {
  const { flame, workload } = report.result;
  const root = { ...flame, children: flame.children.filter(isWork) };
  const bars = barsOf(root, 0, 0).filter(({ depth }) => depth > 0);
  const categories = report.result.categories.map(({ category }) => category);
  const named = categories.filter((category) => bars.some(({ node }) => node.category === category));
  // There are twelve colours; what is beyond the twelve largest is grey.
  const styles = armStyles(named.slice(0, 12));
  const traces = named.map((category) => {
    const own = bars.filter(({ node }) => node.category === category);
    return {
      type: "bar",
      orientation: "h",
      name: category,
      base: own.map(({ from }) => from * 100),
      x: own.map(({ node }) => node.share * 100),
      y: own.map(({ depth }) => depth),
      text: own.map(({ node }) => (node.share * plotWidth > node.name.length * letterWidth ? node.name : "")),
      customdata: own.map(({ node }) => [node.name, node.place]),
      textposition: "inside",
      insidetextanchor: "start",
      textfont: { size: 10, color: "#ffffff" },
      textangle: 0,
      constraintext: "none",
      cliponaxis: true,
      width: 0.94,
      marker: { color: styles.get(category)?.color ?? ink.line, line: { width: 0.5, color: "rgba(255,255,255,0.6)" } },
      hovertemplate: `%{customdata[0]}: %{x:.2f} %<br>%{customdata[1]}<extra>${category}</extra>`,
    };
  });
  const depth = Math.max(1, ...bars.map((bar) => bar.depth));
  return new Figure({
    id: `figure-profile-${workload}-flame`,
    family: "profile",
    title: options.title,
    alt: options.alt,
    caption: `Each bar is a function, as wide as its share of busy CPU time with all that it called; callers above, called below. Frames under 0.4 % are left out. ${report.origin()}.`,
    traces,
    layout: {
      height: 170 + depth * 22,
      barmode: "overlay",
      bargap: 0,
      xaxis: { title: { text: "share of busy CPU time (%)", font: { size: 13 }, standoff: 8 }, range: [0, 100] },
      yaxis: { range: [depth + 0.5, 0.5], showticklabels: false, ticks: "", showgrid: false },
      showlegend: true,
      margin: { t: 104 },
    },
    table: report.functions(),
    caveats: profileCaveats(report.result),
  });
}
