import type { Random } from "../plan/random.js";

/**
 * The order of turns of a round: `turns` laps, each a list of the contestants' places. Laps come in pairs, a random order and its reverse
 * (which of the two comes first is a coin's), so that every contestant is as often first as last and a steady drift falls on all alike.
 */
export function turnOrder(contestants: number, turns: number, random: Random): readonly (readonly number[])[] {
  const places = Array.from({ length: contestants }, (_, place) => place);
  const laps: (readonly number[])[] = [];
  while (laps.length < turns) {
    const lap = random.shuffle(places);
    laps.push(lap, lap.toReversed());
  }
  return laps.slice(0, turns);
}
