import { InvalidRoute } from "../errors/invalid-route.js";
import { buildPath } from "./build-path.js";
import type { FlatTree } from "./flat-tree.js";
import { type GeneratedTree, onlyOthers } from "./generated/generated-tree.js";
import { pathForms } from "./path-forms.js";
import { type Pattern, parsePattern } from "./pattern.js";
import { printRoutes } from "./print-routes.js";
import { Realms, RequirementFault } from "./realms.js";
import { RouteTree } from "./route-tree.js";
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
const mostBuilt = 1_000;
const noFacts: RequestFacts = Object.freeze({});

/** A router that walks radix trees, one for each host and version that routes ask for; often asked, it generates functions from them. */
export class TreeRouter<Handler, Types extends object = Untyped> implements Router<Handler, Types> {
  readonly #settings: RouterSettings;
  readonly #realms: Realms<Handler>;
  /** By method, pattern, host and version; in the order of registration. */
  readonly #routes = new Map<string, Route<Handler>>();
  /** What the patterns were read as that paths were built from; at most 1,000. */
  readonly #built = new Map<string, readonly Pattern[]>();
  /** Whether a path may stand for others. */
  readonly #hasForms: boolean;
  readonly #longestPath: number;
  readonly #generateAfter: number;
  /** The common routes of the method that was asked for last, to look up in: read, or generated. Null from a change to the next lookup. */
  #flat: FlatTree<Handler> | null = null;
  #generated: GeneratedTree<Handler> | null = null;
  #method = "";
  /** Lookups in trees that are read since the last change. */
  #lookups = 0;

  /**
   * @param generateAfter how many lookups are made in the tree as it is, before functions are generated from it
   * @throws InvalidRouterOption
   */
  constructor(options: RouterOptions = {}, generateAfter = 500) {
    this.#settings = routerSettings(options);
    const { ignoreCase, ignoreDuplicateSlashes, ignoreTrailingSlash } = this.#settings;
    const patternsOf = ({ method, pattern }: Route<Handler>) => parsePattern(method, pattern, this.#settings);
    this.#realms = new Realms(() => new RouteTree(patternsOf));
    this.#generateAfter = this.#settings.generateCode ? generateAfter : Number.POSITIVE_INFINITY;
    this.#longestPath = this.#settings.longestPath;
    this.#hasForms = ignoreCase || ignoreDuplicateSlashes || ignoreTrailingSlash;
  }

  add(method: string, pattern: string, handler: Handler, requirements: Requirements = {}): Route<Handler> {
    const { host, version } = requirements;
    const route: Route<Handler> =
      host === undefined && version === undefined
        ? { method, pattern, handler }
        : {
            method,
            pattern,
            handler,
            ...(host === undefined ? {} : { host }),
            ...(version === undefined ? {} : { version }),
          };
    this.#treeOf(route).add(Object.freeze(route));
    this.#forget();
    this.#routes.set(keyOf(route), route);
    return route;
  }

  remove(method: string, pattern: string, requirements: Requirements = {}): boolean {
    const key = keyOf({ ...requirements, method, pattern });
    const route = this.#routes.get(key);
    if (route === undefined) return false;
    this.#routes.delete(key);
    this.#treeOf(route).remove(route);
    this.#forget();
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
    if (path.length > this.#longestPath) return { kind: "too-long", limit: this.#longestPath, param: null };
    if (request !== undefined || this.#hasForms) return this.#findAmong(method, path, request ?? noFacts);
    const generated = this.#generated;
    if (generated === null || method !== this.#method) return this.#prepare(method, path);
    const found = generated.find(path);
    if (found === null) return notFound;
    return found === onlyOthers ? this.#findAmong(method, path, noFacts) : (found as Lookup<Handler, Types>);
  }

  path(pattern: string, params: object = {}): string {
    let patterns = this.#built.get(pattern);
    if (patterns === undefined) {
      patterns = parsePattern("GET", pattern, this.#settings);
      if (this.#built.size >= mostBuilt) this.#built.clear();
      this.#built.set(pattern, patterns);
    }
    return buildPath(pattern, patterns, params as Readonly<Record<string, unknown>>);
  }

  get routes(): readonly Route<Handler>[] {
    return [...this.#routes.values()];
  }

  print(): string {
    return printRoutes(this.routes);
  }

  /** Looks up in the tree that is read, or goes over to the generated one. */
  #prepare(method: string, path: string): Lookup<Handler, Types> {
    if (method !== this.#method) {
      this.#flat = null;
      this.#generated = null;
      this.#method = method;
    }
    const { common } = this.#realms;
    this.#lookups++;
    if (this.#lookups > this.#generateAfter) {
      if (common.isToGenerate) {
        this.#generated = common.generatedFor(method, this.#settings);
        return this.find(method, path);
      }
      this.#lookups = Number.NEGATIVE_INFINITY;
    }
    this.#flat ??= common.flatFor(method);
    const flat = this.#flat;
    const place = flat.find(path);
    if (place >= 0) return flat.resultOf(place, path, this.#settings) as Lookup<Handler, Types>;
    return flat.metOther ? this.#findAmong(method, path, noFacts) : notFound;
  }

  /** After a change. */
  #forget(): void {
    this.#flat = null;
    this.#generated = null;
    this.#lookups = 0;
  }

  /** In all trees that a request may be answered from, and under all names that the path has. */
  #findAmong(method: string, path: string, facts: RequestFacts): Lookup<Handler, Types> {
    const trees = this.#realms.for(facts);
    const forms = this.#hasForms ? pathForms(path, this.#settings) : [{ path, original: path }];
    const asked = method === "HEAD" && this.#settings.headFromGet ? ["HEAD", "GET"] : [method];
    for (const each of asked)
      for (const tree of trees) {
        const flat = tree.flatFor(each);
        for (const form of forms) {
          const place = flat.findFolded(form.path, form.original);
          if (place >= 0) return flat.resultOf(place, form.original, this.#settings) as Lookup<Handler, Types>;
        }
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
  host === undefined && version === undefined
    ? `${method} ${pattern}`
    : JSON.stringify([method, pattern, host, version]);

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
