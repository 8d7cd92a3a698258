import { expect, test } from "vitest";
import { noiseModels } from "./noise-models.ts";
import { sidedSimulations } from "./sided-simulations.ts";
import { planAB } from "./simulated.ts";

/** Up to the second look, as with the short tests. */
const rounds = 20;
const simulations = 1_000;

/** The family-wise error of 5 % is spent over 24 claims, and of a claim's share a fifth up to the second look: 0.4 in 1,000. */
const most = 3;

test.each(noiseModels)("$name: equal arms are hardly ever decided faster or slower", (model) => {
  const wrong = sidedSimulations(planAB(), model, rounds, simulations);
  console.log(`${wrong.length} of ${simulations} simulations took a side: ${model.name}`);
  expect(wrong.length).toBeLessThanOrEqual(most);
});
