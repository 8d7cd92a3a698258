import { random } from "../plan/random.js";
import type { NoiseRegime } from "./noise.js";

/** Time in which a hog wants its core, milliseconds since the noise began. */
export interface NoiseWindow {
  readonly on: number;
  readonly off: number;
}

export interface NoisePattern {
  readonly regime: NoiseRegime;
  readonly seed: number;
  /** Every core that has a hog. */
  readonly cores: readonly number[];
  /** Length of a turn, milliseconds: `in-step` is on for one and off for one. */
  readonly turn: number;
}

/** Shortest and longest time that a hog stays on or off, milliseconds. */
const SHORTEST = 200;
const LONGEST = 3_000;

/**
 * When the hog of one core is on, in order and without overlap; endless. Follows from the pattern alone, so that any process can work it out.
 *
 * `one-core`: on and off for 0.2–3 s each (uniform), on a core chosen anew each time; `both-cores` and `memory`: each core on and off for as long, independently of
 * the others; `in-step`: on for a turn, off for a turn, on every core at the same times; `quiet`: never.
 */
export function* noiseWindows({ regime, seed, cores, turn }: NoisePattern, core: number): Generator<NoiseWindow> {
  if (regime === "quiet") return;
  if (regime === "in-step") {
    for (let on = 0; ; on += 2 * turn) yield { on, off: on + turn };
  }
  const together = regime === "one-core";
  const chance = together ? random("noise", regime, seed) : random("noise", regime, seed, core);
  const length = () => SHORTEST + chance.next() * (LONGEST - SHORTEST);
  for (let off = 0; ; ) {
    const on = off + length();
    off = on + length();
    const chosen = together ? cores[chance.below(cores.length)] : core;
    if (chosen === core) yield { on, off };
  }
}
