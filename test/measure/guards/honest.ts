import { gunzipSync, gzipSync } from "node:zlib";
import type { Json } from "../../../kernel-lib/dist/base/json.js";
import { type Body, type CaseSpec, defineFamily, type ScriptArm } from "../../../kernel-lib/dist/base/subject.js";

/**
 * Fast operations that do what they say, one a case: none may be flagged. Those that take a nanosecond are done some dozen times in a call, as the
 * guard of the lower bound asks for.
 */
interface Operation {
  readonly inputs: readonly Json[];
  readonly answer: (input: never) => Json | Promise<Json>;
  readonly delivery?: NonNullable<CaseSpec["delivery"]>;
  readonly async?: boolean;
}

const numbers: readonly number[] = Array.from({ length: 32 }, (_, place) => (place * 7_919) % 1_009);
const words: readonly string[] = numbers.map((n) => `word-${n}-${n * n}-of-the-pool`);
const lists: readonly number[][] = numbers.map((n) =>
  Array.from({ length: 8 }, (_, place) => (n * (place + 3) * 31) % 97),
);
const people = numbers.map((n) => ({ id: n, name: `name ${n}`, age: n % 90, tags: [`t${n % 5}`, `u${n % 7}`] }));
type Person = (typeof people)[number];

const on = <Input extends Json>(
  inputs: readonly Input[],
  answer: (input: Input) => Json | Promise<Json>,
  more: Pick<Operation, "delivery" | "async"> = {},
): Operation => ({ inputs, answer: answer as (input: never) => Json, ...more });

/** The sum of `times` results. */
function repeat(times: number, one: (place: number) => number): number {
  let sum = 0;
  for (let place = 0; place < times; place++) sum = (sum + one(place)) | 0;
  return sum;
}

const table = numbers.map((n) => n * 3);
const floats = Float64Array.from(numbers, (n) => n / 7);
const bytes = Uint8Array.from(numbers, (n) => n);
const byNumber = new Map(numbers.map((n) => [n, n * 2]));
const byWord = new Map(words.map((word, place) => [word, place]));
const known = new Set(numbers);
const record: Record<string, number> = Object.fromEntries(words.map((word, place) => [word, place]));
const add = (a: number) => (b: number) => a + b;
const adders = add(3);
class Point {
  readonly x: number;
  readonly y: number;
  #uses = 0;
  constructor(x: number, y: number) {
    this.x = x;
    this.y = y;
  }
  get length(): number {
    return this.x * this.x + this.y * this.y;
  }
  touch(): number {
    return ++this.#uses - this.#uses + this.x;
  }
}
const points = numbers.map((n) => new Point(n, n + 1));
const shapes: readonly { area(): number }[] = [
  { area: () => 1 },
  new (class {
    area() {
      return 2;
    }
  })(),
  new (class {
    side = 3;
    area() {
      return this.side;
    }
  })(),
  Object.create({ area: () => 4 }) as { area(): number },
  { side: 5, area: () => 5 } as { area(): number },
];
const bits = (n: number): number => {
  let left = n;
  let count = 0;
  for (; left !== 0; left &= left - 1) count++;
  return count;
};
const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
const resolved = Promise.resolve(1);
const encoder = new TextEncoder();
const buffer = Buffer.alloc(256);
const view = new DataView(new ArrayBuffer(64));

