import { type Automaton, automatonOf } from "./language/automaton.js";
import { compareLanguages } from "./language/compare-languages.js";
import { countTexts } from "./language/count-texts.js";
import { segmentPart } from "./language/expression.js";
import { Matcher } from "./language/matcher.js";
import { ConstraintFault, readConstraint } from "./language/read-constraint.js";

/** Up to so many characters the values of two constraints are counted to tell which takes fewer. */
const COUNTED = 64;

/** Which values a param takes: those of a regular language. */
export class Constraint {
  /** As it was written. */
  readonly source: string;
  readonly #automaton: Automaton;
  readonly #matcher: Matcher;
  /** How many values there are of each length; counted when two constraints stand at one place. */
  #counts: readonly bigint[] | undefined;

  private constructor(source: string, automaton: Automaton, matcher: Matcher) {
    this.source = source;
    this.#automaton = automaton;
    this.#matcher = matcher;
  }

  /**
   * Reads a constraint. Null where it takes whatever a param without one takes.
   * @throws ConstraintFault where it cannot be read, is too large, or takes nothing
   */
  static of(source: string): Constraint | null {
    const automaton = automatonOf(readConstraint(source));
    const matcher = automaton === null ? null : Matcher.of(automaton);
    if (automaton === null || matcher === null) throw new ConstraintFault("is too large: its table would be, too");
    const toAny = compareLanguages(automaton, anyPart());
    if (toAny === "apart") throw new ConstraintFault("takes no value: a param is never empty");
    return toAny === "equal" || toAny === "contains" ? null : new Constraint(source, automaton, matcher);
  }

  /** Whether a part of a path is of the language. O(length of the part). */
  takes(path: string, start: number, end: number): boolean {
    return this.#matcher.test(path, start, end);
  }

  /** Whether both take the same values, however they are written. */
  isAs(other: Constraint): boolean {
    return this.source === other.source || compareLanguages(this.#automaton, other.#automaton) === "equal";
  }

  #count(): readonly bigint[] {
    this.#counts ??= countTexts(this.#automaton, COUNTED);
    return this.#counts;
  }

  /**
   * Below 0 where this is tried before the other: it takes fewer of the shortest values of which they do not take equally many; so who takes some of another's values is always
   * before that one. Else by their texts.
   */
  order(other: Constraint): number {
    const others = other.#count();
    for (const [place, count] of this.#count().entries()) {
      const theirs = others[place] ?? 0n;
      if (count !== theirs) return count < theirs ? -1 : 1;
    }
    const relation = compareLanguages(this.#automaton, other.#automaton);
    if (relation === "within" || relation === "contains") return relation === "within" ? -1 : 1;
    return this.source < other.source ? -1 : 1;
  }
}

function anyPart(): Automaton {
  const any = automatonOf(segmentPart);
  if (any === null) throw new RangeError("the automaton of a segment is small");
  return any;
}
