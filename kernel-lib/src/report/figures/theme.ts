/**
 * Twelve colours of at least 3:1 contrast on white and on #1e1e1e (WCAG 1.4.11), ordered so that neighbours differ under
 * deuteranopia and protanopia; each comes with its own marker shape, so that nothing is said by colour alone.
 */
const styles = [
  { color: "#1f7fbf", symbol: "circle" },
  { color: "#d55e00", symbol: "square" },
  { color: "#00906a", symbol: "diamond" },
  { color: "#c0609c", symbol: "triangle-up" },
  { color: "#b07d00", symbol: "triangle-down" },
  { color: "#7a6fd0", symbol: "cross" },
  { color: "#1391a8", symbol: "x" },
  { color: "#a0693d", symbol: "pentagon" },
  { color: "#7d8a2e", symbol: "star" },
  { color: "#d1495b", symbol: "hexagram" },
  { color: "#9457a8", symbol: "hexagon" },
  { color: "#7b7b7b", symbol: "bowtie" },
] as const;

/** How an arm is drawn, everywhere. */
export interface ArmStyle {
  readonly color: string;
  readonly symbol: string;
}

/** Arms that have their place by name, so that they look the same in every section; others find theirs by their name's hash. */
const placed = [
  "covet",
  "memoirist",
  "find-my-way",
  "rou3",
  "rou3-compiled",
  "hono-smart",
  "hono-trie",
  "medley",
  "koa-tree-router",
  "starlette",
  "find-my-way-compiled",
  "cut-alone",
];

/** FNV-1a, 32 bits. */
function hash(name: string): number {
  let value = 0x811c9dc5;
  for (const letter of name) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 0x01000193);
  return value >>> 0;
}

/**
 * Colour and marker of every arm of a family. Depends on the set of names only, not on their order: known names have their place;
 * another takes the place of its hash, or the next free one. Over twelve arms places are shared.
 */
export function armStyles(arms: readonly string[]): Map<string, ArmStyle> {
  const taken = new Set<number>();
  const found = new Map<string, ArmStyle>();
  const known = (arm: string) => placed.indexOf(arm);
  const inTurn = [...new Set(arms)].sort((a, b) => Number(known(a) < 0) - Number(known(b) < 0) || (a < b ? -1 : 1));
  for (const arm of inTurn) {
    let place = known(arm) >= 0 ? known(arm) : hash(arm) % styles.length;
    if (taken.size < styles.length) while (taken.has(place)) place = (place + 1) % styles.length;
    taken.add(place);
    found.set(arm, styles[place] ?? styles[0]);
  }
  return found;
}

/** Text, lines and grid that are legible on white and on near-black; the page replaces them by its own. */
export const ink = {
  text: "#7b7b7b",
  line: "#8a8a8a",
  grid: "rgba(128,128,128,0.25)",
  band: "rgba(128,128,128,0.22)",
} as const;

const axis = {
  gridcolor: ink.grid,
  linecolor: ink.line,
  tickcolor: ink.line,
  zeroline: false,
  automargin: true,
  showline: true,
  ticks: "outside",
};

/** Layout that every figure shares. */
export const baseLayout = {
  font: { family: "system-ui, sans-serif", size: 13, color: ink.text },
  paper_bgcolor: "rgba(0,0,0,0)",
  plot_bgcolor: "rgba(0,0,0,0)",
  hoverlabel: { namelength: -1 },
  legend: { orientation: "h", x: 0, xanchor: "left", y: 1, yanchor: "bottom" },
  xaxis: axis,
  yaxis: axis,
} as const;

/** Configuration that every figure shares: no logo, no link to a chart service. */
export const plotConfig = {
  responsive: true,
  displaylogo: false,
  modeBarButtonsToRemove: ["select2d", "lasso2d"],
} as const;
