import { type Random, random } from "../../../kernel-lib/src/measure/plan/random.ts";
import { normal } from "../simulated.ts";

/** Draws of a seeded stream for simulations. */
export interface Draws {
  readonly chance: Random;
  normal(): number;
  /** Student's t with 3 degrees of freedom: heavy tails, infinite kurtosis. */
  heavy(): number;
}

export function draws(seed: string): Draws {
  const chance = random(seed);
  const one = () => normal(chance);
  return { chance, normal: one, heavy: () => one() / Math.hypot(one(), one(), one()) / Math.sqrt(1 / 3) };
}

/** Part of `runs` in which `happens` says true. */
export const rate = (runs: number, happens: () => boolean): number =>
  Array.from({ length: runs }, happens).filter(Boolean).length / runs;
