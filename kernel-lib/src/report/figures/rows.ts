/** Height of a figure with one row a line, in pixels: the plot itself, with its title and axis. */
export const rowsHeight = (rows: number): number => 140 + Math.max(1, rows) * 30;

/** A y axis with one named row a line, the first on top. */
export function rowAxis(labels: readonly string[]): object {
  return {
    tickvals: labels.map((_, row) => row),
    ticktext: labels,
    range: [labels.length - 0.5, -0.5],
    ticks: "",
    showgrid: false,
  };
}

/** Values for a logarithmic axis that has few decades: 1, 2, 5, 10 …; Plotly then takes the nearest. */
export const logAxis = { type: "log", dtick: "D1", tickformat: "~r", exponentformat: "none" } as const;
