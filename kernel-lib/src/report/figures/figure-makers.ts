import { biasFigure, powerFigure, spreadFigure, toolsFigure } from "./calibration-figures.js";
import { curvesFigure } from "./curves-figure.js";
import { distributionsFigure } from "./distributions-figure.js";
import { flameFigure } from "./flame-figure.js";
import { growthFigure } from "./growth-figure.js";
import { headlinesFigure } from "./headlines-figure.js";
import { metricsFigure } from "./metrics-figure.js";
import { ratiosFigure } from "./ratios-figure.js";
import { sharesFigure } from "./shares-figure.js";

/** The figures of the report, as notebooks call them: `figure.ratios(routing, { title, alt })`. */
export const figure = {
  ratios: ratiosFigure,
  distributions: distributionsFigure,
  growth: growthFigure,
  metrics: metricsFigure,
  curves: curvesFigure,
  flame: flameFigure,
  headlines: headlinesFigure,
  shares: sharesFigure,
  spread: spreadFigure,
  bias: biasFigure,
  power: powerFigure,
  tools: toolsFigure,
} as const;
