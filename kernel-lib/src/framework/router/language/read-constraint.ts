import { inSegment, noSymbols, OTHER, rangeOf, type Symbols, symbolsOf, without } from "./alphabet.js";
import { choice, type Expression, repeat, sequence, symbols } from "./expression.js";

/** What is wrong with a constraint's text, and where; whoever knows the route makes an InvalidRoute of it. */
export class ConstraintFault extends Error {
  readonly reason: string;

  constructor(reason: string) {
    super(reason);
    this.reason = reason;
  }
}

const digits = symbolsOf("0123456789");
const word = rangeOf(65, 90) | rangeOf(97, 122) | digits | symbolsOf("_");
/** The classes that an escaped letter stands for. */
const classes: Readonly<Record<string, Symbols>> = {
  d: digits,
  D: without(inSegment, digits),
  w: word,
  W: without(inSegment, word),
};
/** A repeat of more times than this is refused: it is written out. */
const MOST_TIMES = 1_000;
/** Groups within groups: the reader recurses. */
const MOST_DEPTH = 50;

/**
 * Reads a constraint: a regular expression in the usual notation, of the part that describes a regular language. Literals, `.` (not a slash), `\d \w \D \W`, escaped
 * signs, classes and negated classes, groups, choices, `* + ?` and counts. What needs backtracking (look-around, back references) or means nothing here
 * (anchors, lazy repeats, flags) is refused by name. O(length).
 * @throws ConstraintFault
 */
export function readConstraint(source: string): Expression {
  const reader = new Reader(source);
  const read = reader.choice(0);
  if (!reader.isOver) throw new ConstraintFault(`")" closes nothing at ${reader.at}`);
  return read;
}

class Reader {
  readonly #source: string;
  at = 0;

  constructor(source: string) {
    this.#source = source;
  }

  get isOver(): boolean {
    return this.at >= this.#source.length;
  }

  choice(depth: number): Expression {
    if (depth > MOST_DEPTH) throw new ConstraintFault(`groups are more than ${MOST_DEPTH} deep`);
    const options = [this.#sequence(depth)];
    while (this.#take("|")) options.push(this.#sequence(depth));
    return options.length === 1 ? (options[0] as Expression) : choice(...options);
  }

  #sequence(depth: number): Expression {
    const parts: Expression[] = [];
    while (!this.isOver && !"|)".includes(this.#peek())) parts.push(this.#repeated(depth));
    return sequence(...parts);
  }

  #repeated(depth: number): Expression {
    const atom = this.#atom(depth);
    const times = this.#times();
    if (times === null) return atom;
    if (!this.isOver && "*+?{".includes(this.#peek()))
      throw new ConstraintFault(`${JSON.stringify(this.#peek())} at ${this.at} repeats a repeat`);
    return repeat(atom, ...times);
  }

  #times(): readonly [number, number | null] | null {
    if (this.#take("*")) return [0, null];
    if (this.#take("+")) return [1, null];
    if (this.#take("?")) return [0, 1];
    const counted = /^\{(\d+)(?:(,)(\d*))?\}/.exec(this.#source.slice(this.at));
    if (counted === null) {
      if (this.#peek() === "{") throw new ConstraintFault(`"{" at ${this.at} begins no count`);
      return null;
    }
    this.at += counted[0].length;
    const least = Number(counted[1]);
    const open = counted[2] !== undefined && counted[3] === "";
    const most = counted[2] === undefined ? least : open ? null : Number(counted[3]);
    if (most !== null && most < least) throw new ConstraintFault(`${counted[0]} counts backwards`);
    if (Math.max(least, most ?? 0) > MOST_TIMES)
      throw new ConstraintFault(`${counted[0]} repeats more than ${MOST_TIMES} times`);
    return [least, most];
  }

  #atom(depth: number): Expression {
    const sign = this.#next();
    switch (sign) {
      case "(":
        return this.#group(depth);
      case "[":
        return symbols(this.#class());
      case ".":
        return symbols(inSegment);
      case "\\":
        return symbols(this.#escaped());
      case "*":
      case "+":
      case "?":
      case "{":
        throw new ConstraintFault(`"${sign}" at ${this.at - 1} repeats nothing`);
      case "^":
      case "$":
        throw new ConstraintFault(`"${sign}" is not needed: a constraint always holds for the whole value`);
      default:
        return symbols(literal(sign));
    }
  }

  #group(depth: number): Expression {
    if (this.#take("?") && !this.#take(":"))
      throw new ConstraintFault(`"(?" at ${this.at - 2}: look-around and named groups are not regular`);
    const inside = this.choice(depth + 1);
    if (!this.#take(")")) throw new ConstraintFault('a "(" is not closed');
    return inside;
  }

  #class(): Symbols {
    const negated = this.#take("^");
    let set = noSymbols;
    // JavaScript reads an empty class as nothing, others read its "]" as a member.
    if (this.#peek() === "]") throw new ConstraintFault('a class is empty; write "\\]" for the sign');
    while (this.#peek() !== "]") {
      if (this.isOver) throw new ConstraintFault('a "[" is not closed');
      const from = this.#member();
      const isRange = this.#peek() === "-" && this.#source.charAt(this.at + 1) !== "]";
      if (!isRange) {
        set |= from.set;
        continue;
      }
      this.at++;
      const to = this.#member();
      if (from.code === null || to.code === null || to.code < from.code)
        throw new ConstraintFault(`a range in a class goes from a character to a later one, at ${this.at}`);
      set |= rangeOf(from.code, to.code);
    }
    this.at++;
    if (negated) return without(inSegment, set);
    return set & symbolsOf("/") ? refuseSlash() : set;
  }

  /** One member of a class; its code where it is a single character. */
  #member(): { readonly set: Symbols; readonly code: number | null } {
    const sign = this.#next();
    if (sign !== "\\") return { set: literal(sign), code: sign.charCodeAt(0) };
    const letter = this.#peek();
    const set = this.#escaped();
    return { set, code: Object.hasOwn(classes, letter) ? null : letter.charCodeAt(0) };
  }

  #escaped(): Symbols {
    const letter = this.#next();
    const known = Object.hasOwn(classes, letter) ? classes[letter] : undefined;
    if (known !== undefined) return known;
    if (/[A-Za-z0-9]/.test(letter))
      throw new ConstraintFault(`"\\${letter}" is not known here; there are \\d \\D \\w \\W and escaped signs`);
    return literal(letter);
  }

  #peek(): string {
    return this.#source.charAt(this.at);
  }

  #next(): string {
    if (this.isOver) throw new ConstraintFault("it ends in the middle");
    return this.#source.charAt(this.at++);
  }

  #take(sign: string): boolean {
    if (this.#peek() !== sign) return false;
    this.at++;
    return true;
  }
}

const refuseSlash = (): never => {
  throw new ConstraintFault('it can take "/", which ends the segment; use a wildcard for several segments');
};

function literal(sign: string): Symbols {
  if (sign === "/") return refuseSlash();
  if (sign.charCodeAt(0) >= OTHER)
    throw new ConstraintFault(`"${sign}" is not ASCII: write it percent-encoded, as it stands in paths`);
  return symbolsOf(sign);
}
