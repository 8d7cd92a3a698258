import { OTHER } from "./alphabet.js";
import type { Automaton } from "./automaton.js";
import { StateSets } from "./state-sets.js";
import { symbolClasses } from "./symbol-classes.js";

const DEAD = 0xffff;
/** A language that needs more is refused: its table would be too large, and take too long to make. */
const MOST_STATES = 500;

/** Tells whether a part of a path is of a language, reading each character once: no input makes it slow. */
export class Matcher {
  /** The class of each ASCII character, then that of all others. */
  readonly #classes: Uint8Array;
  readonly #width: number;
  /** The state that each class leads to from each state; `DEAD` where nothing can come of it. */
  readonly #table: Uint16Array;
  readonly #accepts: Uint8Array;

  private constructor(classes: Uint8Array, width: number, table: Uint16Array, accepts: Uint8Array) {
    this.#classes = classes;
    this.#width = width;
    this.#table = table;
    this.#accepts = accepts;
  }

  /**
   * O(states · classes of symbols).
   * @returns null where the language needs more than 500 states
   */
  static of(automaton: Automaton): Matcher | null {
    const classes = symbolClasses(automaton);
    const sets = new StateSets(automaton, classes);
    const all = [sets.start];
    const table: number[] = [];
    for (const from of all) {
      if (sets.size > MOST_STATES) return null;
      for (let symbols = 0; symbols < classes.first.length; symbols++) {
        const known = sets.size;
        const to = sets.next(from, symbols);
        if (sets.size > known) all.push(to);
        table.push(to.states.length === 0 ? DEAD : to.id);
      }
    }
    const accepts = Uint8Array.from(all, ({ accepts: accepting }) => (accepting ? 1 : 0));
    return new Matcher(classes.of, classes.first.length, Uint16Array.from(table), accepts);
  }

  /** Whether `path` from `start` to before `end` is of the language. O(end − start). */
  test(path: string, start: number, end: number): boolean {
    const [classes, table, width] = [this.#classes, this.#table, this.#width];
    let state = 0;
    for (let at = start; at < end; at++) {
      const symbols = classes[Math.min(path.charCodeAt(at), OTHER)] as number;
      state = table[state * width + symbols] as number;
      if (state === DEAD) return false;
    }
    return this.#accepts[state] === 1;
  }

  /**
   * For the matcher of a reversed automaton: at each place from `start` to `end`, counted from `start`, 1 where what follows until `end` is of the language.
   * O(end − start).
   */
  marks(path: string, start: number, end: number): Uint8Array {
    const marks = new Uint8Array(end - start + 1);
    let state = 0;
    marks[end - start] = this.#accepts[0] ?? 0;
    for (let at = end - 1; at >= start; at--) {
      state = this.#step(state, path.charCodeAt(at));
      if (state === DEAD) break;
      marks[at - start] = this.#accepts[state] ?? 0;
    }
    return marks;
  }

  /** The first end of a part from `start` on that is of the language and at which `marks`, counted from `start`, has 1; -1 where there is none. */
  firstEnd(path: string, start: number, end: number, marks: Uint8Array): number {
    let state = 0;
    for (let at = start; ; at++) {
      if (marks[at - start] === 1 && this.#accepts[state] === 1) return at;
      if (at === end) return -1;
      state = this.#step(state, path.charCodeAt(at));
      if (state === DEAD) return -1;
    }
  }

  #step(state: number, code: number): number {
    return this.#table[state * this.#width + (this.#classes[Math.min(code, OTHER)] as number)] as number;
  }
}
