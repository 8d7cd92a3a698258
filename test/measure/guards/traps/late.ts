import { spawn } from "node:child_process";
import { stat } from "node:fs/promises";
import { Worker } from "node:worker_threads";
import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

/** Traps that answer at once and do the work later, or elsewhere. The answer of these cases is the amount itself. */
const amount = (n: number): number => n;
let sum = 0;
const later = (n: number) => {
  sum = (sum + work(n)) | 0;
};
const worker = (code: string): Worker => {
  const made = new Worker(code, { eval: true });
  made.unref();
  return made;
};
const adding = `
  const work = ${work};
  let sum = 0;
  require("node:worker_threads").parentPort.on("message", (n) => { sum += work(n); });`;

const traps = [
  trap("immediate", "late-work", () => ({
    run(n: number) {
      setImmediate(later, n);
      return n;
    },
    answer: amount,
  })),
  trap("timeout", "late-work", () => ({
    run(n: number) {
      setTimeout(later, 1, n);
      return n;
    },
    answer: amount,
  })),
  trap("microtask", "late-work", () => ({
    run(n: number) {
      queueMicrotask(() => later(n));
      return n;
    },
    answer: amount,
  })),
  trap("one-task-for-many", "late-work", () => {
    const waiting: number[] = [];
    return {
      run(n: number) {
        if (waiting.length === 0)
          setImmediate(() => {
            for (const each of waiting.splice(0)) later(each >> 6);
          });
        waiting.push(n);
        return n;
      },
      answer: amount,
    };
  }),
  trap("promise-left-alone", "late-work", () => ({
    async: true,
    async run(n: number) {
      void stat(".").then(() => later(n));
      return n;
    },
    answer: amount,
  })),
  trap("worker", "helpers", () => {
    const other = worker(adding);
    return {
      run(n: number) {
        other.postMessage(n);
        return n;
      },
      answer: amount,
    };
  }),
  trap("child-process", "helpers", () => {
    const other = spawn("cat", { stdio: ["pipe", "ignore", "ignore"] });
    other.unref();
    return {
      run(n: number) {
        other.stdin.write(`${n}\n`);
        return n;
      },
      answer: amount,
    };
  }),
  trap("spins-in-a-worker", "never-still", () => {
    worker("for (;;);");
    return { run: (n: number) => work(n) - work(n) + n, answer: amount };
  }),
  trap("burns-on-a-timer", "never-still", () => {
    setInterval(() => later(2_000_000), 1).unref();
    return { run: (n: number) => work(n) - work(n) + n, answer: amount };
  }),
];

export default trapFamily("late", [{ name: "amounts", traps, inputs: amounts, answer: amount }], asNumber);
