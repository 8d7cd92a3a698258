import { createRequire } from "node:module";
import { type ArmSpec, type Body, CannotHold, type CaseInput, type Json } from "kernel-lib/family";
import type { RouteTable } from "../../../datasets/routes/table.ts";
import { foldOf, miss, type Values } from "./fold.ts";

const answerOf = (route: number, params: Values | undefined): Json => ({
  route,
  params: { ...params } as Record<string, string>,
});

/** The body of an arm whose `find` gives null or undefined for a miss; small enough that V8 inlines all three functions. */
const bodyOf = <Found>(
  find: (path: string) => Found | null | undefined,
  route: (found: Found) => number,
  params: (found: Found) => Values | undefined,
): Body => ({
  run: (path: string) => {
    const found = find(path);
    return found === null || found === undefined ? miss : foldOf(route(found), params(found));
  },
  answer: (path: string) => {
    const found = find(path);
    return found === null || found === undefined ? null : answerOf(route(found), params(found));
  },
});

/** Registers the table, or throws `CannotHold` with the router's own words where it refuses a route. */
function register(given: CaseInput, add: (method: string, pattern: string, index: number) => void): void {
  for (const [index, [method, pattern]] of (given.setup as unknown as RouteTable).entries())
    try {
      add(method, pattern, index);
    } catch (error) {
      throw new CannotHold(`refuses ${method} ${pattern}: ${error instanceof Error ? error.message : String(error)}`);
    }
}

/**
 * Work that some arms do and others do not; caveats read it. A test asks each arm whether it is so, except for
 * `knowsMethodNotAllowed`, which no answer shows: it is what their documentation says.
 */
const abilities = [
  "decodesParams",
  "splitsQuery",
  "staticBeatsParam",
  "backtracks",
  "refusesDuplicates",
  "knowsMethodNotAllowed",
  "generatesCode",
] as const;

