import { RouteConflict } from "../errors/route-conflict.js";
import { decode } from "./decode.js";
import type { Ending } from "./ending.js";
import { FlatTree } from "./flat-tree.js";
import { noParams, OwnMembers } from "./params.js";
import { parsePattern } from "./pattern.js";
import type { Lookup, NotFound, Route, Router } from "./router.js";
import { TreeNode } from "./tree-node.js";

const notFound: NotFound = Object.freeze({ kind: "not-found" });

/**
 * A router that walks a radix tree over the characters of all patterns. It generates no code. The first lookup after a route
 * was added writes the tree anew, in time proportional to the text of all patterns: register first, then look up.
 */
export class TreeRouter<Handler> implements Router<Handler> {
  readonly #root = new TreeNode<Handler>("/");
  #mostParams = 0;
  /** Null from a registration to the next lookup. */
  #tree: FlatTree<Handler> | null = null;

  add(method: string, pattern: string, handler: Handler): Route<Handler> {
    const parsed = parsePattern(method, pattern);
    const { names } = parsed;
    const endings = this.#root.endingsOf(parsed);
    const existing = endings.find(({ route }) => route.method === method);
    if (existing !== undefined) throw new RouteConflict(method, pattern, existing.route.pattern);

    const route = Object.freeze({ method, pattern, handler });
    const found =
      names.length === 0 ? Object.freeze({ kind: "found", handler, params: noParams, route } as const) : null;
    endings.push({ route, names, found });
    this.#mostParams = Math.max(this.#mostParams, names.length);
    this.#tree = null;
    return route;
  }

  find(method: string, path: string): Lookup<Handler> {
    this.#tree ??= new FlatTree(this.#root, this.#mostParams);
    const tree = this.#tree;
    const ending = tree.find(method, path);
    if (ending !== null) return ending.found ?? withParams(ending, path, tree);
    return tree.metOther ? { kind: "method-not-allowed", allow: this.#allowed(path) } : notFound;
  }

  #allowed(path: string): readonly string[] {
    const methods = new Set<string>();
    this.#root.collectMethods(path, 0, methods);
    return [...methods].sort();
  }
}

/** The result for a route with params, whose places in the path `tree` has just found. */
function withParams<Handler>(
  { route, names }: Ending<Handler>,
  path: string,
  tree: FlatTree<Handler>,
): Lookup<Handler> {
  const { spans, metPercent } = tree;
  const params = new OwnMembers();
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const raw = path.substring(spans[2 * index] as number, spans[2 * index + 1] as number);
    const value = metPercent && raw.includes("%") ? decode(raw) : raw;
    if (value === null) return { kind: "malformed", param: name, value: raw, route };
    params[name] = value;
  }
  return { kind: "found", handler: route.handler, params, route };
}
