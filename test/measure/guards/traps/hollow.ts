import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

/** Traps in which nothing is left to be timed. */
const numbers = [
  trap("computed-in-prepare", "below-resolution", ({ setup }) => {
    const table = (setup as number[]).map(work);
    const places = new Int32Array(4_096);
    for (const [place, n] of (setup as number[]).entries()) places[n] = place;
    return { run: (n: number) => table[places[n] ?? 0] ?? 0, answer: work };
  }),
  trap("literal-answers", "below-resolution", ({ setup }) => {
    const cases = (setup as number[]).map((n) => `n === ${n} ? ${work(n)}`).join(" : ");
    return { run: new Function("n", `return ${cases} : 0;`) as (n: number) => number, answer: work };
  }),
];

const config = { name: "settings", levels: Array.from({ length: 50 }, (_, level) => ({ level, on: level % 2 === 0 })) };
const lengthOf = () => JSON.stringify(config).length;

const constants = [
  trap("stringify-of-a-constant", "below-resolution", () => {
    const { length } = JSON.stringify(config);
    return { run: () => length, answer: lengthOf };
  }),
];

const single = [
  trap("loop-invariant-input", "below-resolution", () => {
    let last = -1;
    let result = 0;
    return {
      run(n: number) {
        if (n !== last) {
          last = n;
          result = work(n);
        }
        return result;
      },
      answer: work,
    };
  }),
];

export default trapFamily(
  "hollow",
  [
    { name: "numbers", traps: numbers, setup: amounts, inputs: amounts, answer: work },
    { name: "constants", traps: constants, inputs: [1, 2, 3], answer: lengthOf },
    { name: "single", traps: single, inputs: [5_000], answer: work },
  ],
  asNumber,
);
