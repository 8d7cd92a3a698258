import { RouteConflict } from "../errors/route-conflict.js";
import { RouteShadowed } from "../errors/route-shadowed.js";
import type { Ending } from "./ending.js";
import { FlatTree } from "./flat-tree.js";
import { noParams } from "./params.js";
import type { Pattern } from "./pattern.js";
import type { Route } from "./router.js";
import { type Place, type TailBranch, TreeNode } from "./tree-node.js";

/** A route with the ways in which it matches. */
export interface PatternedRoute<Handler> {
  readonly route: Route<Handler>;
  readonly patterns: readonly Pattern[];
}

/**
 * The routes of one host and version: a radix tree over the characters of all patterns, and the same written flat for lookups. The first lookup after a change writes it
 * anew, in time proportional to the text of all patterns: register first, then look up.
 */
export class RouteTree<Handler> {
  readonly #routes = new Set<PatternedRoute<Handler>>();
  #root = new TreeNode<Handler>("/");
  #mostParams = 0;
  /** Null from a change to the next lookup. */
  #flat: FlatTree<Handler> | null = null;
  /** How many routes were taken away since the tree was made: their nodes are still there. */
  #removed = 0;

  get isEmpty(): boolean {
    return this.#routes.size === 0;
  }

  /** @throws RouteConflict, RouteShadowed; then nothing has changed. */
  add(added: PatternedRoute<Handler>): void {
    const { method } = added.route;
    const places = added.patterns.map((pattern) => this.#root.placeOf(pattern.steps));
    try {
      for (const place of places) refuseRivals(place, added.route);
    } catch (refusal) {
      // The way to a new place was made already.
      if (added.patterns.length > 1 || refusal instanceof RouteShadowed) this.#rebuild();
      throw refusal;
    }
    this.#routes.add(added);
    for (const [index, pattern] of added.patterns.entries())
      places[index]?.endings.push(this.#endingOf(added.route, method, pattern));
    this.#flat = null;
  }

  /** Amortised O(text of all patterns / routes). */
  remove(removed: PatternedRoute<Handler>): void {
    this.#routes.delete(removed);
    for (const { steps } of removed.patterns) {
      const { endings } = this.#root.placeOf(steps);
      const index = endings.findIndex(({ route }) => route === removed.route);
      if (index >= 0) endings.splice(index, 1);
    }
    this.#flat = null;
    if (++this.#removed > this.#routes.size) this.#rebuild();
  }

  /** The tree to look up in, written anew where it has to be. */
  get flat(): FlatTree<Handler> {
    this.#flat ??= new FlatTree(this.#root, this.#mostParams);
    return this.#flat;
  }

  /** Adds the methods of all routes that match the path; "*" for any. */
  collectMethods(path: string, original: string, methods: Set<string>): void {
    this.#root.collectMethods(path, original, 0, methods);
  }

  #endingOf(route: Route<Handler>, method: string, { captures }: Pattern): Ending<Handler> {
    this.#mostParams = Math.max(this.#mostParams, captures.length);
    const isPlain = captures.every(({ shape, params }) => shape === null && params[0]?.converter === null);
    return {
      route,
      method,
      captures,
      names: isPlain ? captures.map(({ params }) => params[0]?.name ?? "") : null,
      found:
        captures.length === 0
          ? Object.freeze({ kind: "found", handler: route.handler, params: noParams, route } as const)
          : null,
    };
  }

  #rebuild(): void {
    this.#root = new TreeNode<Handler>("/");
    this.#mostParams = 0;
    this.#flat = null;
    this.#removed = 0;
    for (const { route, patterns } of this.#routes)
      for (const pattern of patterns)
        this.#root.placeOf(pattern.steps).endings.push(this.#endingOf(route, route.method, pattern));
  }
}

function refuseRivals<Handler>({ endings, own, tails }: Place<Handler>, { method, pattern }: Route<Handler>): void {
  const same = endings.find((each) => each.method === method);
  if (same !== undefined) throw new RouteConflict(method, pattern, same.route.pattern);
  if (own === null) return;
  for (const [index, other] of tails.entries()) {
    if (other === own) continue;
    const isBefore = index < tails.indexOf(own);
    const [first, second] = isBefore ? [other, own] : [own, other];
    if (!hides(first, second)) continue;
    for (const { route } of other.end) {
      const [hidden, by] = isBefore ? [{ method, pattern }, route] : [route, { method, pattern }];
      if (by.method === "*" || by.method === hidden.method)
        throw new RouteShadowed(hidden.method, hidden.pattern, by.pattern, route.pattern);
    }
  }
}

/** Whether all that the second takes is taken by the first. */
function hides<Handler>(first: TailBranch<Handler>, second: TailBranch<Handler>): boolean {
  const relation = first.tail.shape.relationTo(second.tail.shape);
  return relation === "equal" || relation === "contains";
}
