/**
 * What section 3 times: finding the route of a GET request's path and its params, among the source report's 100 routes,
 * 200 routes of GitHub's API, and tables of 10 to 10,000 routes. Every arm gets the same table in the same order (specific
 * routes first, as the routers that try them in order ask for) and the same paths, and hands over the route's handler and
 * its params as its own API does; reading them out (`foldOf`) is the same for all.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseInput,
  type CaseSpec,
  createRouter,
  defineFamily,
  type Json,
  type RatioSpec,
} from "kernel-lib";
import { growthTable } from "../../datasets/routes/growth-table.ts";
import { type ExpectedRoute, matchingPaths, missingPaths, specificFirst } from "../../datasets/routes/paths.ts";
import type { RouteTable } from "../../datasets/routes/table.ts";
import { buildingScenario, observeBuilding } from "./router/building.ts";

/** What a miss folds to. */
const miss = -1;

type Values = Readonly<Record<string, string | undefined>>;

/** A route and its params as one number: cheap, and wrong if the route is wrong or a value is left out. */
function foldOf(route: number, params: Values | undefined): number {
  let sum = route;
  for (const name in params) sum += params[name]?.length ?? 0;
  return sum;
}

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

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: features("decodesParams", "staticBeatsParam", "backtracks", "refusesDuplicates", "knowsMethodNotAllowed"),
    note: "router.find(method, path); a miss includes the search for routes of other methods. After 500 lookups functions generated from the routes answer, where the process may make code from text.",
    prepare: (given) => {
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

/** Who builds a table of 10,000 routes: the ones that claim to be fast and take it. */
const builders = ["covet", "find-my-way", "memoirist", "rou3"];

/** An arm with what it does in the scenario of building, where it plays there. */
function building(arm: ArmSpec): ArmSpec {
  if (arm.language !== "typescript" || arm.prepare === undefined || !builders.includes(arm.name)) return arm;
  const prepare = arm.prepare.bind(arm);
  return { ...arm, observe: (given) => observeBuilding(given, prepare) };
}

/** As many as the rules ask for at least; the harness makes fresh strings of them for each turn. */
const pathsPerCase = 4_096;

function storedTable(file: string): RouteTable {
  const url = new URL(`../../datasets/routes/${file}`, import.meta.url);
  return specificFirst(JSON.parse(readFileSync(url, "utf8")) as RouteTable);
}

type MakePaths = (table: RouteTable, seed: number) => { inputs: readonly string[]; expected: readonly ExpectedRoute[] };

const matching =
  (wanted: (pattern: string) => boolean): MakePaths =>
  (table, seed) =>
    matchingPaths(table, wanted, pathsPerCase, seed);
const missing: MakePaths = (table, seed) => missingPaths(table, pathsPerCase, seed);

/**
 * `kind`: a lookup that hands over params allocates them and their object, which costs more than finding the route;
 * a static hit or a miss is a walk, where most routers allocate little or nothing.
 */
const lookup = (
  name: string,
  title: string,
  kind: CaseSpec["kind"],
  table: () => RouteTable,
  paths: MakePaths,
  delivery: CaseSpec["delivery"] = "fresh",
): CaseSpec => ({
  name,
  title,
  kind,
  delivery,
  load: () => {
    const setup = table();
    const { inputs, expected } = paths(setup, 3);
    return { setup: setup as Json, inputs, expected };
  },
});

const source = () => storedTable("source-100.json");
const api = () => storedTable("github-200.json");
const simple = matching((pattern) => !pattern.includes(":"));
const oneParam = matching((pattern) => /^\/[^/]+\/:\w+$/.test(pattern));
const twoParams = matching((pattern) => /^\/[^/]+\/:\w+\/[^/]+\/:\w+$/.test(pattern));
const nested = matching((pattern) => pattern.startsWith("/api/v1/"));
const anyParams = matching((pattern) => pattern.includes(":"));
const growthSizes = [10, 100, 1_000, 10_000];

const sourceCases: readonly CaseSpec[] = [
  lookup("static", "Simple route, /users", "cpu", source, simple),
  lookup("one-param", "Path parameter, /users/{id}", "allocation", source, oneParam),
  lookup("two-params", "Several parameters, /users/{id}/posts/{post_id}", "allocation", source, twoParams),
  lookup("nested", "Nested route, /api/v1/users/{id}/profile", "allocation", source, nested),
  lookup("miss", "No route", "cpu", source, missing),
];
const apiCases: readonly CaseSpec[] = [
  lookup("api-static", "GitHub's API, routes without params", "cpu", api, simple),
  lookup("api-params", "GitHub's API, routes with params", "allocation", api, anyParams),
  lookup("api-miss", "GitHub's API, no route", "cpu", api, missing),
];
const cut = lookup("one-param-cut", "Path parameter, cut from a buffer", "allocation", source, oneParam, "cut");
const growth: readonly CaseSpec[] = growthSizes.map((size) =>
  lookup(`growth-${size}`, `One of ${size} routes`, "allocation", () => growthTable(size), anyParams),
);
const cutAlone: CaseSpec = {
  name: "cut-alone",
  arms: ["cut-alone"],
  title: "Cutting the string alone",
  kind: "allocation",
  delivery: "cut",
  load: () => {
    const { inputs } = oneParam(source(), 3);
    return { setup: null, inputs, expected: inputs.map((path) => ({ length: path.length })) };
  },
};

/** Every package in its faster form; its other forms are in the source lane. More ratios than the profile has claims are refused. */
const peers = [
  "find-my-way-compiled",
  "hono-smart",
  "rou3-compiled",
  "memoirist",
  "medley",
  "koa-tree-router",
  "starlette",
];
/** What an arm refuses by `CannotHold`, so that no ratio asks for it. */
const refused = new Set(["api-static", "api-params", "api-miss"].map((name) => `${name} koa-tree-router`));
const headline = new Set(["static memoirist", "one-param memoirist", "one-param starlette"]);

/** Growth and the cut are decided against Covet itself and the control: each ratio more widens the intervals of all. */
const ratios: readonly RatioSpec[] = [
  ...[...sourceCases, ...apiCases].flatMap(({ name }) =>
    peers
      .map((against) => ({ case: name, arm: "covet", against, headline: headline.has(`${name} ${against}`) }))
      .filter(({ against }) => !refused.has(`${name} ${against}`)),
  ),
  { case: "growth-10000", arm: "covet", against: "covet", againstCase: "growth-100" },
  { case: "one-param-cut", arm: "covet", against: "memoirist" },
  { case: "one-param-cut", arm: "covet", against: "cut-alone", againstCase: "cut-alone" },
];

export default defineFamily({
  name: "router",
  title: "Route lookup",
  operation: "lookup",
  arms: arms.map(building),
  scenarios: [buildingScenario(builders, source)],
  cases: [...sourceCases, ...apiCases, cut, ...growth, cutAlone],
  ratios,
  fold: (answer) => {
    if (answer === null) return miss;
    if (typeof answer !== "object" || Array.isArray(answer)) throw new TypeError("not a lookup's answer");
    const { route, params, length } = answer as Record<string, Json>;
    return typeof length === "number" ? length : foldOf(route as number, params as Record<string, string>);
  },
});
