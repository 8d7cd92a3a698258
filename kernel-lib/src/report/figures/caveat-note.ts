import { ink } from "./theme.js";

const lettersALine = 110;
const lineHeight = 16;
/** Of the axis font, about; the note begins where the labels of the rows begin. */
const letterWidth = 6.5;

function wrap(text: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + word.length >= lettersALine) {
      lines.push(line);
      line = "";
    }
    line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Text as Plotly's own small HTML. */
const plotlyText = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Caption and caveats as one annotation under the plot, for a front end that draws only the Plotly part of an output.
 * It is named "caveats", so that a page which prints them as text can take it out. Heights in pixels.
 */
export function caveatNote(
  texts: readonly string[],
  leftLabels: readonly string[],
): { annotation: object; height: number } {
  const lines = texts.flatMap((text, index) => wrap(index === 0 ? text : `• ${text}`));
  const annotation = {
    name: "caveats",
    text: lines.map(plotlyText).join("<br>"),
    xref: "paper",
    yref: "paper",
    x: 0,
    xanchor: "left",
    y: 0,
    yanchor: "top",
    yshift: -64,
    xshift: -Math.min(240, letterWidth * Math.max(0, ...leftLabels.map((label) => label.length))),
    align: "left",
    showarrow: false,
    font: { size: 11, color: ink.text },
  };
  return { annotation, height: lines.length * lineHeight + 8 };
}
