import { RouteConflict } from "../errors/route-conflict.js";
import { RouteShadowed } from "../errors/route-shadowed.js";
import type { Ending } from "./ending.js";
import { FlatTree } from "./flat-tree.js";
import { GeneratedTree } from "./generated/generated-tree.js";
import { sizeOf } from "./generated/part-writer.js";
import { noParams } from "./params.js";
import type { Pattern } from "./pattern.js";
import type { Route } from "./router.js";
import type { RouterSettings } from "./router-settings.js";
import { type Place, type TailBranch, TreeNode } from "./tree-node.js";

const nothing: readonly never[] = [];
/** A tree with a pattern of more params is only read. */
const MOST_GENERATED_PARAMS = 16;
/**
 * About so many bytes of bytecode: those of some 300 routes. What is generated from more no longer fits the processor's caches and keeps the optimising compiler busy for
 * seconds: at 1,000 routes it took 2.5 times as long as the tree that is read.
 */
const MOST_GENERATED = 120_000;

/**
 * The routes of one host and version: a radix tree over the characters of all patterns, and for the lookups of each method the same as a flat tree of segments, or as functions. The first one after a change writes it
 * anew, in time proportional to the text of all patterns: register first, then look up.
 */
export class RouteTree<Handler> {
  readonly #routes = new Set<Route<Handler>>();
  /** Reads a route's pattern. What it gives is not kept: it is three times as large as what the tree keeps of it. */
  readonly #patternsOf: (route: Route<Handler>) => readonly Pattern[];
  #root = new TreeNode<Handler>("/");
  #mostParams = 0;
  /** By method, "" for all that no route names; made when they are asked for, until the next change. */
  readonly #flat = new Map<string, FlatTree<Handler>>();
  readonly #generated = new Map<string, GeneratedTree<Handler>>();
  /** Null from a change until it is asked for: to tell takes time in proportion to the routes. */
  #isToGenerate: boolean | null = null;
  readonly #methods = new Set<string>();
  /** Lists of params' names, by the names themselves. */
  readonly #names = new Map<string, readonly string[]>();
  /** How many routes were taken away since the tree was made: their nodes are still there. */
  #removed = 0;

  constructor(patternsOf: (route: Route<Handler>) => readonly Pattern[]) {
    this.#patternsOf = patternsOf;
  }

  /** @throws RouteConflict, RouteShadowed; then nothing has changed. */
  add(route: Route<Handler>): void {
    const patterns = this.#patternsOf(route);
    const places = patterns.map((pattern) => this.#root.placeOf(pattern.steps));
    try {
      for (const place of places) refuseRivals(place, route);
    } catch (refusal) {
      // The way to a new place was made already.
      if (patterns.length > 1 || refusal instanceof RouteShadowed) this.#rebuild();
      throw refusal;
    }
    this.#routes.add(route);
    this.#methods.add(route.method);
    for (const [index, pattern] of patterns.entries()) places[index]?.endings.push(this.#endingOf(route, pattern));
    this.#forget();
  }

  /** Amortised O(text of all patterns / routes). */
  remove(removed: Route<Handler>): void {
    this.#routes.delete(removed);
    for (const { steps } of this.#patternsOf(removed)) {
      const { endings } = this.#root.placeOf(steps);
      const index = endings.findIndex(({ route }) => route === removed);
      if (index >= 0) endings.splice(index, 1);
    }
    this.#forget();
    if (++this.#removed > this.#routes.size) this.#rebuild();
  }

  /** The tree to look a method's routes up in, written anew where it has to be. */
  flatFor(method: string): FlatTree<Handler> {
    const key = this.#methods.has(method) ? method : "";
    let flat = this.#flat.get(key);
    if (flat === undefined) {
      flat = new FlatTree(this.#root, key, this.#mostParams);
      this.#flat.set(key, flat);
    }
    return flat;
  }

  /** Whether functions are to be generated: for tables that are not large, and have no pattern of very many params, whose places each function is given. */
  get isToGenerate(): boolean {
    this.#isToGenerate ??= this.#mostParams <= MOST_GENERATED_PARAMS && sizeOf(this.#root, 0) <= MOST_GENERATED;
    return this.#isToGenerate;
  }

  /** The same as generated functions. */
  generatedFor(method: string, settings: RouterSettings): GeneratedTree<Handler> {
    const key = this.#methods.has(method) ? method : "";
    let generated = this.#generated.get(key);
    if (generated === undefined) {
      generated = new GeneratedTree(this.#root, key, settings);
      this.#generated.set(key, generated);
    }
    return generated;
  }

  /** Adds the methods of all routes that match the path; "*" for any. */
  collectMethods(path: string, original: string, methods: Set<string>): void {
    this.#root.collectMethods(path, original, 0, methods);
  }

  #endingOf(route: Route<Handler>, { captures }: Pattern): Ending<Handler> {
    const { method, handler } = route;
    this.#mostParams = Math.max(this.#mostParams, captures.length);
    const found =
      captures.length === 0 ? Object.freeze({ kind: "found", handler, params: noParams, route } as const) : null;
    const isPlain = captures.every(({ shape, params }) => shape === null && params[0]?.converter === null);
    if (!isPlain) return { route, method, names: null, captures, found };
    return { route, method, names: this.#namesOf(captures), captures: nothing, found };
  }

  /** One list for all routes whose params have the same names: a lookup finds it in the processor's cache. */
  #namesOf(captures: Pattern["captures"]): readonly string[] {
    const names = captures.map(({ params }) => params[0]?.name ?? "");
    const key = names.join("/");
    const known = this.#names.get(key);
    if (known !== undefined) return known;
    this.#names.set(key, names);
    return names;
  }

  /** What was made of the tree, after a change. */
  #forget(): void {
    this.#flat.clear();
    this.#generated.clear();
    this.#isToGenerate = null;
  }

  #rebuild(): void {
    this.#root = new TreeNode<Handler>("/");
    this.#mostParams = 0;
    this.#names.clear();
    this.#forget();
    this.#removed = 0;
    for (const route of this.#routes)
      for (const pattern of this.#patternsOf(route))
        this.#root.placeOf(pattern.steps).endings.push(this.#endingOf(route, pattern));
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
