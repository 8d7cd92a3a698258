import type { Tier } from "../samples/round.js";

const tiers = [
  ["turbofan", "Turbofan"],
  ["maglev", "Maglev"],
  ["sparkplug", "Sparkplug"],
  ["ignition", "Ignition"],
] as const;

type Ask = (loop: (...given: never[]) => unknown) => boolean;

/** Made once: V8's own questions for the active tier, which need no knowledge of status bits (those moved between Node 22 and 26). */
let questions: readonly (readonly [Tier, Ask])[] | undefined;

function ask(): readonly (readonly [Tier, Ask])[] {
  try {
    return tiers.map(
      ([tier, name]) => [tier, new Function("loop", `return %ActiveTierIs${name}(loop)`) as Ask] as const,
    );
  } catch (error) {
    // Another V8 has other questions, and one without --allow-natives-syntax has none: the tier is then not known, which is said.
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** The tier in which V8 runs a function now; null where V8 does not tell. Reads only: optimises nothing. */
export function readTier(loop: (...given: never[]) => unknown): Tier | null {
  questions ??= ask();
  return questions.find(([, holds]) => holds(loop))?.[0] ?? null;
}
