import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { exactLruHits } from "../../datasets/cache-traces/policies.ts";
import { cacheTraces } from "../../datasets/cache-traces/traces.ts";
import type { Json } from "../../kernel-lib/src/base/json.ts";
import type { CaseData, CaseInput, Observation, ScriptArm } from "../../kernel-lib/src/base/subject.ts";
import { takesPart } from "../../kernel-lib/src/measure/plan/takes-part.ts";
import { ownTimes } from "../../notebooks/subjects/cache/longest-insert.ts";
import family from "../../notebooks/subjects/cache.ts";

// The harness starts arms with this flag; a test's process has to get it later.
setFlagsFromString("--expose-gc");
globalThis.gc = runInNewContext("gc") as NodeJS.GCFunction;

const root = join(import.meta.dirname, "../..");
const python = join(root, ".venv/bin/python");
const hasPython = existsSync(python);

const load = async (name: string): Promise<CaseData> => {
  const found = family.cases.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no case ${name}`);
  return found.load();
};
/** Loaded once: it is as large as what it tests. */
const loaded = new Map<string, Promise<CaseData>>();
const loadOnce = (name: string): Promise<CaseData> => {
  const data = loaded.get(name) ?? load(name);
  loaded.set(name, data);
  return data;
};
const names = family.cases.map(({ name }) => name);
const folds = (expected: readonly Json[]) => expected.map((answer) => family.fold(answer));
const scenarioOf = (name: string) => {
  const found = family.scenarios?.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no scenario ${name}`);
  return found;
};
const isScenario = (name: string) => family.scenarios?.some((each) => each.name === name) === true;
const scriptArms = family.arms.filter((arm): arm is ScriptArm => arm.language === "typescript");
const armOf = (name: string) => {
  const found = scriptArms.find((arm) => arm.name === name);
  if (found === undefined) throw new Error(`no arm ${name}`);
  return found;
};

const given = async (name: string): Promise<CaseInput> => ({
  case: name,
  setup: isScenario(name) ? (await scenarioOf(name).data()).setup : (await loadOnce(name)).setup,
  services: {},
});

/** The figures of a scenario, played by an arm, after its answer was right and each metric was there. */
async function figuresOf(observed: Observation | undefined, name: string): Promise<Readonly<Record<string, number>>> {
  const scenario = scenarioOf(name);
  expect(observed?.answer).toEqual((await scenario.data()).expected);
  const figures: Readonly<Record<string, number>> = observed?.figures ?? {};
  expect(Object.keys(figures).sort()).toEqual(scenario.metrics.map((metric) => metric.name).sort());
  for (const [metric, value] of Object.entries(figures))
    expect([metric, Number.isFinite(value) && value >= 0]).toEqual([metric, true]);
  return figures;
}
const play = async (arm: string, name: string) => figuresOf(await armOf(arm).observe?.(await given(name)), name);

async function expectSource(observed: Observation | undefined, exact: boolean): Promise<void> {
  const figures = await figuresOf(observed, "source");
  expect((figures["hit-rate"] ?? 0) + (figures["miss-rate"] ?? 0)).toBeCloseTo(100, 9);
  if (exact) expect(figures["hit-rate"]).toBeCloseTo(64.03, 9);
  else expect(figures["hit-rate"]).toBeGreaterThan(64.03);
  const [p50 = 0, p95 = 0, p99 = 0] = ["hit-p50", "hit-p95", "hit-p99"].map((name) => figures[name]);
  expect(0 < p50 && p50 <= p95 && p95 <= p99).toBe(true);
  expect(figures["entry-text"]).toBeGreaterThan(100);
}

