import type { TurnCollections } from "./protocol.js";
import type { CollectionsSeen, Windows } from "./watch-collections.js";

/** The collections of turns whose parts are given one after the other: lead-in, counted part, lead-in, … */
export async function inTurns(seen: CollectionsSeen, parts: readonly Windows[]): Promise<readonly TurnCollections[]> {
  const none = { count: 0, milliseconds: 0 };
  const each = await seen.in(parts);
  return Array.from({ length: parts.length / 2 }, (_, turn) => ({
    leadIn: each[2 * turn] ?? none,
    counted: each[2 * turn + 1] ?? none,
  }));
}
