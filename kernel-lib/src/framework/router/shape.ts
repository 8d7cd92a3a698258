import { symbolsOf } from "./language/alphabet.js";
import { type Automaton, automatonOf, reversed } from "./language/automaton.js";
import { compareLanguages, type Relation } from "./language/compare-languages.js";
import { countTexts } from "./language/count-texts.js";
import { type Expression, segmentPart, sequence, symbols } from "./language/expression.js";
import { Matcher } from "./language/matcher.js";
import { ConstraintFault } from "./language/read-constraint.js";
import { expressionOf, type Part } from "./part.js";

/** Up to so many characters the values of two shapes are counted to tell which takes fewer. */
const COUNTED = 64;

/** A param or a wildcard of a shape, with what tells where it ends. */
interface Capturing {
  /** Of what it takes; null for text. */
  readonly own: Matcher | null;
  readonly length: number;
  /** Of what follows it, read backwards; null for the last part. */
  readonly after: Matcher | null;
}

/**
 * What a segment that is no plain param looks like, or what the rest of a path from a wildcard on does: pieces of text, params and wildcards, one after the other.
 * Together they take the texts of a regular language; whether a path is of it is read from a table, one step a character.
 */
export class Shape {
  /** The parts as they were written, without names: equal for equal parts. */
  readonly source: string;
  readonly #parts: readonly Part[];
  readonly #automaton: Automaton;
  readonly #matcher: Matcher;
  readonly #capturing: readonly Capturing[];
  /** How many values there are of each length; counted when two shapes stand at one place. */
  #counts: readonly bigint[] | undefined;

  private constructor(parts: readonly Part[], automaton: Automaton, fold: boolean) {
    this.source = parts.map(sourceOf).join("");
    this.#parts = parts;
    this.#automaton = automaton;
    this.#matcher = matcherOf(automaton);
    this.#capturing = parts.length === 1 ? [] : parts.map((_, index) => capturing(parts, index, fold));
  }

  /**
   * The shape of these parts; null where they take whatever a plain param takes.
   * @param fold whether text matches in either case
   * @throws ConstraintFault where it is too large, or takes nothing
   */
  static of(parts: readonly Part[], fold: boolean): Shape | null {
    const automaton = automatonFor(sequence(...parts.map((part) => foldedExpression(part, fold))));
    const [only] = parts;
    if (parts.length > 1 || only === undefined || only.kind !== "param") return new Shape(parts, automaton, fold);
    const toAny = compareLanguages(automaton, automatonFor(segmentPart));
    if (toAny === "apart") throw new ConstraintFault("takes no value: a param is never empty");
    return toAny === "equal" || toAny === "contains" ? null : new Shape(parts, automaton, fold);
  }

  /** Whether a part of a path is of this shape. O(length of the part). */
  takes(path: string, start: number, end: number): boolean {
    return this.#matcher.test(path, start, end);
  }

  /**
   * Where each param and wildcard of a part of a path stands that this shape takes: start and end of each, in their order. Each takes as little as it can, from the
   * left. O(length · parts).
   */
  capture(path: string, start: number, end: number): readonly number[] {
    if (this.#capturing.length === 0) return [start, end];
    const spans: number[] = [];
    let at = start;
    for (const { own, length, after } of this.#capturing) {
      if (own === null) {
        at += length;
        continue;
      }
      const stop = after === null ? end : own.firstEnd(path, at, end, after.marks(path, at, end));
      spans.push(at, stop);
      at = stop;
    }
    return spans;
  }

  /** How the texts that this takes lie to those that another does. */
  relationTo(other: Shape): Relation {
    return this.source === other.source ? "equal" : compareLanguages(this.#automaton, other.#automaton);
  }

  /** The parts, for building a path. */
  get parts(): readonly Part[] {
    return this.#parts;
  }

  /**
   * Below 0 where this is tried before the other: it takes fewer of the shortest values of which they do not take equally many; so who takes some of another's values is always
   * before that one. Else by their texts; 0 only where both take the same values.
   */
  order(other: Shape): number {
    if (this.source === other.source) return 0;
    const others = other.#count();
    for (const [place, count] of this.#count().entries()) {
      const theirs = others[place] ?? 0n;
      if (count !== theirs) return count < theirs ? -1 : 1;
    }
    const relation = this.relationTo(other);
    if (relation === "equal") return 0;
    if (relation === "within" || relation === "contains") return relation === "within" ? -1 : 1;
    return this.source < other.source ? -1 : 1;
  }

  #count(): readonly bigint[] {
    this.#counts ??= countTexts(this.#automaton, COUNTED);
    return this.#counts;
  }
}

const sourceOf = (part: Part): string =>
  part.kind === "text" ? part.text : part.kind === "rest" ? "*" : part.source === null ? ":" : `:(${part.source})`;

function foldedExpression(part: Part, fold: boolean): Expression {
  if (part.kind !== "text" || !fold) return expressionOf(part);
  const characters = Array.from({ length: part.text.length }, (_, place) => part.text.charAt(place));
  return sequence(...characters.map((each) => symbols(symbolsOf(each.toLowerCase()) | symbolsOf(each.toUpperCase()))));
}

function capturing(parts: readonly Part[], index: number, fold: boolean): Capturing {
  const part = parts[index];
  if (part === undefined || part.kind === "text") return { own: null, length: part?.text.length ?? 0, after: null };
  const following = parts.slice(index + 1).map((each) => foldedExpression(each, fold));
  return {
    own: matcherOf(automatonFor(expressionOf(part))),
    length: 0,
    after: following.length === 0 ? null : matcherOf(reversed(automatonFor(sequence(...following)))),
  };
}

function automatonFor(expression: Expression): Automaton {
  const automaton = automatonOf(expression);
  if (automaton === null) throw new ConstraintFault("is too large: its table would be, too");
  return automaton;
}

function matcherOf(automaton: Automaton): Matcher {
  const matcher = Matcher.of(automaton);
  if (matcher === null) throw new ConstraintFault("is too large: its table would be, too");
  return matcher;
}