describe("the cache family", () => {
  test("wants two ratios in the quick profile", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "get-or-set", arm: "covet", against: "lru-cache", headline: true },
      { case: "get-or-set", arm: "covet", against: "mnemonist", headline: true },
    ]);
  });

  test("compares exact LRU with exact peers and S3-FIFO with all, at most 60 ratios together", () => {
    const sizes = ["", "-integers", "-100000", "-integers-100000"];
    expect([...names].sort()).toEqual([...sizes.flatMap((one) => [`get-or-set${one}`, `hit${one}`]), "miss"].sort());
    const exact = ["lru-cache", "mnemonist", "mnemonist-object", "tiny-lru"];
    const against = (name: string, arm: string) =>
      family.ratios.filter((one) => one.case === name && one.arm === arm).map((one) => one.against);
    for (const name of names) expect(against(name, "covet")).toEqual(expect.arrayContaining(exact));
    for (const size of sizes)
      expect(against(`get-or-set${size}`, "covet-s3-fifo")).toEqual(expect.arrayContaining([...exact, "quick-lru"]));
    expect(family.ratios.length).toBeLessThanOrEqual(60);
  });

  test("measures whatever peer a goal means by the fastest one", () => {
    for (const { name, arms } of family.cases) {
      const meant = family.arms.filter(
        (arm) => takesPart(arm, { ...(arms === undefined ? {} : { arms }) }) && !arm.name.startsWith("covet"),
      );
      const against = (arm: string) =>
        family.ratios.filter((one) => one.case === name && one.arm === arm).map((one) => one.against);
      const exact = meant.filter((arm) => arm.features?.evictsExactlyTheLeastRecentlyUsed === true);
      if (name === "miss") continue;
      expect(against("covet")).toEqual(expect.arrayContaining(exact.map((arm) => arm.name)));
      if (name.startsWith("get-or-set"))
        expect([...against("covet-s3-fifo")].sort()).toEqual(meant.map((arm) => arm.name).sort());
    }
  });

  test.each(names)("%s: the same requests each time, with answers that differ", async (name) => {
    const data = await loadOnce(name);
    const large = name.endsWith("100000");
    const asked = { mixed: large ? 200_000 : 10_000, hits: large ? 50_000 : 10_000 };
    expect(data.inputs).toHaveLength(name.startsWith("hit") ? asked.hits : asked.mixed);
    expect(JSON.stringify(await load(name)) === JSON.stringify(data)).toBe(true);
    expect(new Set(folds(data.expected)).size).toBeGreaterThan(100);
    const different = new Set(data.inputs).size;
    const capacity = large ? 100_000 : 1_000;
    if (name.startsWith("hit")) expect(different).toBeLessThanOrEqual(capacity);
    else expect(different).toBeGreaterThan(1.1 * capacity);
    expect(new Set(data.inputs.map((input) => typeof input))).toEqual(
      new Set([name.includes("integers") ? "number" : "string"]),
    );
  });
});

/** Hit rates of exact LRU at 1, 3, 10 and 30 % of the keys, by a model of its own: see datasets/cache-traces/policies.ts. */
const lruRates = Object.fromEntries(
  cacheTraces().flatMap(({ name, keys }) =>
    [100, 300, 1_000, 3_000].map((capacity) => [
      `${name}-${capacity}`,
      (100 * exactLruHits(keys.map(String), capacity)) / keys.length,
    ]),
  ),
);

describe.each(scriptArms)("arm $name", (arm) => {
  const played = family.cases.filter((each) => takesPart(arm, each)).map(({ name }) => name);

  test.each(played)("answers %s as expected, again and again", async (name) => {
    const { inputs, expected } = await loadOnce(name);
    const body = await arm.prepare?.(await given(name));
    const [run, answer] = [body?.run as (input: Json) => number, body?.answer as (input: Json) => Json];
    // As text: a comparison of 200,000 values one by one takes seconds.
    const answers = () => JSON.stringify(inputs.map((input) => answer(input))) === JSON.stringify(expected);
    const runs = () => JSON.stringify(inputs.map((input) => run(input))) === JSON.stringify(folds(expected));
    expect([answers(), runs(), answers()]).toEqual([true, true, true]);
  });

  test("observes the source's figures with the hits of its policy", async () => {
    await expectSource(
      await arm.observe?.(await given("source")),
      arm.features?.evictsExactlyTheLeastRecentlyUsed === true,
    );
  });
});

