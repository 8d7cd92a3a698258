import { rowAxis, rowsHeight } from "../figures/axes.js";
import { Figure, type FigureText } from "../figures/figure.js";
import { armStyles } from "../figures/theme.js";
import { Table } from "../tables/table.js";
import type { EvaluatedClaim } from "./evaluate-claims.js";
import { stateWords } from "./state-words.js";

/** The states in the order in which they are stacked, each with a pattern of its own, so that nothing is said by colour alone. */
const states = [
  { state: "holds", pattern: "" },
  { state: "does not hold", pattern: "x" },
  { state: "undecided", pattern: "/" },
  { state: "not measured", pattern: "." },
] as const;

/**
 * How many claims of each family hold, do not hold, are undecided or not measured: a bar a family.
 * @throws LabError "figure-text-missing", "figure-typed-number".
 */
export function claimsFigure(claims: readonly EvaluatedClaim[], text: FigureText): Figure {
  const families = [...new Set(claims.map(({ entry }) => entry.family))];
  const styles = armStyles(states.map(({ state }) => state));
  const count = (family: string, state: string): number =>
    claims.filter((one) => one.entry.family === family && stateWords[one.state] === state).length;
  const traces = states.map(({ state, pattern }) => ({
    type: "bar",
    orientation: "h",
    name: state,
    x: families.map((family) => count(family, state)),
    y: families.map((_, row) => row),
    hovertemplate: `%{x} ${state}<extra></extra>`,
    marker: { color: styles.get(state)?.color, pattern: { shape: pattern, fillmode: "overlay", solidity: 0.2 } },
  }));
  return new Figure({
    id: "figure-claims-states",
    family: "claims",
    ...text,
    caption: "A bar a family, a claim a unit; judged by the newest evidence here.",
    traces,
    layout: {
      height: rowsHeight(families.length),
      barmode: "stack",
      xaxis: { rangemode: "tozero", title: { text: "claims", font: { size: 13 }, standoff: 8 } },
      yaxis: rowAxis(families),
      showlegend: true,
      margin: { t: 78 },
    },
    table: new Table({
      columns: ["Family", ...states.map(({ state }) => state)],
      rows: families.map((family) => [family, ...states.map(({ state }) => count(family, state))]),
    }),
    caveats: [],
  });
}
