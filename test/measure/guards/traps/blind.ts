import { amounts, trap, trapFamily, work } from "./trap.ts";

/** Traps that lie in the family: its fold tells answers apart so badly that the oracle is blind. */
const traps = [
  trap("dead-code", "blind-fold", () => ({
    run(n: number) {
      work(n);
      return 0;
    },
    answer: work,
  })),
  trap("nothing-at-all", "below-resolution", () => ({ run: () => 0, answer: work })),
];

export default trapFamily("blind", [{ name: "numbers", traps, inputs: amounts, answer: work }], () => 0);
