import type { Found, Route } from "./router.js";

/** A registered route as a lookup needs it. */
export interface Ending<Handler> {
  readonly route: Route<Handler>;
  readonly names: readonly string[];
  /** The shared result of a route without params; null for one with. */
  readonly found: Found<Handler> | null;
}
