import type { Json } from "../../base/json.js";

/** `<job>/cases/<case>.json`: the data of one case, from which the processes of every language read the same bytes. */
export interface CaseFile {
  readonly schema: 1;
  readonly case: string;
  readonly delivery: "as-is" | "fresh" | "cut";
  readonly setup: Json;
  readonly inputs: readonly Json[];
  readonly expected: readonly Json[];
  /** The family's fold of each expected answer, a signed 32-bit integer: what `run` must return. */
  readonly folds: readonly number[];
}
