import { amounts, asNumber, trap, trapFamily, work } from "./trap.ts";

/** Traps that remember: the answer is right and was computed some calls ago. */
function memo<Key, Input>(
  keyOf: (input: Input) => Key,
  compute: (input: Input) => number,
  kept = new Map<Key, number>(),
) {
  return (input: Input): number => {
    const key = keyOf(input);
    let result = kept.get(key);
    if (result === undefined) {
      result = compute(input);
      kept.set(key, result);
    }
    return result;
  };
}

const same = <T>(input: T): T => input;
const everywhere = new Map<number, number>();

const numbers = [
  trap("memo", "keeps-results", () => ({ run: memo(same, work), answer: work })),
  trap("memo-of-the-module", "keeps-results", () => ({ run: memo(same, work, everywhere), answer: work })),
  trap("memo-with-a-limit", "keeps-results", () => {
    const kept = new Map<number, number>();
    const remember = memo(same, work, kept);
    return {
      run(n: number) {
        const result = remember(n);
        if (kept.size > 20) kept.delete(kept.keys().next().value ?? 0);
        return result;
      },
      answer: work,
    };
  }),
  trap("memo-of-promises", "keeps-results", () => {
    const kept = new Map<number, Promise<number>>();
    return {
      async: true,
      run(n: number) {
        let result = kept.get(n);
        if (!result) {
          result = Promise.resolve(n).then(work);
          kept.set(n, result);
        }
        return result;
      },
      answer: work,
    };
  }),
];

const few = [trap("memo-of-few", "keeps-results", () => ({ run: memo(same, work), answer: work }))];
const one = [trap("memo-of-one", "keeps-results", () => ({ run: memo(same, work), answer: work }))];

interface Order {
  readonly id: number;
  readonly lines: readonly { readonly product: string; readonly count: number }[];
}
const orders: Order[] = amounts.map((id) => ({
  id,
  lines: Array.from({ length: 4 }, (_, line) => ({ product: `product ${id * line}`, count: (id % 7) + line })),
}));
const price = ({ id, lines }: Order): number => lines.reduce((sum, { count }) => (sum + work(4 * id + count)) | 0, 0);

const objects = [
  trap("memo-by-json", "keeps-results", () => ({
    run: memo((order: Order) => JSON.stringify(order), price),
    answer: price,
  })),
  trap("memo-by-identity", "same-objects", () => {
    const kept = new WeakMap<Order, number>();
    return {
      run(order: Order) {
        let result = kept.get(order);
        if (result === undefined) {
          result = price(order);
          kept.set(order, result);
        }
        return result;
      },
      answer: price,
    };
  }),
];

const paths = amounts.map((n) => `/${"segment/".repeat(40)}${n}`);
const table = new Map(paths.map((path, place) => [path, place]));
const placeOf = (path: string): number => table.get(path) ?? -1;
const strings = [trap("literal-strings", "same-objects", () => ({ run: placeOf, answer: placeOf }))];

/** About 6 µs of work an input, kept until the event loop turns. */
const slow = amounts.map((n) => n * 3);
const ticks = [
  trap("kept-for-a-tick", "not-linear", () => {
    const kept = new Map<number, number>();
    const remember = memo(same, work, kept);
    return {
      async: true,
      async run(n: number) {
        if (kept.size === 0) setImmediate(() => kept.clear());
        return remember(n);
      },
      answer: work,
    };
  }),
  trap("scans-what-the-tick-left", "not-linear", () => {
    const seen: number[] = [];
    return {
      async: true,
      async run(n: number) {
        if (seen.length === 0) setImmediate(() => seen.splice(0));
        let found = 0;
        for (const each of seen) found += work(each >> 5) === -1 ? 1 : 0;
        seen.push(n);
        return work(n >> 4) + found;
      },
      answer: (n: number) => work(n >> 4),
    };
  }),
];

export default trapFamily(
  "caching",
  [
    { name: "numbers", traps: numbers, inputs: amounts, answer: work },
    { name: "few", traps: few, inputs: [4_000, 5_000, 6_000], answer: (n: number) => work(n) },
    { name: "one", traps: one, inputs: [9_000], answer: work },
    { name: "objects", traps: objects, inputs: orders as never, answer: price },
    { name: "strings", traps: strings, inputs: paths, answer: placeOf },
    { name: "ticks", traps: ticks.slice(0, 1), inputs: slow, answer: work },
    { name: "scans", traps: ticks.slice(1), inputs: amounts, answer: (n: number) => work(n >> 4) },
  ],
  asNumber,
);
