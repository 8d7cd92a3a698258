import { formatNumber } from "../words/format-number.js";

/** Height of a figure with one row a line, in pixels: the plot itself, with its title and axis. */
export const rowsHeight = (rows: number): number => 130 + Math.max(1, rows) * 30;

/** A y axis with one named row a line, the first on top. */
export function rowAxis(labels: readonly string[]): object {
  const range = [Math.max(0, labels.length - 1) + 0.5, -0.5];
  return { tickvals: labels.map((_, row) => row), ticktext: labels, range, ticks: "", showgrid: false };
}

/** 2 and 5 between the decades where there are few, more digits where the values lie within one. */
function stepsFor(decades: number): readonly number[] {
  if (decades > 3) return [1];
  if (decades > 1.2) return [1, 2, 5];
  return decades > 0.35
    ? [1, 1.5, 2, 3, 4, 5, 7]
    : [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9];
}

/** A logarithmic axis over positive values, with a little room at both ends and few round ticks. Values that are not positive are left out. */
export function logAxis(values: readonly number[], title: string): object {
  const positive = values.filter((value) => value > 0);
  const [least, most] = positive.length === 0 ? [1, 10] : [Math.min(...positive), Math.max(...positive)];
  const span = Math.log10(most / least);
  const room = Math.max(0.02, span * 0.05);
  const range = [Math.log10(least) - room, Math.log10(most) + room];
  const [from, to] = range as [number, number];
  const powers = Array.from({ length: Math.floor(to) - Math.floor(from) + 1 }, (_, at) => Math.floor(from) + at);
  const every = Math.ceil(powers.length / 8);
  const ticks = powers
    .filter((power) => power % every === 0)
    .flatMap((power) => stepsFor(to - from).map((step) => step * 10 ** power))
    .filter((tick) => Math.log10(tick) >= from - 1e-9 && Math.log10(tick) <= to + 1e-9);
  const ticktext = ticks.map((tick) =>
    tick >= 1 && Number.isInteger(tick)
      ? tick.toLocaleString("en-US")
      : formatNumber(tick, 2)
          .replace(/(\.\d*?)0+$/, "$1")
          .replace(/\.$/, ""),
  );
  return {
    type: "log",
    range,
    tickvals: ticks,
    ticktext,
    tickangle: 0,
    title: { text: title, font: { size: 13 }, standoff: 8 },
  };
}

/** A tick at each measured size. */
export const sizeTicks = (sizes: readonly number[]): object => ({
  tickvals: sizes,
  ticktext: sizes.map((size) => size.toLocaleString("en-US")),
});
