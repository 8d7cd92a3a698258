/**
 * What section 3 times: finding the route of a GET request's path and its params, among the source report's 100 routes
 * and tables of 10 to 10,000 routes (`router-api.ts` times a real API's). Every arm gets the same table in the same order (specific
 * routes first, as the routers that try them in order ask for) and the same paths, and hands over the route's handler and
 * its params as its own API does; reading them out (`foldOf`) is the same for all.
 */
import { type ArmSpec, defineFamily, type RatioSpec } from "kernel-lib/family";
import { routers } from "./router/arms.ts";
import { buildingScenario, observeBuilding } from "./router/building.ts";
import { cut, cutAlone, growth, source, sourceCases } from "./router/cases.ts";
import { foldOfAnswer } from "./router/fold.ts";

/** Who builds a table of 10,000 routes: the ones that claim to be fast and take it. */
const builders = ["covet", "find-my-way", "memoirist", "rou3"];

/** An arm with what it does in the scenario of building, where it plays there. */
function building(arm: ArmSpec): ArmSpec {
  if (arm.language !== "typescript" || arm.prepare === undefined || !builders.includes(arm.name)) return arm;
  const prepare = arm.prepare.bind(arm);
  return { ...arm, observe: (given) => observeBuilding(given, prepare) };
}

/** Every arm of another than Covet: "the fastest peer" means each of them. */
const peers = routers.map(({ name }) => name).filter((name) => name !== "covet" && name !== "cut-alone");
const headline = new Set(["static memoirist", "one-param memoirist", "one-param starlette"]);

/** Growth and the cut are decided against Covet itself and the control: each ratio more widens the intervals of all. */
const ratios: readonly RatioSpec[] = [
  ...sourceCases.flatMap(({ name }) =>
    peers.map((against) => ({ case: name, arm: "covet", against, headline: headline.has(`${name} ${against}`) })),
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
  cases: [...sourceCases, cut, ...growth, cutAlone],
  ratios,
  fold: foldOfAnswer,
});
