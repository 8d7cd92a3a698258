import type { Automaton } from "./automaton.js";
import type { SymbolClasses } from "./symbol-classes.js";

/** A set of an automaton's states after its free steps: what a deterministic automaton calls one state. */
export interface StateSet {
  /** 0, 1, 2 … in the order of being met; 0 is the start. */
  readonly id: number;
  readonly accepts: boolean;
  /** Empty where nothing can come any more. */
  readonly states: readonly number[];
}

/** The deterministic automaton of a nondeterministic one, made as far as it is asked for (Rabin and Scott's subset construction). */
export class StateSets {
  readonly #automaton: Automaton;
  readonly #classes: SymbolClasses;
  readonly #known = new Map<string, StateSet>();
  readonly #next: StateSet[] = [];
  readonly start: StateSet;

  constructor(automaton: Automaton, classes: SymbolClasses) {
    this.#automaton = automaton;
    this.#classes = classes;
    this.start = this.#closed([automaton.start]);
  }

  /** How many sets have been met. */
  get size(): number {
    return this.#known.size;
  }

  /** Where a class of symbols leads from a set. */
  next(from: StateSet, symbols: number): StateSet {
    const { first } = this.#classes;
    const place = from.id * first.length + symbols;
    const known = this.#next[place];
    if (known !== undefined) return known;
    const bit = 1n << BigInt(first[symbols] ?? 0);
    const reached: number[] = [];
    for (const state of from.states)
      for (const { on, to } of this.#automaton.steps[state] ?? []) if ((on & bit) !== 0n) reached.push(to);
    const made = this.#closed(reached);
    this.#next[place] = made;
    return made;
  }

  #closed(from: readonly number[]): StateSet {
    const seen = new Set(from);
    for (const state of seen) for (const to of this.#automaton.leaps[state] ?? []) seen.add(to);
    const states = [...seen].sort((a, b) => a - b);
    const key = states.join();
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const made = { id: this.#known.size, accepts: seen.has(this.#automaton.end), states };
    this.#known.set(key, made);
    return made;
  }
}