const features = (...has: readonly (typeof abilities)[number][]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(abilities.map((ability) => [ability, has.includes(ability)]));

async function findMyWay(given: CaseInput, compiled: boolean): Promise<Body> {
  const { default: FindMyWay } = await import("find-my-way");
  const router = FindMyWay();
  // An object, not the index itself: find-my-way keeps null in place of a falsy store.
  register(given, (method, pattern, index) => router.on(method as "GET", pattern, () => {}, { index }));
  if (compiled) router.compile();
  return bodyOf(
    (path) => router.find("GET", path),
    (found) => found.store.index,
    (found) => found.params,
  );
}

async function hono(given: CaseInput, smart: boolean): Promise<Body> {
  if (smart && given.case === "growth-10000")
    throw new CannotHold(
      "builds one regular expression of all routes, which takes seconds; left out above 1000 routes to bound the time of a run",
    );
  const { TrieRouter } = await import("hono/router/trie-router");
  const { RegExpRouter } = await import("hono/router/reg-exp-router");
  const { SmartRouter } = await import("hono/router/smart-router");
  const router = smart
    ? new SmartRouter<number>({ routers: [new RegExpRouter<number>(), new TrieRouter<number>()] })
    : new TrieRouter<number>();
  register(given, (method, pattern, index) => router.add(method, pattern, index));
  // SmartRouter decides for one of its routers at the first match, and puts that one's \`match\` in the place of its own.
  router.match("GET", "/");
  return {
    // Params as Hono's request reads them: by place in the stash of RegExpRouter, by name from TrieRouter.
    run: (path: string) => {
      const [handlers, stash] = router.match("GET", path);
      const first = handlers[0];
      if (first === undefined) return miss;
      if (stash === undefined) return foldOf(first[0], first[1] as Record<string, string>);
      let sum = first[0];
      for (const name in first[1]) sum += stash[first[1][name] as number]?.length ?? 0;
      return sum;
    },
    answer: (path: string) => {
      const [handlers, stash] = router.match("GET", path);
      const first = handlers[0];
      if (first === undefined) return null;
      const read = (value: string | number) => (typeof value === "number" ? stash?.[value] : value);
      const params = Object.entries(first[1]).map(([name, value]) => [name, read(value)]);
      return answerOf(first[0], Object.fromEntries(params));
    },
  };
}

async function rou3(given: CaseInput, compiled: boolean): Promise<Body> {
  const { addRoute, createRouter: createRou3, findRoute } = await import("rou3");
  const { compileRouter } = await import("rou3/compiler");
  const router = createRou3<number>();
  register(given, (method, pattern, index) => addRoute(router, method, pattern, index));
  const compiledFind = compiled ? compileRouter(router) : null;
  return bodyOf(
    compiledFind === null ? (path) => findRoute(router, "GET", path) : (path) => compiledFind("GET", path),
    (found) => found.data,
    (found) => found.params,
  );
}

/** @medley/router has no types of its own: what we call of it. */
interface Medley {
  register(pattern: string): Record<string, number>;
  find(path: string): { store: Record<string, number>; params: Record<string, string> } | null;
}

/** koa-tree-router types its handlers as middleware, which it never calls here. */
interface KoaTree {
  on(method: string, pattern: string, handler: number): void;
  find(method: string, path: string): { handle: number[] | null; params: { key: string; value: string }[] };
}

/** Covet, its peers in each form that their documentation advises, and the control. */
export const routers: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: features("decodesParams", "staticBeatsParam", "backtracks", "refusesDuplicates", "knowsMethodNotAllowed"),
    note: "router.find(method, path); a miss includes the search for routes of other methods. After 500 lookups functions generated from the routes answer, where the process may make code from text.",
    prepare: async (given) => {
      const { createRouter } = await import("kernel-lib");
      const router = createRouter<number>();
      register(given, (method, pattern, index) => router.add(method, pattern, index));
      return bodyOf(
        (path) => {
          const found = router.find("GET", path);
          return found.kind === "found" ? found : null;
        },
        (found) => found.handler,
        (found) => found.params,
      );
    },
  },
  {
    name: "find-my-way",
    language: "typescript",
    package: "find-my-way",
    features: features(
      "decodesParams",
      "splitsQuery",
      "staticBeatsParam",
      "backtracks",
      "refusesDuplicates",
      "generatesCode",
    ),
    note: "Defaults; router.find(method, path), the lookup that Fastify's router does. Small helpers are generated code.",
    prepare: (given) => findMyWay(given, false),
  },
  {
    name: "find-my-way-compiled",
    label: "find-my-way, compiled",
    language: "typescript",
    package: "find-my-way",
    features: features(
      "decodesParams",
      "splitsQuery",
      "staticBeatsParam",
      "backtracks",
      "refusesDuplicates",
      "generatesCode",
    ),
    note: "As find-my-way, with router.compile() once all routes are registered, its README's mode for fast lookups.",
    prepare: (given) => findMyWay(given, true),
  },
  {
    name: "hono-smart",
    label: "Hono SmartRouter",
    language: "typescript",
    package: "hono",
    features: features("backtracks"),
    note: "Hono's default: RegExpRouter, or TrieRouter where that refuses the table. Params as its request reads them, not decoded.",
    prepare: (given) => hono(given, true),
  },
  {
    name: "hono-trie",
    label: "Hono TrieRouter",
    language: "typescript",
    package: "hono",
    features: features("backtracks"),
    note: "Hono's router that takes every table, by itself; match(method, path).",
    prepare: (given) => hono(given, false),
  },
  {
    name: "rou3",
    language: "typescript",
    package: "rou3",
    features: features("staticBeatsParam", "backtracks"),
    note: "findRoute(router, method, path), as in its README.",
    prepare: (given) => rou3(given, false),
  },
  {
    name: "rou3-compiled",
    label: "rou3, compiled",
    language: "typescript",
    package: "rou3",
    features: features("staticBeatsParam", "backtracks", "generatesCode"),
    note: "The function that compileRouter(router) returns, which its README advises for the fastest lookups.",
    prepare: (given) => rou3(given, true),
  },
  {
    name: "memoirist",
    language: "typescript",
    package: "memoirist",
    features: features("staticBeatsParam", "backtracks"),
    note: "router.find(method, path), without its optional hook that decodes params.",
    prepare: async (given) => {
      const { Memoirist } = await import("memoirist");
      const router = new Memoirist<number>();
      register(given, (method, pattern, index) => router.add(method, pattern, index));
      return bodyOf(
        (path) => router.find("GET", path),
        (found) => found.store,
        (found) => found.params,
      );
    },
  },
  {
    name: "medley",
    label: "@medley/router",
    language: "typescript",
    package: "@medley/router",
    features: features("splitsQuery", "staticBeatsParam", "backtracks"),
    note: "register(path)[method] = handler and find(path).store[method], as in its README: methods are the caller's.",
    prepare: (given) => {
      const Router = createRequire(import.meta.url)("@medley/router") as new () => Medley;
      const router = new Router();
      register(given, (method, pattern, index) => {
        router.register(pattern)[method] = index;
      });
      return bodyOf(
        (path) => {
          const found = router.find(path);
          return found === null || found.store.GET === undefined ? null : found;
        },
        (found) => found.store.GET ?? miss,
        (found) => found.params,
      );
    },
  },
  {
    name: "koa-tree-router",
    language: "typescript",
    package: "koa-tree-router",
    features: features("refusesDuplicates", "knowsMethodNotAllowed"),
    note: "router.find(method, path), what its middleware calls; params stay the list of pairs that this gives, which the middleware would copy to an object.",
    prepare: async (given) => {
      const { default: KoaTreeRouter } = await import("koa-tree-router");
      const router = new KoaTreeRouter() as unknown as KoaTree;
      register(given, (method, pattern, index) => router.on(method, pattern, index));
      return {
        run: (path: string) => {
          const { handle, params } = router.find("GET", path);
          if (handle === null) return miss;
          let sum = handle[0] ?? miss;
          for (let index = 0; index < params.length; index++) sum += params[index]?.value.length ?? 0;
          return sum;
        },
        answer: (path: string) => {
          const { handle, params } = router.find("GET", path);
          if (handle === null) return null;
          return answerOf(handle[0] ?? miss, Object.fromEntries(params.map(({ key, value }) => [key, value])));
        },
      };
    },
  },
  {
    name: "starlette",
    label: "Starlette (FastAPI's router)",
    language: "python",
    package: "starlette",
    script: "router.py",
    features: features("backtracks", "knowsMethodNotAllowed"),
    note: "The loop of Router.app over route.matches(scope), without calling the endpoint. The path is decoded by the server, before.",
  },
  {
    name: "cut-alone",
    control: true,
    label: "the cut alone (control)",
    language: "typescript",
    note: "Looks nothing up: shows how much of a cut case is the cutting.",
    prepare: () => ({ run: (path: string) => path.length, answer: (path: string) => ({ length: path.length }) }),
  },
];
