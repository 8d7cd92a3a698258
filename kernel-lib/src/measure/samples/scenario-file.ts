import type { Json } from "../../base/json.js";

/** `<job>/cases/<scenario>.json`: the data of one scenario, the same bytes for every language. */
export interface ScenarioFile {
  readonly schema: 1;
  /** The scenario's name. */
  readonly case: string;
  readonly setup: Json;
  /** What every arm's answer must be; with a load the parsed body of each path, in order. */
  readonly expected: Json;
}
