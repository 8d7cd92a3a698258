import { describe, expect, test } from "vitest";
import type { FamilyResult } from "../../../kernel-lib/src/measure/verdict/family-result.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { checkLedger, type Statistic } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import { describeStatistic } from "../../../kernel-lib/src/report/ledger/describe-statistic.ts";
import { evaluateClaim } from "../../../kernel-lib/src/report/ledger/evaluate-claims.ts";
import { peersAmong } from "../../../kernel-lib/src/report/ledger/peers.ts";
import { arm, changed, ratio } from "../fixtures/family-result.ts";
import { metricOf } from "../fixtures/other-results.ts";

const exact = (name: string, is: boolean) => arm(name, 100, { features: { evictsExactlyTheLeastRecentlyUsed: is } });
const own = (against: string, value: number, name = "covet") =>
  ratio(`cache/mixed/${against}`, value, { arm: name, against, armCase: "mixed", againstCase: "mixed" });

/** Two caches of our own, two exact peers, and one that is not exact; all with rounds against `covet`, some against the other one. */
const result: FamilyResult = changed({
  family: "cache",
  title: "Cache",
  cases: [
    {
      kind: "cpu",
      delivery: "as-is",
      unit: "ns/request",
      case: "mixed",
      title: "Mixed",
      arms: [
        exact("covet", true),
        exact("covet-s3-fifo", false),
        exact("one", true),
        exact("two", true),
        exact("loose", false),
      ],
      ratios: [
        own("one", 0.8),
        own("two", 0.7),
        own("loose", 0.95),
        own("one", 0.6, "covet-s3-fifo"),
        own("two", 0.5, "covet-s3-fifo"),
        own("loose", 0.7, "covet-s3-fifo"),
      ],
    },
  ],
  scenarios: [
    {
      scenario: "held",
      title: "What is held",
      load: null,
      metrics: [
        {
          name: "bytes",
          title: "Bytes",
          unit: "B",
          better: "lower",
          definition: "Made up.",
          arms: [metricOf("covet", 50, 1), metricOf("covet-s3-fifo", 20, 1), metricOf("one", 60, 1)],
          ratios: [
            {
              claim: "cache/held/bytes/covet-s3-fifo",
              arm: "covet",
              against: "covet-s3-fifo",
              ratio: 2.5,
              interval95: { low: 2.4, high: 2.6 },
              runs: 3,
            },
            {
              claim: "cache/held/bytes/one",
              arm: "covet",
              against: "one",
              ratio: 0.83,
              interval95: { low: 0.8, high: 0.9 },
              runs: 3,
            },
          ],
        },
      ],
    },
  ],
});

const checked = (statistic: Statistic) => {
  const entry = { id: "cache/x", origin: "goal", family: "cache", text: "x", comparison: "at most", target: 0.85 };
  const [claim] = checkLedger({ schema: 1, claims: [{ ...entry, unit: "x", statistic }] }, "x").claims;
  if (claim === undefined) throw new Error("no entry");
  return claim;
};
const computed = (statistic: Statistic) =>
  evaluateClaim(checked(statistic), { results: [result], measurements: [], source: readSourceReport(), run: null });
const asked = { name: "ratio", arm: "covet", case: "mixed", against: "the fastest peer" } as const;

test("our own arms are no peers of each other, but peers of another's", () => {
  expect(peersAmong(["covet", "covet-s3-fifo", "one", "covetous"], "covet")).toEqual(["one", "covetous"]);
  expect(peersAmong(["covet", "covet-s3-fifo", "one"], "covet-s3-fifo")).toEqual(["one"]);
  expect(peersAmong(["covet", "covet-s3-fifo", "one"], "one")).toEqual(["covet", "covet-s3-fifo"]);
});

describe("the fastest peer", () => {
  test("is never an arm of our own: a ratio to it is not missed where it has no rounds", () => {
    expect(computed(asked)).toMatchObject({ value: 0.95, state: "missed", reason: null });
    expect(computed({ ...asked, arm: "covet-s3-fifo" })).toMatchObject({ value: 0.7, state: "met", reason: null });
  });

  test("is one of those that have the feature, where one is named", () => {
    const statistic = { ...asked, peersWith: "evictsExactlyTheLeastRecentlyUsed" };
    expect(computed(statistic)).toMatchObject({ value: 0.8, high: 0.8 * 1.02, state: "met", reason: null });
    expect(describeStatistic(statistic)).toBe(
      "the time of covet at mixed over that of the fastest peer that evicts exactly the least recently used",
    );
    expect(computed({ ...asked, peersWith: "expiresEntries" })).toMatchObject({
      state: "not measured",
      reason: "no peer that expires entries answered mixed",
    });
  });

  test("alone takes a feature: another peer is named", () => {
    expect(() => checked({ ...asked, against: "one", peersWith: "expiresEntries" })).toThrow(
      expect.objectContaining({ code: "ledger-invalid" }),
    );
  });
});

test("the best peer of a scenario is never an arm of our own", () => {
  const statistic = { name: "metric ratio", scenario: "held", metric: "bytes", arm: "covet" } as const;
  expect(computed({ ...statistic, against: "the best peer" })).toMatchObject({ value: 0.83, high: 0.9 });
  expect(computed({ ...statistic, against: "covet-s3-fifo" })).toMatchObject({ value: 2.5 });
});
