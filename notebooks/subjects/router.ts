/**
 * What section 3 times: finding the route of a GET request's path and its params, among the source report's 100 routes,
 * 200 routes of GitHub's API, and tables of 10 to 10,000 routes. Every arm gets the same table in the same order (specific
 * routes first, as the routers that try them in order ask for) and the same paths, and hands over the route's handler and
 * its params as its own API does; reading them out (`foldOf`) is the same for all.
 */
import { type ArmSpec, defineFamily, type Json, type RatioSpec } from "kernel-lib";
import { foldOf, miss, routers } from "./router/arms.ts";
import { buildingScenario, observeBuilding } from "./router/building.ts";
import { apiCases, cut, cutAlone, growth, source, sourceCases } from "./router/cases.ts";

/** Who builds a table of 10,000 routes: the ones that claim to be fast and take it. */
const builders = ["covet", "find-my-way", "memoirist", "rou3"];

/** An arm with what it does in the scenario of building, where it plays there. */
function building(arm: ArmSpec): ArmSpec {
  if (arm.language !== "typescript" || arm.prepare === undefined || !builders.includes(arm.name)) return arm;
  const prepare = arm.prepare.bind(arm);
  return { ...arm, observe: (given) => observeBuilding(given, prepare) };
}

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
  arms: routers.map(building),
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
