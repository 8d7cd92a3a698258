import { describe, expect, test } from "vitest";
import type { FamilyResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { claim } from "../../../kernel-lib/src/report/ledger/claim.ts";
import { checkLedger, readLedger, type Statistic } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import { evaluateClaim } from "../../../kernel-lib/src/report/ledger/evaluate-claims.ts";
import { arm, ratio } from "../fixtures/family-result.ts";
import { metricOf, ormResult, poolResult } from "../fixtures/other-results.ts";

const source = readSourceReport();
const ledger = readLedger();
const entry = (id: string) => {
  const found = ledger.claims.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no entry ${id}`);
  return found;
};
const judged = (id: string, ...results: FamilyResult[]) =>
  evaluateClaim(entry(id), { results, measurements: [], source, run: null });
const computed = (statistic: Statistic, unit: string, result: FamilyResult) => {
  const one = { id: "x/y", origin: "own", family: "orm", text: "x", comparison: "above", target: 0 };
  const [checked] = checkLedger({ schema: 1, claims: [{ ...one, statistic, unit }] }, "x").claims;
  if (checked === undefined) throw new Error("no entry");
  const { value, low, high, reason } = evaluateClaim(checked, {
    results: [result],
    measurements: [],
    source,
    run: null,
  });
  return { value, low, high, reason };
};
const near = (value: number) => expect.closeTo(value, 6) as number;

/** The result with rounds against SQLAlchemy at these cases, by ratio of times. */
const against = (ratios: Record<string, number>): FamilyResult => ({
  ...ormResult,
  cases: Object.entries(ratios).map(([name, value]) => ({
    kind: "database",
    delivery: "as-is",
    unit: "ns/operation",
    case: name,
    title: name,
    arms: [arm("covet", 1000), arm("sqlalchemy", 1000 / value)],
    ratios: [ratio(`orm/${name}/sqlalchemy`, value)],
  })),
});

describe("a speedup", () => {
  const asked = { name: "speedup", arm: "covet", against: "sqlalchemy", cases: ["insert", "join"] } as const;
  const result = against({ insert: 0.5, join: 0.125 });

  test("is the smallest, the largest or the geometric mean, with the bounds turned round", () => {
    const smallest = computed({ ...asked, cases: [...asked.cases], take: "smallest" }, "x", result);
    expect(smallest).toEqual({ value: near(2), low: near(2 / 1.02), high: near(2 / 0.98), reason: null });
    expect(computed({ ...asked, cases: [...asked.cases], take: "largest" }, "x", result).value).toBeCloseTo(8, 9);
    expect(computed({ ...asked, cases: [...asked.cases], take: "mean" }, "x", result).value).toBeCloseTo(4, 9);
  });

  test("is known on one side only where one pair has no rounds, and has no value where one case is lacking", () => {
    const [first, second] = result.cases;
    if (first === undefined || second === undefined) throw new Error("two cases");
    const without = { ...result, cases: [{ ...first, ratios: [] }, second] };
    expect(computed({ ...asked, cases: [...asked.cases], take: "smallest" }, "x", without)).toEqual({
      value: near(2),
      low: null,
      high: near(8 / 0.98),
      reason: "profile quick gives no rounds against sqlalchemy at insert: means of the source lane have no interval",
    });
    const bounds = (take: "largest" | "mean") => computed({ ...asked, cases: [...asked.cases], take }, "x", without);
    expect(bounds("largest")).toMatchObject({ value: near(8), low: near(8 / 1.02), high: null });
    expect(bounds("mean")).toMatchObject({ low: null, high: null });
    expect(computed({ ...asked, cases: ["delete-pk"], take: "smallest" }, "x", result)).toMatchObject({
      value: null,
      reason: "covet and sqlalchemy were not both measured at delete-pk",
    });
  });

  test("of the source's ranges is judged by the whole interval", () => {
    const all = { "select-pk": 0.04, insert: 0.4, join: 0.1, "update-pk": 0.45, "delete-pk": 0.45 };
    expect(judged("orm/sqlalchemy-2x", against(all)).state).toBe("holds");
    expect(judged("orm/sqlalchemy-25x", against(all)).state).toBe("not shown");
    expect(judged("orm/sqlalchemy-2x", against({ ...all, insert: 0.9 })).state).toBe("reversed");
  });
});

describe("statistics of one arm", () => {
  test("operations a second are one over the time, bounds turned round", () => {
    expect(computed({ name: "operations per second", arm: "covet", case: "select-pk" }, "1/s", ormResult)).toEqual({
      value: near(1e9 / 1980),
      low: near(1e9 / 2000),
      high: near(1e9 / 1960),
      reason: null,
    });
  });

  test("the source lane has a value and no interval", () => {
    expect(computed({ name: "source lane", arm: "covet", case: "select-pk", of: "p99" }, "us", ormResult)).toEqual({
      value: near(2.36),
      low: null,
      high: null,
      reason: "the source lane has no interval: it decides nothing",
    });
  });

  test("a total is a sum over the number of rows", () => {
    const asked = { name: "total time", arm: "covet", cases: ["select-pk", "insert"], over: 2 } as const;
    expect(computed({ ...asked, cases: [...asked.cases] }, "us", ormResult)).toMatchObject({
      value: near((1.98 + 25) / 2),
      low: null,
    });
  });

  test("an overhead is the time over that of the other case, less one, in percent", () => {
    const asked: Statistic = { name: "overhead", arm: "covet", pairs: [["insert", "select-pk"]] };
    expect(computed(asked, "%", ormResult)).toMatchObject({ value: near(1150), low: null });
    const [first, second] = ormResult.cases;
    if (first === undefined || second === undefined) throw new Error("two cases");
    const rounds = ratio("orm/insert/covet", 1.25, { againstCase: "select-pk" });
    const decided = { ...ormResult, cases: [first, { ...second, ratios: [rounds] }] };
    expect(computed(asked, "%", decided)).toEqual({ value: near(25), low: near(22.5), high: near(27.5), reason: null });
  });
});

describe("metrics of scenarios", () => {
  test("have the interval over processes, or a reason", () => {
    expect(judged("db/pool-efficiency", poolResult)).toMatchObject({
      state: "not shown",
      value: 96,
      low: null,
      reason: "measured in one process: an interval needs at least two",
      inSource: { value: 97.3, holds: true },
    });
    expect(judged("db/pool-reuse", poolResult)).toMatchObject({
      state: "not measured",
      reason: "covet has no reuse-rate in thousand",
    });
    expect(judged("db/pool-reuse")).toMatchObject({ reason: "the family pool was not measured" });
  });

  test("are turned into the entry's unit", () => {
    const asked: Statistic = {
      name: "metric",
      subject: "pool",
      scenario: "thousand",
      metric: "acquire-time",
      arm: "covet",
    };
    expect(computed(asked, "ms", poolResult)).toMatchObject({ value: near(0.05), low: near(0.045), high: near(0.055) });
    expect(() => computed(asked, "MB", poolResult)).toThrow(expect.objectContaining({ code: "unit-unlike" }));
  });

  test("have ratios to a peer, and to the best of them", () => {
    const asked = {
      name: "metric ratio",
      subject: "pool",
      scenario: "thousand",
      metric: "acquire-time",
      arm: "covet",
    } as const;
    expect(computed({ ...asked, against: "pg-pool" }, "x", poolResult)).toEqual({
      value: 0.8,
      low: 0.7,
      high: 0.9,
      reason: null,
    });
    const [scenario] = poolResult.scenarios;
    const [acquire] = scenario?.metrics ?? [];
    if (scenario === undefined || acquire === undefined) throw new Error("a metric");
    const more = { ...acquire, arms: [...acquire.arms, metricOf("asyncpg", 40, 4)] };
    const wider = { ...poolResult, scenarios: [{ ...scenario, metrics: [more] }] };
    expect(computed({ ...asked, against: "the best peer" }, "x", wider)).toEqual({
      value: 0.8,
      low: 0.7,
      high: null,
      reason: null,
    });
  });
});

describe("the source's own tables", () => {
  test.each([
    ["orm/sqlalchemy-2x", 489.12 / 285.34, false],
    ["orm/sqlalchemy-25x", 231.79 / 9.12, true],
    ["orm/3000-inserts", 3043, true],
    ["native/http-2-3x", 0.95 / 0.65, false],
    ["native/max-3-18x", 1.73 / 0.54, true],
    ["sql/average-latency", 1.3121183333, false],
    ["db/transaction-overhead", 19.782, true],
    ["async/5-6x", 234.56 / 45.67, true],
    ["memory/per-model", 12_700, false],
    ["load/1000-rps", 987, false],
    ["cache/hit-latency", 1.23, true],
  ])("say of %s %d: %s", (id, value, holds) => {
    expect(judged(id).inSource).toEqual({ value: expect.closeTo(value, 3) as number, holds });
  });

  test("say nothing of what they do not hold", () => {
    for (const id of ["orm/django-7x", "load/10m-rps", "http/10k-websockets", "claims/score"])
      expect(judged(id).inSource, id).toBeNull();
  });
});

describe("an entry without an instrument", () => {
  test("says why, and is refused of anything but a sentence of the source", () => {
    expect(judged("http/10k-websockets")).toMatchObject({
      state: "not measured",
      reason: "no scenario opens WebSocket connections yet",
    });
    const wish = { ...entry("http/10k-websockets"), origin: "own" };
    expect(() => checkLedger({ schema: 1, claims: [wish] }, "x")).toThrow(
      expect.objectContaining({ code: "ledger-invalid" }),
    );
  });
});

test("a claim that another family measures is shown by that family's report", () => {
  const text = String(claim("db/pool-efficiency", new FamilyReport(poolResult)));
  expect(text).toContain("Read as: efficiency of covet in thousand is above 95 %");
  expect(text).toContain("97.3 %: holds by the report's own figures");
});

test("every sentence of the source names claims of the ledger, and every claim of the source is named by a sentence", () => {
  const named = new Set(source.sentences.flatMap((one) => one.claims));
  const targets = source.targets.map((one) => one.claim);
  const ids = ledger.claims.filter((one) => one.origin === "source").map((one) => one.id);
  expect([...named, ...targets].filter((id) => !ids.includes(id))).toEqual([]);
  expect(ids.filter((id) => !named.has(id) && !targets.includes(id))).toEqual([]);
});
