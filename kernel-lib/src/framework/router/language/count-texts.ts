import type { Automaton } from "./automaton.js";
import { type StateSet, StateSets } from "./state-sets.js";
import { symbolClasses } from "./symbol-classes.js";

/**
 * How many texts of 1, 2, … `longest` symbols the language has. A language within another has at no length more of them. O(longest · states · classes of
 * symbols).
 */
export function countTexts(automaton: Automaton, longest: number): readonly bigint[] {
  const classes = symbolClasses(automaton);
  const widths = classes.first.map((_, place) => BigInt(classes.of.filter((each) => each === place).length));
  const sets = new StateSets(automaton, classes);
  let ways = new Map<StateSet, bigint>([[sets.start, 1n]]);
  return Array.from({ length: longest }, () => {
    const after = new Map<StateSet, bigint>();
    for (const [from, count] of ways)
      for (const [symbols, width] of widths.entries()) {
        const to = sets.next(from, symbols);
        if (to.states.length > 0) after.set(to, (after.get(to) ?? 0n) + count * width);
      }
    ways = after;
    return [...ways].reduce((sum, [set, count]) => (set.accepts ? sum + count : sum), 0n);
  });
}
