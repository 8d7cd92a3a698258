/** What a measurement is at; told often, cheap to ignore. */
export interface Progress {
  /** `waiting` for the machine's lock; the `source` lane; `scenarios`; `rounds` of the claim lane; a `warning`; `finished`. */
  readonly phase: "waiting" | "source" | "scenarios" | "rounds" | "warning" | "finished";
  readonly family: string;
  /** Steps of the phase, done and to do as far as is known now. */
  readonly done: number;
  readonly total: number;
  /** Forecast for all that is still to be measured, of all families; null where it is not known. */
  readonly secondsLeft: number | null;
  /** One line for a reader. */
  readonly text: string;
}
