import type { Automaton } from "./automaton.js";
import { StateSets } from "./state-sets.js";
import { symbolClasses } from "./symbol-classes.js";

/** How two languages lie to each other. */
export type Relation = "equal" | "within" | "contains" | "apart" | "overlap";

/** Pairs of state sets that are looked at before an answer is given up. */
const MOST_PAIRS = 20_000;

/**
 * How the language of `a` lies to that of `b`: "within" where every text of `a` is one of `b` and not the other way round. Walks both deterministic automata at
 * once, over pairs of states that a common text leads to. "overlap" also where those are more than 20,000, and so not all looked at.
 * O(pairs · classes of symbols).
 */
export function compareLanguages(a: Automaton, b: Automaton): Relation {
  const classes = symbolClasses(a, b);
  const [ours, theirs] = [new StateSets(a, classes), new StateSets(b, classes)];
  const queue = [{ one: ours.start, other: theirs.start }];
  const seen = new Set(["0,0"]);
  let [common, onlyOurs, onlyTheirs] = [false, false, false];
  for (const { one, other } of queue) {
    if (one.accepts && other.accepts) common = true;
    else if (one.accepts) onlyOurs = true;
    else if (other.accepts) onlyTheirs = true;
    if ((common && onlyOurs && onlyTheirs) || queue.length > MOST_PAIRS) return "overlap";
    for (let symbols = 0; symbols < classes.first.length; symbols++) {
      const next = { one: ours.next(one, symbols), other: theirs.next(other, symbols) };
      const key = `${next.one.id},${next.other.id}`;
      if (next.one.states.length + next.other.states.length === 0 || seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  if (!common) return "apart";
  if (!onlyOurs) return onlyTheirs ? "within" : "equal";
  return onlyTheirs ? "overlap" : "contains";
}
