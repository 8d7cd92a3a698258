import { describe, expect, test } from "vitest";
import type { CalibrationResult, SameCell } from "../../../kernel-lib/src/measure/calibration/calibration-result.ts";
import { share } from "../../../kernel-lib/src/measure/calibration/share.ts";
import { calibrationMeasurements } from "../../../kernel-lib/src/report/calibration/calibration-measurements.ts";
import { CalibrationReport } from "../../../kernel-lib/src/report/calibration/calibration-report.ts";
import { checkCalibration } from "../../../kernel-lib/src/report/calibration/calibration-schema.ts";
import { figure } from "../../../kernel-lib/src/report/figures/figure-makers.ts";
import { readLedger } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";

const exact = (count: number, of: number) => {
  const found = share(count, of);
  if (found === null) throw new Error("a share of nothing");
  return found;
};

const cell = (parts: Partial<SameCell> = {}): SameCell => ({
  case: "integer",
  regime: "quiet",
  placement: "all",
  margin: 0.01,
  rounds: 160,
  ratios: 320,
  secondsEach: 0.6,
  spread: { value: 0.004, low: 0.0038, high: 0.0042 },
  plainSpread: { value: 0.011, low: 0.009, high: 0.013 },
  mean: { value: 0.0001, low: -0.0003, high: 0.0005 },
  live: { decisions: 20, wrong: 0, noDifference: 20 },
  replayed: { wrong: exact(0, 1000), noDifference: exact(990, 1000), undecided: exact(10, 1000) },
  coverage: [{ rounds: 15, held: exact(1900, 2000) }],
  ...parts,
});

const result: CalibrationResult = {
  schema: 1,
  seed: 1,
  claims: 60,
  promised: "integer",
  sampled: { from: "2026-01-01T00:00:00.000Z", to: "2026-01-02T00:00:00.000Z" },
  machines: ["One CPU x 2", "Another CPU x 4"],
  net: true,
  cells: [cell(), cell({ placement: "scheduler", spread: { value: 0.02, low: 0.018, high: 0.022 } })],
  known: [1, 1.1, 2, 10].map((known) => ({
    case: "integer",
    known,
    rounds: 40,
    ratio: { value: known * 1.001, low: known * 0.999, high: known * 1.003 },
    bias: { value: 0.001, low: -0.001, high: 0.003 },
  })),
  regimes: [
    { regime: "quiet", wrong: exact(1, 1000), live: { decisions: 60, wrong: 0 } },
    { regime: "one-core", wrong: exact(0, 900), live: { decisions: 45, wrong: 0 } },
  ],
  reports: exact(2, 200),
  wrongSign: exact(0, 1000),
  power: ["quiet", "one-core", "in-step"].map((regime, place) => ({
    case: "integer",
    regime: regime as SameCell["regime"],
    effect: 0.05,
    seconds: 30,
    affordable: 25,
    rounds: 25,
    found: exact(400 - place, 400),
  })),
  oldErrors: [
    {
      id: "sequential order",
      regime: "one-core",
      case: "integer",
      goal: "width of the interval in equal time",
      unit: "x",
      old: { value: 9, low: 7, high: 11 },
      ours: { value: 1, low: 1, high: 1 },
    },
  ],
  tools: [
    {
      tool: "tinybench, Welch's t",
      case: "integer",
      regime: "quiet",
      effect: 0,
      different: exact(3, 30),
      ratios: { low: 0.9, high: 1.2 },
      seconds: 3,
    },
  ],
  base: { wrong: exact(0, 20), noDifference: exact(18, 20), found: exact(19, 20), missed: exact(0, 20), within: 180 },
  harness: { value: 0.08, low: 0.07, high: 0.09 },
};
const report = new CalibrationReport(result, "on this machine");

test("an evaluation is checked at the door: whole it is taken as it is, with a fault the file and the field are named", () => {
  expect(checkCalibration(JSON.parse(JSON.stringify(result)), "evaluation.json")).toEqual(result);
  expect(() => checkCalibration({ ...result, claims: "60" }, "evaluation.json")).toThrow(
    expect.objectContaining({
      code: "calibration-broken",
      message: expect.stringMatching(/evaluation\.json.*claims/s),
    }),
  );
});