const operations: Readonly<Record<string, Operation>> = {
  "array-index": on(numbers, (n) => repeat(64, (place) => table[(n + place) & 31] ?? 0)),
  "typed-array-index": on(numbers, (n) => Math.round(repeat(32, (place) => (floats[(n + place) & 31] ?? 0) * 16))),
  "byte-array-sum": on(numbers, (n) => bytes.reduce((sum, byte) => sum + byte, n)),
  add: on(numbers, (n) => repeat(128, (place) => n + place)),
  multiply: on(numbers, (n) => repeat(64, (place) => Math.imul(n | 1, place))),
  "float-divide": on(numbers, (n) => {
    let x = n + 1;
    for (let step = 1; step < 32; step++) x = x / 1.1 + step;
    return Math.round(x * 1000);
  }),
  modulo: on(numbers, (n) => repeat(32, (place) => (n + place * 977) % 31)),
  "square-root": on(numbers, (n) => Math.round(repeat(32, (place) => Math.sqrt(n + place) * 1000))),
  sine: on(numbers, (n) => repeat(8, (place) => Math.round(Math.sin(n + place) * 1e6))),
  "count-bits": on(numbers, (n) => repeat(8, (place) => bits(n * 31 + place))),
  "map-get-number": on(numbers, (n) => repeat(8, (place) => byNumber.get(n + place) ?? 0)),
  "map-get-string": on(words, (word) => byWord.get(word) ?? -1, { delivery: "fresh" }),
  "map-get-string-cut": on(words, (word) => byWord.get(word) ?? -1, { delivery: "cut" }),
  "object-get-string": on(words, (word) => record[word] ?? -1, { delivery: "fresh" }),
  "set-has": on(numbers, (n) => repeat(8, (place) => (known.has(n + place) ? 1 : 0))),
  "string-concat": on(numbers, (n) => `${n}:${n + 1}`),
  "string-char-codes": on(words, (word) => repeat(word.length, (place) => word.charCodeAt(place)), {
    delivery: "fresh",
  }),
  "string-split": on(words, (word) => word.split("-"), { delivery: "fresh" }),
  "string-index-of": on(words, (word) => repeat(4, (place) => word.indexOf("-", place)), { delivery: "fresh" }),
  "string-upper": on(words, (word) => word.toUpperCase(), { delivery: "fresh" }),
  "string-slice": on(words, (word) => `${word.slice(5)}/${word.slice(0, 4)}`, { delivery: "fresh" }),
  "string-compare": on(words, (word) => repeat(16, (place) => (word < (words[place] ?? "") ? 1 : 0)), {
    delivery: "fresh",
  }),
  "pad-start": on(numbers, (n) => String(n).padStart(8, "0")),
  "number-to-string": on(numbers, (n) => (n * 1.5).toString()),
  "to-fixed": on(numbers, (n) => (n / 7).toFixed(2)),
  "parse-int": on(numbers.map(String), (text) => Number.parseInt(text, 10), { delivery: "fresh" }),
  "parse-float": on(
    numbers.map((n) => `${n}.25`),
    (text) => Math.round(Number.parseFloat(text) * 4),
    { delivery: "fresh" },
  ),
  "regexp-test": on(words, (word) => (/-(\d+)-/.test(word) ? 1 : 0), { delivery: "fresh" }),
  "regexp-match": on(words, (word) => Number(/-(\d+)-/.exec(word)?.[1] ?? -1), { delivery: "fresh" }),
  "json-parse-small": on(
    people.map((person) => JSON.stringify(person)),
    (text) => (JSON.parse(text) as Person).id,
    { delivery: "fresh" },
  ),
  "json-stringify-small": on(people, (person) => JSON.stringify(person)),
  "closure-call": on(numbers, (n) => repeat(128, (place) => adders(n + place))),
  "closure-made": on(numbers, (n) => repeat(128, (place) => add(n)(place))),
  "method-call": on(numbers, (n) => repeat(16, (place) => points[(n + place) & 31]?.touch() ?? 0)),
  "getter-call": on(numbers, (n) => repeat(16, (place) => points[(n + place) & 31]?.length ?? 0)),
  "megamorphic-call": on(numbers, (n) => repeat(16, (place) => shapes[(n + place) % 5]?.area() ?? 0)),
  "small-object": on(numbers, (n) => repeat(16, (place) => new Point(n, place).touch() + new Point(place, n).length)),
  "object-spread": on(people, (person) => repeat(4, (place) => ({ ...person, age: person.age + place }).age)),
  "array-literal": on(numbers, (n) => repeat(16, (place) => [n, place, n + place, 1][(n + place) & 3] ?? 0)),
  "array-map": on(lists, (list) => list.map((n) => n * 2).map((n) => n + 1)),
  "array-filter-reduce": on(lists, (list) => list.filter((n) => n % 2 === 0).reduce((sum, n) => sum + n, 0)),
  "sort-8": on(lists, (list) => [...list].sort((a, b) => a - b)),
  "binary-search": on(numbers, (n) => {
    let [low, high] = [0, 2 ** 30];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (middle < n * 991) low = middle + 1;
      else high = middle;
    }
    return low;
  }),
  destructuring: on(people, (person) =>
    repeat(32, (place) => {
      const {
        id,
        age,
        tags: [first = ""],
      } = person;
      return id + age * place + first.length;
    }),
  ),
  recursion: on(numbers, (n) => fibonacci(n % 8)),
  generator: on(numbers, (n) => {
    let sum = 0;
    for (const each of (function* () {
      for (let step = 0; step < 8; step++) yield n + step;
    })())
      sum += each;
    return sum;
  }),
  "try-catch": on(numbers, (n) => {
    try {
      if (n % 4 === 0) throw new RangeError("four");
      return n;
    } catch (error) {
      return (error as Error).message.length;
    }
  }),
  "encode-text": on(words, (word) => encoder.encode(word).length, { delivery: "fresh" }),
  "buffer-write": on(words, (word) => buffer.write(word, 0, "latin1"), { delivery: "fresh" }),
  "data-view": on(numbers, (n) =>
    repeat(32, (place) => {
      view.setUint32((place & 7) * 8, n);
      return view.getUint16((place & 7) * 8 + 2);
    }),
  ),
  "big-int": on(numbers, (n) => Number((BigInt(n) * 123_456_789n) % 1_000_003n) + Number(BigInt(n) ** 3n % 97n)),
  gzip: on(words, (word) => gunzipSync(gzipSync(word)).length, { delivery: "fresh" }),
  date: on(numbers, (n) => new Date(n * 86_400_000).getUTCDay()),
  "awaits-a-resolved-promise": on(numbers, async (n) => n + (await resolved), { async: true }),
  "async-without-await": on(numbers, async (n) => n + 1, { async: true }),
  "promise-chain": on(numbers, (n) => Promise.resolve(n).then((value) => value + 1), { async: true }),
  "promise-all": on(numbers, async (n) => (await Promise.all([n, resolved])).length + n, { async: true }),
  "one-input": on([17], (n) => repeat(128, (place) => n ^ place)),
  "two-inputs": on(["a b c", "d;e;f;g"], (text) => text.split(text.includes(";") ? ";" : " ").length, {
    delivery: "fresh",
  }),
};

