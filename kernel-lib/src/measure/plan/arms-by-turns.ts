import type { Count } from "../../base/units.js";

/**
 * Which of a case's arms are taken where at most `most` are: the first, those that are needed however many they are, and of the others as many as there is
 * room for, by turns: the next ones at each next case.
 * @param turn how many cases came before
 */
export function armsByTurns(
  names: readonly string[],
  needed: ReadonlySet<string>,
  most: Count,
  turn: number,
): ReadonlySet<string> {
  const taken = new Set(names.filter((name, place) => place === 0 || needed.has(name)));
  const others = names.filter((name) => !taken.has(name));
  const room = Math.min(others.length, Math.max(0, most - taken.size));
  for (let place = 0; place < room; place++) taken.add(others[(turn * room + place) % others.length] ?? "");
  return taken;
}