describe("tables", () => {
  test("rounds of the wall clock are said to be such", () => {
    const ofWall = new CalibrationReport({ ...result, net: false }, "on this machine");
    expect(ofWall.origin()).toContain("by the wall clock");
    expect(report.origin()).not.toContain("wall clock");
  });

  test("false verdicts say on how many decisions they rest", () => {
    const rows = report.falseVerdicts().objects();
    expect(rows[0]).toMatchObject({
      Noise: "quiet",
      "False, replayed": 0.1,
      "Decisions replayed": 1000,
      "Decisions live": 60,
    });
    expect(rows.at(-1)).toMatchObject({ Noise: "all live together", "False, live": 0, "Decisions live": 105 });
    expect(report.falseVerdicts().notes.join(" ")).toContain("2 of 200");
  });

  test("every table has rows, a caption with the origin, and what is shown of a share is exact", () => {
    for (const table of [
      report.cells(),
      report.placements(),
      report.power(),
      report.known(),
      report.coverage(),
      report.oldErrors(),
      report.tools(),
      report.twoCommits(),
    ]) {
      expect(table.rows.length).toBeGreaterThan(0);
      expect(table.caption).toContain(
        "Recorded 2026-01-01 to 2026-01-02 on this machine (One CPU x 2; Another CPU x 4); error spent over 60 claims; seed 1",
      );
    }
    expect(report.tools().texts()[0]).toContain("10 % (2.1–27)");
    expect(report.cells().texts()[0]).toContain("0.010 (-0.030 to 0.050)");
    expect(report.cells().texts()[0]).toContain("1.1 (0.9–1.3)");
    expect(report.placements().texts()[0]).toEqual(["integer", "0.40 (0.38–0.42)", "–", "2.0 (1.8–2.2)"]);
  });
});

test.each(["spread", "bias", "power", "tools"] as const)("figure.%s draws every estimate, with its data", (kind) => {
  const drawn = figure[kind](report, { title: "A title", alt: "What it shows" });
  const { data } = drawn.plotly as { data: readonly { x: readonly number[]; y: readonly number[] }[] };
  const points = { spread: 2, bias: 4, power: 3, tools: 1 }[kind];
  expect(data.flatMap(({ x }) => x)).toHaveLength(points);
  for (const value of data.flatMap(({ x, y }) => [...x, ...y])) expect(Number.isFinite(value)).toBe(true);
  expect(drawn.table.rows.length).toBeGreaterThan(0);
});

describe("measurements for the goals", () => {
  const measured = new Map(calibrationMeasurements(result).map((one) => [one.id, one]));

  test("each belongs to a goal of the ledger", () => {
    const goals = new Map(readLedger().claims.map((entry) => [entry.id, entry]));
    for (const { id, unit } of measured.values())
      expect(goals.get(id)).toMatchObject({ origin: "goal", family: "measure", unit });
  });

  test("shares in percent with their exact intervals; the worse hog counts; a bias is a size", () => {
    expect(measured.get("measure/false-quiet")).toMatchObject({ value: 0.1, unit: "%" });
    expect(measured.get("measure/power-5-hog")?.value).toBeCloseTo(99.5, 6);
    expect(measured.get("measure/bias-near")).toMatchObject({ low: 0, unit: "%" });
    expect(measured.get("measure/bias-near")?.high).toBeCloseTo(0.3, 6);
    expect(measured.get("measure/block-design")).toMatchObject({ value: 9, low: 7, high: 11, unit: "x" });
    expect(measured.get("measure/base-false")).toMatchObject({ value: 0, low: 0, unit: "%" });
    expect(measured.get("measure/base-found")?.value).toBeCloseTo(95, 6);
    expect(measured.get("measure/spread-integer")?.value).toBeCloseTo(0.4, 6);
    expect(measured.get("measure/false-live")).toEqual({
      id: "measure/false-live",
      value: 0,
      unit: "count",
      run: "calibration 2026-01-02",
    });
  });

  test("what rests on too little is not measured", () => {
    expect(measured.has("measure/false-one-core")).toBe(false);
    const few = calibrationMeasurements({
      ...result,
      base: { ...result.base, wrong: null },
      regimes: [{ regime: "quiet", wrong: exact(0, 1000), live: { decisions: 99, wrong: 0 } }],
    });
    for (const id of ["measure/false-live", "measure/base-false"]) expect(few.some((one) => one.id === id)).toBe(false);
  });
});
