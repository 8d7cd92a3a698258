import type { Symbols } from "./alphabet.js";
import type { Expression } from "./expression.js";

/** A nondeterministic automaton (Thompson's): states are numbers, `start` and `end` two of them. */
export interface Automaton {
  readonly start: number;
  readonly end: number;
  /** From each state: steps that take a symbol, */
  readonly steps: readonly (readonly { readonly on: Symbols; readonly to: number }[])[];
  /** and steps that take none. */
  readonly leaps: readonly (readonly number[])[];
}

/** A constraint may be so large; counted repeats are written out. */
const MOST_STATES = 20_000;

/**
 * The automaton that accepts what the expression describes, by Thompson's construction (1968). O(size of the expression, counted repeats written out).
 * @returns null where it would have more than 20,000 states
 */
export function automatonOf(expression: Expression): Automaton | null {
  const steps: { on: Symbols; to: number }[][] = [];
  const leaps: number[][] = [];
  const state = (): number => {
    leaps.push([]);
    return steps.push([]) - 1;
  };
  const leap = (from: number, to: number) => leaps[from]?.push(to);
  /** Writes the expression from state `from` on; the state where it ends. */
  const write = (part: Expression, from: number): number => {
    if (steps.length > MOST_STATES) return from;
    switch (part.kind) {
      case "symbols": {
        const to = state();
        steps[from]?.push({ on: part.set, to });
        return to;
      }
      case "sequence":
        return part.parts.reduce((at, each) => write(each, at), from);
      case "choice": {
        const to = state();
        for (const option of part.options) {
          const begin = state();
          leap(from, begin);
          leap(write(option, begin), to);
        }
        return to;
      }
      case "repeat":
        return writeRepeat(part, from);
    }
  };
  const writeRepeat = ({ of, least, most }: Extract<Expression, { kind: "repeat" }>, from: number): number => {
    let at = from;
    for (let time = 0; time < least; time++) at = write(of, at);
    if (most === null) {
      const loop = state();
      leap(at, loop);
      leap(write(of, loop), loop);
      return loop;
    }
    const to = state();
    leap(at, to);
    for (let time = least; time < most; time++) {
      at = write(of, at);
      leap(at, to);
    }
    return to;
  };
  const start = state();
  const end = write(expression, start);
  return steps.length > MOST_STATES ? null : { start, end, steps, leaps };
}

/** The automaton of the same texts, each read from its end. */
export function reversed({ start, end, steps, leaps }: Automaton): Automaton {
  const back = {
    steps: steps.map((): { on: Symbols; to: number }[] => []),
    leaps: leaps.map((): number[] => []),
  };
  for (const [from, each] of steps.entries()) for (const { on, to } of each) back.steps[to]?.push({ on, to: from });
  for (const [from, each] of leaps.entries()) for (const to of each) back.leaps[to]?.push(from);
  return { start: end, end: start, ...back };
}
