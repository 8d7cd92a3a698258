import type { Capture } from "./pattern.js";
import type { Found, Route } from "./router.js";

/** A registered route as a lookup needs it, at one place where it may end. */
export interface Ending<Handler> {
  readonly route: Route<Handler>;
  /** "*": any method. */
  readonly method: string;
  /** The names of the params where each is the whole of its span and stays a text; else null, */
  readonly names: readonly string[] | null;
  /** and these tell what is in the spans; empty beside names. */
  readonly captures: readonly Capture[];
  /** The shared result of a route without params; null for one with. */
  readonly found: Found<Handler> | null;
}
