/**
 * What section 16 times: workloads whose ratios are known beforehand, one for each kind of noise that JavaScript and Python are timed under. Nothing is
 * compared with anything here: the calibration lets one arm take part several times, each time with another number of calls (twice as many calls are
 * exactly twice the work), and looks whether the verdicts say so. So one call is a fixed amount of work, the same for every input and however
 * often it was called before: what is kept between calls are rings that are full after one walk round.
 */
import Database from "better-sqlite3";
import {
  type ArmSpec,
  type Body,
  CannotHold,
  type CaseInput,
  type CaseSpec,
  defineFamily,
  type Json,
} from "kernel-lib";

/** A well-mixed 32-bit number of any other (a step of splitmix32, by Sebastiano Vigna's constants). */
function mixed(given: number): number {
  let z = (given + 0x9e3779b9) | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return z ^ (z >>> 16);
}

/** Marsaglia's xorshift32, from a seed that is not 0. */
function xorshift(seed: number, count: number): number {
  let x = seed;
  for (let step = 0; step < count; step++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
  }
  return x;
}

/** The count comes at run time, from the case's data: a loop of known length could be unrolled into another one. */
interface Steps {
  readonly seed: number;
  readonly count: number;
}

/** About 1 µs in TypeScript. */
const steps = 700;
const stepInputs: readonly Steps[] = Array.from({ length: 16 }, (_, place) => ({
  seed: mixed(place) | 1,
  count: steps,
}));

/** What an oracle says that shares nothing with the loop: xorshift is linear over bits, so each step is a 32×32 matrix, and many steps its power. */
function xorshiftByMatrix(seed: number, count: number): number {
  const step = Array.from({ length: 32 }, (_, bit) => xorshift(1 << bit, 1));
  const times = (columns: readonly number[], vector: number): number =>
    columns.reduce((sum, column, bit) => (vector & (1 << bit) ? sum ^ column : sum), 0);
  let power = step;
  let x = seed;
  for (let rest = count; rest > 0; rest >>= 1) {
    if (rest & 1) x = times(power, x);
    power = power.map((column) => times(power, column));
  }
  return x;
}

/** A document of about 1,000 bytes, as JSON.stringify writes it. */
function documentOf(place: number): string {
  const number = (nth: number) => mixed(place * 1_000 + nth) >>> 8;
  return JSON.stringify({
    id: number(0),
    name: `Customer ${number(1) % 10_000}`,
    active: place % 2 === 0,
    balance: (number(2) % 100_000) / 100,
    tags: Array.from({ length: 6 }, (_, nth) => `tag-${number(10 + nth) % 900}`),
    address: { street: `${number(3) % 300} High Street`, city: `City ${number(4) % 50}`, zip: null },
    orders: Array.from({ length: 14 }, (_, nth) => ({
      item: 10_000_000 + number(100 + nth),
      count: 1 + (number(200 + nth) % 9),
      price: (number(300 + nth) % 10_000) / 100,
      note: `line ${nth}`,
    })),
  });
}
const foldOfText = (text: string): number => 1_000 * text.length + text.charCodeAt(text.length >> 1);
const rewritten = (text: string): string => JSON.stringify(JSON.parse(text));

/**
 * A call makes `objects` in a chain, each with a number that takes some `steps`; a ring keeps the chain for `calls` calls, and another one more object for `long` calls.
 * A young generation of 32 MB is full after 40,000 calls, some 15 ms, so that a turn has no fixed number of small collections; each copies 3 MB and promotes what in the
 * long ring has seen one before. (With four times the rate, each turn had one or two of them, and its median told only which.)
 */
const kept = { objects: 16, steps: 16, calls: 1_024, long: 65_536 };

interface Small {
  readonly id: number;
  readonly weight: number;
  readonly before: Small | null;
}

function allocation(): Body {
  const ring: (Small | null)[] = new Array<Small | null>(kept.calls).fill(null);
  const longRing: (Small | null)[] = new Array<Small | null>(kept.long).fill(null);
  let place = 0;
  let longPlace = 0;
  const chain = (seed: number): Small | null => {
    let last: Small | null = null;
    let id = seed;
    for (let weight = 0; weight < kept.objects; weight++) {
      id = xorshift(id, kept.steps);
      last = { id, weight, before: last };
    }
    ring[place] = last;
    if (++place === kept.calls) place = 0;
    longRing[longPlace] = { id: seed, weight: 0, before: null };
    if (++longPlace === kept.long) longPlace = 0;
    return last;
  };
  // The last object's number follows from all before it, and the ring holds them: none can be left out.
  const run = (seed: number): number => chain(seed)?.id ?? 0;
  const answer = (seed: number): Json => {
    const ids: number[] = [];
    for (let each = chain(seed); each !== null; each = each.before) ids.push(each.id);
    return ids;
  };
  return { run, answer };
}

/**
 * A walk through 64 MB that nothing can foresee but who knows the rule: place i leads to (a·i + c) modulo 2^24. With c odd and a - 1 a multiple of 4 that is one
 * cycle through all places (Hull and Dobell, 1962), in an order of memory lines that a prefetcher does not guess, and made in 30 ms where a random shuffle takes
 * over a second in every process. Where a walk ends is known without walking, by `landing`.
 */
const places = 2 ** 24;
const rule = { a: 1_664_525, c: 1_013_904_223 };
const nextPlace = (place: number): number => (Math.imul(place, rule.a) + rule.c) & (places - 1);
/** The inputs' walks are pieces of the cycle that do not overlap: together 2^20 places, on 63 % of the 2^20 memory lines, far more than a core's own cache. */
const walk = { hops: 256, inputs: 4_096 };

