import type { Found, Route } from "./router.js";

/** A registered route as a lookup needs it. */
export interface Ending<Handler> {
  readonly route: Route<Handler>;
  readonly names: readonly string[];
  /** The shared result of a route without params; null for one with. */
  readonly found: Found<Handler> | null;
}

/** The routes of one pattern shape, at most one a method: few, so that a list is faster than a map. */
export class Endings<Handler> {
  readonly methods: string[] = [];
  readonly #endings: Ending<Handler>[] = [];

  of(method: string): Ending<Handler> | null {
    const methods = this.methods;
    for (let index = 0; index < methods.length; index++)
      if (methods[index] === method) return this.#endings[index] ?? null;
    return null;
  }

  /** The caller has seen that `of(method)` is null. */
  add(method: string, ending: Ending<Handler>): void {
    this.methods.push(method);
    this.#endings.push(ending);
  }
}
