import type { Forecast } from "./forecast.js";
import type { Progress } from "./progress.js";

/** What the lanes of one measurement share. */
export interface Measurement {
  readonly now: () => Date;
  readonly signal: AbortSignal | undefined;
  readonly forecast: Forecast;
  /** Tells a step; the seconds left of the whole are added. */
  readonly tell: (progress: Omit<Progress, "secondsLeft">) => void;
}
