/**
 * Route lookup among the 200 routes of GitHub's API, a table that nobody made for a router: same arms, same timed body and
 * same fold as `router.ts`. A family of its own, because each arm against Covet at each case of both tables would be more
 * ratios than a profile has claims.
 */
import { defineFamily } from "kernel-lib/family";
import { routers } from "./router/arms.ts";
import { apiCases } from "./router/cases.ts";
import { foldOfAnswer } from "./router/fold.ts";

const arms = routers.filter(({ name }) => name !== "cut-alone");
/** The table conflicts with itself there: no ratio asks for it. */
const refusing = "koa-tree-router";
const peers = arms.map(({ name }) => name).filter((name) => name !== "covet" && name !== refusing);

export default defineFamily({
  name: "router-api",
  title: "Route lookup, a real API",
  operation: "lookup",
  arms,
  cases: apiCases,
  ratios: apiCases.flatMap(({ name }) => peers.map((against) => ({ case: name, arm: "covet", against }))),
  fold: foldOfAnswer,
});
