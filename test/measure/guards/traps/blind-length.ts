import { amounts, trap, trapFamily } from "./trap.ts";

/** As blind.ts, with a fold that sees the length of a text alone. */
const texts = amounts.map((n) => `name ${n}`);
const upper = (text: string): string => text.toUpperCase();

const traps = [trap("only-the-length", "blind-fold", () => ({ run: (text: string) => text.length, answer: upper }))];

export default trapFamily(
  "blind-length",
  [{ name: "texts", traps, inputs: texts, answer: upper }],
  (answer) => (answer as string).length,
);