const fold = (answer: Json): number => {
  if (typeof answer === "number") return answer | 0;
  if (typeof answer === "string") {
    let sum = 7;
    for (let place = 0; place < answer.length; place++) sum = (Math.imul(sum, 31) + answer.charCodeAt(place)) | 0;
    return sum;
  }
  if (Array.isArray(answer)) return answer.reduce<number>((sum, each) => (Math.imul(sum, 31) + fold(each)) | 0, 7);
  throw new TypeError("no operation answers so");
};

/** The fold is chosen by the kind of answer once, as an arm's author would write it. */
const body = ({ answer, async = false }: Operation): Body =>
  async
    ? { async, run: async (input: never) => fold(await answer(input)), answer }
    : { run: (input: never) => fold(answer(input) as Json), answer };

const arm = (name: string): ScriptArm => ({
  name,
  language: "typescript",
  prepare: ({ case: at }) => body(operations[at] as Operation),
});

export default defineFamily({
  name: "honest",
  title: "Honest fast operations",
  operation: "call",
  arms: [arm("plain"), arm("again")],
  cases: Object.entries(operations).map(([name, { inputs, answer, delivery = "as-is" }]) => ({
    name,
    title: name,
    kind: "cpu",
    delivery,
    load: async () => ({
      setup: null,
      inputs,
      expected: await Promise.all(structuredClone(inputs).map((input) => answer(input as never))),
    }),
  })),
  fold,
  ratios: Object.keys(operations).map((name) => ({ case: name, arm: "plain", against: "again", headline: true })),
});
