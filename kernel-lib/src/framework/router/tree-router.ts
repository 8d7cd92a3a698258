import { InvalidRoute } from "../errors/invalid-route.js";
import { buildPath } from "./build-path.js";
import { pathForms } from "./path-forms.js";
import { type Pattern, parsePattern } from "./pattern.js";
import { printRoutes } from "./print-routes.js";
import { readMatch } from "./read-match.js";
import { Realms, RequirementFault } from "./realms.js";
import type { PatternedRoute, RouteTree } from "./route-tree.js";
import type {
  Lookup,
  NotFound,
  RequestFacts,
  Requirements,
  Route,
  RouteGroup,
  Router,
  RouterOptions,
  Untyped,
} from "./router.js";
import { type RouterSettings, routerSettings } from "./router-settings.js";

const notFound: NotFound = Object.freeze({ kind: "not-found" });
const noFacts: RequestFacts = Object.freeze({});

/** A router that walks radix trees, one for each host and version that routes ask for. It generates no code. */
export class TreeRouter<Handler, Types extends object = Untyped> implements Router<Handler, Types> {
  readonly #settings: RouterSettings;
  readonly #realms = new Realms<Handler>();
  /** By method, pattern, host and version; in the order of registration. */
  readonly #routes = new Map<string, PatternedRoute<Handler>>();
  /** What the patterns of routes were read as. */
  readonly #patterns = new Map<string, readonly Pattern[]>();
  /** Whether a path may stand for others. */
  readonly #hasForms: boolean;

  /** @throws InvalidRouterOption */
  constructor(options: RouterOptions = {}) {
    this.#settings = routerSettings(options);
    const { ignoreCase, ignoreDuplicateSlashes, ignoreTrailingSlash } = this.#settings;
    this.#hasForms = ignoreCase || ignoreDuplicateSlashes || ignoreTrailingSlash;
  }

  add(method: string, pattern: string, handler: Handler, requirements: Requirements = {}): Route<Handler> {
    const { host, version } = requirements;
    const patterns = parsePattern(method, pattern, this.#settings);
    const route = Object.freeze({
      method,
      pattern,
      handler,
      ...(host === undefined ? {} : { host }),
      ...(version === undefined ? {} : { version }),
    });
    const added = { route, patterns };
    this.#treeOf(route).add(added);
    this.#routes.set(keyOf(route), added);
    this.#patterns.set(pattern, patterns);
    return route;
  }

  remove(method: string, pattern: string, requirements: Requirements = {}): boolean {
    const key = keyOf({ ...requirements, method, pattern });
    const known = this.#routes.get(key);
    if (known === undefined) return false;
    this.#routes.delete(key);
    this.#patterns.delete(pattern);
    this.#treeOf(known.route).remove(known);
    return true;
  }

  mount(prefix: string, router: Router<Handler, Types>): void {
    const added: Route<Handler>[] = [];
    try {
      for (const { method, pattern, handler, ...requirements } of router.routes)
        added.push(this.add(method, under(prefix, pattern), handler, requirements));
    } catch (refusal) {
      for (const { method, pattern, ...requirements } of added) this.remove(method, pattern, requirements);
      throw refusal;
    }
  }

  group(prefix: string, register: (group: RouteGroup<Handler, Types>) => void): void {
    register(groupOf(this, prefix));
  }

  find(method: string, path: string, request?: RequestFacts): Lookup<Handler, Types> {
    if (path.length > this.#settings.longestPath)
      return { kind: "too-long", limit: this.#settings.longestPath, param: null };
    if (request !== undefined || this.#hasForms) return this.#findAmong(method, path, request ?? noFacts);
    const tree = this.#realms.common.flat;
    const ending = tree.find(method, path, path);
    if (ending !== null)
      return (ending.found ?? readMatch(ending, path, tree.spans, this.#settings)) as Lookup<Handler, Types>;
    return tree.metOther ? this.#findAmong(method, path, noFacts) : notFound;
  }

  path(pattern: string, params: object = {}): string {
    const patterns = this.#patterns.get(pattern) ?? parsePattern("GET", pattern, this.#settings);
    return buildPath(pattern, patterns, params as Readonly<Record<string, unknown>>);
  }

  get routes(): readonly Route<Handler>[] {
    return Array.from(this.#routes.values(), ({ route }) => route);
  }

  print(): string {
    return printRoutes(this.routes);
  }

  /** In all trees that a request may be answered from, and under all names that the path has. */
  #findAmong(method: string, path: string, facts: RequestFacts): Lookup<Handler, Types> {
    const trees = this.#realms.for(facts);
    const forms = this.#hasForms ? pathForms(path, this.#settings) : [{ path, original: path }];
    const asked = method === "HEAD" && this.#settings.headFromGet ? ["HEAD", "GET"] : [method];
    for (const each of asked)
      for (const { flat } of trees)
        for (const form of forms) {
          const ending = flat.find(each, form.path, form.original);
          if (ending !== null)
            return (ending.found ?? readMatch(ending, form.original, flat.spans, this.#settings)) as Lookup<
              Handler,
              Types
            >;
        }

    const methods = new Set<string>();
    for (const tree of trees) for (const form of forms) tree.collectMethods(form.path, form.original, methods);
    if (methods.size === 0) return notFound;
    methods.add("OPTIONS");
    if (methods.has("GET") && this.#settings.headFromGet) methods.add("HEAD");
    return { kind: method === "OPTIONS" ? "options" : "method-not-allowed", allow: [...methods].sort() };
  }

  /** @throws InvalidRoute if the route's host or version cannot be read. */
  #treeOf(route: Route<Handler>): RouteTree<Handler> {
    try {
      return this.#realms.of(route);
    } catch (fault) {
      if (!(fault instanceof RequirementFault)) throw fault;
      throw new InvalidRoute(
        route.method,
        route.pattern,
        fault.message,
        'Hosts are "api.example.com" or "*.example.com", versions "1.2.0".',
      );
    }
  }
}

const keyOf = ({ method, pattern, host, version }: Omit<Route<unknown>, "handler">): string =>
  JSON.stringify([method, pattern, host, version]);

/** A pattern behind a prefix; one that does not begin with a slash stays as it is, and is refused as such. */
function under(prefix: string, pattern: string): string {
  if (!pattern.startsWith("/")) return pattern;
  const before = prefix.replace(/\/+$/, "");
  return pattern === "/" && before !== "" ? before : before + pattern;
}

function groupOf<Handler, Types extends object>(
  router: RouteGroup<Handler, Types>,
  prefix: string,
): RouteGroup<Handler, Types> {
  const add = (method: string, pattern: string, handler: Handler, requirements?: Requirements) =>
    (router as RouteGroup<Handler>).add<string>(method, under(prefix, pattern), handler, requirements);
  return {
    add: add as RouteGroup<Handler, Types>["add"],
    mount: (inner, mounted) => router.mount(under(prefix, inner === "" ? "/" : inner), mounted),
    group: (inner, register) => register(groupOf(router, under(prefix, inner === "" ? "/" : inner))),
  };
}