test.each(scenarioOf("hit-rates").arms)("%s hits as exact LRU does, or not, as it says", async (name) => {
  const { "unlike-lru": unlike, ...rates } = await play(name, "hit-rates");
  const exact = armOf(name).features?.evictsExactlyTheLeastRecentlyUsed === true;
  expect(unlike === 0).toBe(exact);
  if (exact) expect(rates).toEqual(lruRates);
  if (name !== "covet-s3-fifo") return;
  for (const [trace, lru] of Object.entries(lruRates)) expect(rates[trace], trace).toBeGreaterThan(lru - 1);
  expect((rates["zipf-1000"] ?? 0) - (lruRates["zipf-1000"] ?? 0)).toBeGreaterThan(5);
});

test("what an entry takes is more than nothing and less than its key and value with it, and two generations take more", async () => {
  const [covet, generations] = [await play("covet", "overhead"), await play("quick-lru", "overhead")];
  for (const size of ["overhead-1000", "overhead-100000"]) {
    expect(covet[size]).toBeGreaterThan(16);
    expect(covet[size]).toBeLessThan(200);
    expect(generations[size]).toBeGreaterThan(covet[size] ?? 0);
  }
});

describe("the longest insert", () => {
  test("is told of a cache of a million entries, collections apart", async () => {
    const figures = await play("covet", "longest-insert");
    expect(figures["longest-insert"]).toBeGreaterThan(0);
    expect(figures.collections).toBeGreaterThan(0);
  });

  test("is an insert's own time: collections inside it are taken out, wherever they begin and end", () => {
    const times = Float64Array.of(0, 1, 5, 6, 16, 17);
    const own = (...collections: [number, number][]) => [
      ...ownTimes(
        times,
        collections.map(([from, to]) => ({ from, to })),
      ),
    ];
    expect(own()).toEqual([1, 4, 1, 10, 1]);
    expect(own([2, 4])).toEqual([1, 2, 1, 10, 1]);
    expect(own([4, 7])).toEqual([1, 3, 0, 9, 1]);
    expect(own([-5, 0.5], [16.5, 30], [40, 41], [-9, -8])).toEqual([0.5, 4, 1, 10, 0.5]);
    expect(own([1, 5], [6, 7], [8, 9])).toEqual([1, 0, 1, 8, 1]);
  });
});

const driver = `
import json, sys
import cache
for line in sys.stdin:
    task = json.loads(line)
    if task["given"]["case"] == "source":
        print(json.dumps(cache.observe("cachetools", task["given"])))
        continue
    body = cache.prepare("cachetools", task["given"])
    print(json.dumps({"answers": [body.answer(i) for i in task["inputs"]], "runs": [body.run(i) for i in task["inputs"]]}))
`;

describe("arm cachetools", () => {
  test("has its Python where it must", () => {
    if (process.env.CI === "true") expect(hasPython).toBe(true);
  });

  test.runIf(hasPython)("answers every case and observes the source's figures", async () => {
    const [arm] = family.arms.filter(({ name }) => name === "cachetools");
    const played = family.cases.filter((each) => arm !== undefined && takesPart(arm, each)).map(({ name }) => name);
    expect(played).toEqual(["get-or-set", "hit", "miss"]);
    const data = await Promise.all(played.map(loadOnce));
    const tasks = [
      ...data.map(({ setup, inputs }, index) => ({ given: { case: played[index], setup }, inputs })),
      { given: await given("source"), inputs: [] },
    ];
    const { status, stdout, stderr } = spawnSync(python, ["-B", "-c", driver], {
      input: tasks.map((task) => `${JSON.stringify(task)}\n`).join(""),
      env: { ...process.env, PYTHONPATH: `${join(root, "kernel-lib/python")}:${join(root, "notebooks/subjects")}` },
      encoding: "utf8",
      maxBuffer: 2 ** 28,
    });
    expect(status, stderr).toBe(0);
    const results: unknown[] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const [index, { expected }] of data.entries())
      expect(results[index]).toEqual({ answers: expected, runs: folds(expected) });
    await expectSource(results.at(-1) as Observation, true);
  });
});