/** The place after `hops` hops: the rule composed with itself, by squaring. */
function landing(start: number, hops: number): number {
  let { a, c } = rule;
  let place = start;
  for (let rest = hops; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) place = (Math.imul(place, a) + c) & (places - 1);
    c = (Math.imul(a, c) + c) | 0;
    a = Math.imul(a, a);
  }
  return place;
}

function pointerChase(): Body {
  const table = new Int32Array(places);
  for (let place = 0; place < places; place++) table[place] = nextPlace(place);
  const chase = (start: number): number => {
    let place = start;
    for (let hop = 0; hop < walk.hops; hop++) place = table[place] as number;
    return place;
  };
  return { run: chase, answer: chase };
}

/** Resolved promises that a call awaits, one after the other. */
const awaited = 16;
async function microtasks(given: number): Promise<number> {
  let sum = 0;
  for (let nth = 0; nth < awaited; nth++) sum += await Promise.resolve(given + nth);
  return sum;
}

const rowCount = 10_000;
interface Row {
  readonly id: number;
  readonly name: string;
  readonly value: number;
}
const rowOf = (id: number): Row => ({ id, name: `Row number ${id}`, value: mixed(id) >>> 4 });

function sqlite(): Body {
  const db = new Database(":memory:");
  db.exec("create table rows (id integer primary key, name text not null, value integer not null)");
  const insert = db.prepare("insert into rows values (?, ?, ?)");
  db.transaction(() => {
    for (let id = 1; id <= rowCount; id++) {
      const { name, value } = rowOf(id);
      insert.run(id, name, value);
    }
  })();
  const byId = db.prepare<[number], Row>("select id, name, value from rows where id = ?");
  const read = (id: number): Row => byId.get(id) ?? { id: 0, name: "", value: 0 };
  return {
    run: (id: number) => read(id).value,
    answer: (id: number) => ({ ...read(id) }),
    dispose: () => {
      db.close();
    },
  };
}

function node({ case: name }: CaseInput): Body {
  switch (name) {
    case "integer": {
      const loop = ({ seed, count }: Steps) => xorshift(seed, count);
      return { run: loop, answer: loop };
    }
    case "json":
      return { run: (text: string) => foldOfText(rewritten(text)), answer: rewritten };
    case "allocation":
      return allocation();
    case "pointer-chase":
      return pointerChase();
    case "microtasks":
      return { run: microtasks, answer: microtasks, async: true };
    case "sqlite":
      return sqlite();
    default:
      throw new CannotHold(`there is no workload ${name}`);
  }
}

const arms: readonly ArmSpec[] = [
  { name: "node", label: "Node", language: "typescript", note: "One fixed amount of work a call.", prepare: node },
  {
    name: "python",
    label: "Python",
    language: "python",
    script: "calibration.py",
    note: "The integer loop with the same number of steps.",
  },
];

/** A case of one arm. */
function caseOf(
  name: string,
  title: string,
  kind: CaseSpec["kind"],
  inputs: () => readonly Json[],
  expected: (input: never) => Json,
  arm = "node",
): CaseSpec {
  return {
    name,
    title,
    kind,
    arms: [arm],
    load: () => {
      const all = inputs();
      return { setup: null, inputs: all, expected: all.map((input) => expected(input as never)) };
    },
  };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, place) => place);
const integerInputs = () => stepInputs as unknown as readonly Json[];
const afterSteps = ({ seed, count }: Steps): number => xorshiftByMatrix(seed, count);

const cases: readonly CaseSpec[] = [
  caseOf("integer", `Integer loop, ${steps} steps of xorshift`, "cpu", integerInputs, afterSteps),
  caseOf(
    "json",
    "JSON, 1 KB parsed and written",
    "allocation",
    () => upTo(16).map(documentOf),
    (text: string) => text,
  ),
  caseOf(
    "allocation",
    `${kept.objects} small objects, kept for ${kept.calls.toLocaleString("en")} calls`,
    "allocation",
    () => upTo(64).map((place) => mixed(place) | 1),
    (seed: number) => upTo(kept.objects).map((nth) => xorshiftByMatrix(seed, kept.steps * (kept.objects - nth))),
  ),
  caseOf(
    "pointer-chase",
    `Pointer chase, ${walk.hops} hops through 64 MB`,
    "cpu",
    () => upTo(walk.inputs).map((place) => landing(0, place * walk.hops)),
    (start: number) => landing(start, walk.hops),
  ),
  caseOf(
    "microtasks",
    `${awaited} resolved promises awaited`,
    "allocation",
    () => upTo(16),
    (given: number) => awaited * given + (awaited * (awaited - 1)) / 2,
  ),
  caseOf(
    "sqlite",
    "SQLite, one row by primary key",
    "database",
    () => upTo(1_024).map((place) => (Math.imul(place, 7_919) % rowCount) + 1),
    (id: number) => rowOf(id) as unknown as Json,
  ),
  caseOf("python", `Integer loop in Python, ${steps} steps of xorshift`, "cpu", integerInputs, afterSteps, "python"),
];

export default defineFamily({
  name: "calibration",
  title: "Calibration",
  operation: "call",
  arms,
  cases,
  ratios: [],
  fold: (answer) => {
    if (typeof answer === "string") return foldOfText(answer);
    if (typeof answer === "number") return answer | 0;
    if (Array.isArray(answer)) return Number(answer[0]);
    if (answer === null || typeof answer !== "object") throw new TypeError("not an answer");
    return Number((answer as Readonly<Record<string, Json>>).value);
  },
});
