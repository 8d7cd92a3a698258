import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { type NoiseModel, simulateNoise } from "./noise-models.ts";
import { judge, ratioOf } from "./simulated.ts";

export const isSided = (verdict: string): boolean => verdict === "faster" || verdict === "slower";

/** Judges so many simulated measurements of two equal arms, and gives those whose verdict takes a side: wrongly. */
export const sidedSimulations = (plan: Plan, model: NoiseModel, rounds: number, simulations: number) =>
  Array.from({ length: simulations }, (_, seed) => {
    const { verdict } = ratioOf(judge(plan, simulateNoise(plan, { model, seed, rounds, effect: 0 })));
    return { seed, verdict };
  }).filter(({ verdict }) => isSided(verdict));
