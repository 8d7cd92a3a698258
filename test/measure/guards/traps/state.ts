import { writeSync } from "node:fs";
import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

const little = (n: number): number => work(n >> 4);

/** Traps whose calls are not alike: state that grows, inputs that change, another body, output. */
const small = [
  trap("state-that-grows", "grows", () => {
    const seen: number[] = [];
    return {
      run(n: number) {
        seen.push(n);
        return little(n) + (seen.at(-1) === n ? 0 : 1);
      },
      answer: little,
    };
  }),
];

const numbers = [
  trap("cache-that-grows", "grows", () => {
    const kept = new Map<string, number>();
    let calls = 0;
    return {
      run(n: number) {
        const result = work(n);
        kept.set(`${n}:${calls++}`, result);
        return result;
      },
      answer: work,
    };
  }),
  trap("another-function-each-time", "changes-body", () => {
    const functions = Array.from(
      { length: 8 },
      (_, place) => new Function("work", `return (n) => work(n) + ${place} - ${place};`)(work) as (n: number) => number,
    );
    let looks = 0;
    return {
      get run() {
        return functions[looks++ % 8] ?? work;
      },
      answer: work,
    };
  }),
  trap("swaps-its-body", "changes-body", () => {
    let calls = 0;
    const body = {
      run(n: number) {
        if (++calls === 100) body.run = work;
        return work(n);
      },
      answer: work,
    };
    return body;
  }),
  trap("console", "prints", () => {
    let calls = 0;
    return {
      run(n: number) {
        if (++calls % 100 === 0) console.log("call", calls);
        return work(n);
      },
      answer: work,
    };
  }),
  trap("writes-to-stderr", "prints", () => {
    let calls = 0;
    return {
      run(n: number) {
        if (++calls % 500 === 0) writeSync(2, ".");
        return work(n);
      },
      answer: work,
    };
  }),
];

const lists = amounts.map((n) => Array.from({ length: 64 }, (_, place) => (n * (place + 1) * 7_919) % 1_009));
const middleOf = (list: number[]) => list.toSorted((a, b) => a - b)[32] ?? 0;
const arrays = [
  trap("sorts-its-input", "changes-inputs", () => ({
    run: (list: number[]) => list.sort((a, b) => a - b)[32] ?? 0,
    answer: middleOf,
  })),
  trap("whole-and-fractional", "changes-inputs", () => ({
    run(list: number[]) {
      list[0] = (list[0] ?? 0) + 0.5;
      list[0] -= 0.5;
      return middleOf(list);
    },
    answer: middleOf,
  })),
];

type Fields = Record<string, number>;
const records = amounts.map((n): Fields => ({ a: n, b: n + 1, c: n + 2, d: n + 3 }));
const total = (fields: Fields) => Object.values(fields).reduce((sum, value) => sum + value, 0);
const objects = [
  trap("becomes-a-dictionary", "changes-inputs", () => ({
    run(fields: Fields) {
      for (const [name, value] of Object.entries(fields)) {
        delete fields[name];
        fields[name] = value;
      }
      return total(fields);
    },
    answer: total,
  })),
  trap("counts-in-its-input", "changes-inputs", () => ({
    run(fields: Fields) {
      const result = fields.uses === undefined ? total(fields) : total(fields) - fields.uses;
      fields.uses = (fields.uses ?? 0) + 1;
      return result;
    },
    answer: total,
  })),
];

export default trapFamily(
  "state",
  [
    { name: "small", traps: small, inputs: amounts, answer: little },
    { name: "numbers", traps: numbers, inputs: amounts, answer: work },
    { name: "arrays", traps: arrays, inputs: lists, answer: middleOf },
    { name: "objects", traps: objects, inputs: records, answer: total },
  ],
  asNumber,
);
