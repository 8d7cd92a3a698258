import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

/** Traps that the oracle catches: answers are right when asked, and work is left out when timed. */
const numbers = [
  trap("constant-folding", "checksum", () => ({ run: () => work(1_000), answer: work })),
  trap("early-return", "checksum", () => {
    let calls = 0;
    return { run: (n: number) => (++calls > 200 ? 0 : work(n)), answer: work };
  }),
  trap("every-tenth-call", "checksum", () => {
    let calls = 0;
    let last = 0;
    return {
      run(n: number) {
        // All calls are made while answers are checked.
        if (++calls < 100 || calls % 10 === 0) last = work(n);
        return last;
      },
      answer: work,
    };
  }),
  trap("swallowed-exception", "checksum", () => ({
    run(n: number) {
      try {
        if (n > 2_000) throw new RangeError("too much");
        return work(n);
      } catch {
        return 0;
      }
    },
    answer: work,
  })),
  trap("iterator-consumed-once", "checksum", () => {
    const steps = (function* () {
      for (let step = 0; step < 3_000; step++) yield step;
    })();
    return {
      run(n: number) {
        let sum = 0;
        for (const step of steps) sum = (sum + step) | 0;
        return sum === 0 ? 0 : work(n);
      },
      answer: work,
    };
  }),
  trap("generator-never-iterated", "checksum", () => ({
    run(n: number) {
      const steps = (function* () {
        yield work(n);
      })();
      return typeof steps.next === "function" ? 0 : 1;
    },
    answer: work,
  })),
  trap("promise-not-awaited", "checksum", () => ({ run: async (n: number) => work(n), answer: work })),
  trap("lazy-result", "checksum", () => ({ run: (n: number) => (() => work(n)) as unknown as number, answer: work })),
  trap("detects-the-harness", "checksum", () => ({
    // The timed loop is generated text: its frame says so.
    run: (n: number) => (new Error("where").stack?.includes("eval at generate") ? 0 : work(n)),
    answer: work,
  })),
  trap("compares-equal", "checksum", () => {
    JSON.stringify = () => "equal";
    return { run: work, answer: () => "equal" };
  }),
];

const words = Array.from({ length: 16 }, (_, place) => `word ${place} of ${place * place}`);
const hash = (text: string) => {
  let sum = 7;
  for (let place = 0; place < text.length; place++) sum = (Math.imul(sum, 31) + text.charCodeAt(place)) | 0;
  return sum;
};
const pattern = /\d+/g;

const texts = [
  trap("length-only", "checksum", () => ({ run: (text: string) => text.length, answer: hash })),
  trap("regexp-with-state", "checksum", () => ({
    run: (text: string) => (pattern.test(text) ? hash(text) : 0),
    answer: hash,
  })),
];

export default trapFamily(
  "checksum",
  [
    { name: "numbers", traps: numbers, inputs: amounts, answer: work },
    { name: "texts", traps: texts, inputs: words, answer: hash },
  ],
  asNumber,
);
