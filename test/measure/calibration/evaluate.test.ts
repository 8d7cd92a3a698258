import { describe, expect, test } from "vitest";
import type { BaseLine } from "../../../kernel-lib/src/measure/calibration/base-line.ts";
import {
  knownBase,
  knownId,
  knownRatios,
  samePairs,
} from "../../../kernel-lib/src/measure/calibration/calibration-plan.ts";
import { cellFile, cellOfFile } from "../../../kernel-lib/src/measure/calibration/cell.ts";
import { cellsOf, nextCell } from "../../../kernel-lib/src/measure/calibration/cells.ts";
import {
  type EvaluateRequest,
  evaluateCalibration,
} from "../../../kernel-lib/src/measure/calibration/evaluate-calibration.ts";
import type { RecordedCell } from "../../../kernel-lib/src/measure/calibration/read-cells.ts";
import { draw, mostOf } from "../../../kernel-lib/src/measure/calibration/replay.ts";
import type { SessionLine } from "../../../kernel-lib/src/measure/calibration/session-line.ts";
import { traceOf } from "../../../kernel-lib/src/measure/calibration/trace.ts";
import { profiles } from "../../../kernel-lib/src/measure/plan/profiles.ts";
import { random } from "../../../kernel-lib/src/measure/plan/random.ts";
import type { Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { normal, planAB, simulate } from "../simulated.ts";

interface Recording {
  readonly rounds: number;
  /** Standard deviation of a process's log time, and of a round's weather. */
  readonly spread: number;
  readonly weather: number;
  /** Rounds that one weather lasts. */
  readonly lasting?: number;
  /** Log by which `a` and `c` are slower than they should be: what a calibration must find out. */
  readonly wrong?: number;
  readonly placement?: RecordedCell["placement"];
}

/** A cell as if it had been recorded: turns spread by 2 % within a process. */
function recorded(
  question: RecordedCell["question"],
  { rounds, spread, weather, lasting = 1, wrong = 0, placement = "all" }: Recording,
  regime: RecordedCell["regime"] = "quiet",
): RecordedCell {
  const chance = random("recorded", question, rounds, spread, weather);
  const ids = { same: samePairs.flat(), known: [knownBase, ...knownRatios.map(knownId)], alone: [knownBase] }[question];
  const [plain] = simulate(planAB(), { seed: 1, rounds: 1, effect: 0, spread: 0 });
  const [contestant] = plain?.contestants ?? [];
  if (plain === undefined || contestant === undefined) throw new Error("the simulation is empty");
  let sky = 0;
  const all = Array.from({ length: rounds }, (_, number): Round => {
    if (number % lasting === 0) sky = weather * normal(chance);
    return {
      ...plain,
      number,
      seconds: 0.6 * ids.length,
      workSeconds: 0.55 * ids.length,
      startedAt: new Date(number * 3000).toISOString(),
      contestants: ids.map((id) => {
        const known = id.startsWith("x") ? Number(id.slice(1)) : 1;
        const slow = id === "a" || id === "c" ? wrong : 0;
        const own = known * Math.exp(sky + slow + spread * normal(chance));
        return {
          ...contestant,
          id,
          turns: Array.from({ length: 32 }, () => 1e6 * own * Math.exp(0.02 * normal(chance))),
        };
      }),
    };
  });
  return { case: "integer", regime, placement, question, rounds: all };
}

const counts = { decisions: 100, power: 40, coverage: 400, reports: 5, wrongSign: 60 };
const evaluate = (cells: readonly RecordedCell[], more: Partial<EvaluateRequest> = {}) =>
  evaluateCalibration({
    cells,
    tools: [],
    bases: [],
    sessions: [],
    profile: profiles.claim,
    margins: { integer: 0.01 },
    promised: "integer",
    seed: 1,
    counts,
    ...more,
  });

describe("what is recorded is evaluated", () => {
  const steady = recorded("same", { rounds: 140, spread: 0.003, weather: 0.1 });
  const result = evaluate([steady, recorded("known", { rounds: 20, spread: 0.003, weather: 0.1 })]);

  test("equal arms: no false verdict, all called no difference, the spread as it is, intervals that hold", () => {
    const [cell] = result.cells;
    expect(cell?.live).toMatchObject({ wrong: 0 });
    expect(cell?.live.decisions).toBeGreaterThan(10);
    expect(cell?.replayed).toMatchObject({ wrong: { count: 0, of: 100 }, noDifference: { count: 100 } });
    // Two processes of 0.3 % and 32 turns of 2 % each: sqrt(2) * hypot(0.3, 2 / sqrt(32)) %.
    expect(cell?.spread?.value).toBeCloseTo(Math.SQRT2 * Math.hypot(0.003, 0.02 / Math.sqrt(32)), 3);
    for (const { held } of cell?.coverage ?? []) expect(held.value).toBeGreaterThan(0.9);
    expect(cell?.coverage.map(({ rounds }) => rounds)).toEqual([5, 15, 27]);
    expect(result.regimes[0]).toMatchObject({ regime: "quiet", wrong: { count: 0, of: 100 } });
    expect(result.reports).toMatchObject({ count: 0, of: 5 });
    expect(result.wrongSign).toMatchObject({ count: 0, of: 60 });
    expect(result.harness?.value).toBeCloseTo(1 - 2.2 / 2.4, 6);
  });

  test("true differences are found in the time that is promised", () => {
    const found = Object.fromEntries(result.power.map(({ effect, found: share }) => [effect, share.count]));
    expect(found).toMatchObject({ 0.05: 40, 0.03: 40, 0: 40 });
    expect(found[0.02]).toBeGreaterThanOrEqual(36);
  });

  test("known ratios are found without bias", () => {
    expect(result.known.map(({ known }) => known)).toEqual(knownRatios);
    for (const { bias } of result.known) expect(Math.abs(bias.value)).toBeLessThan(0.005);
  });

  test("the same files and seed give the same bytes", () => {
    const again = evaluate([steady, recorded("known", { rounds: 20, spread: 0.003, weather: 0.1 })]);
    expect(JSON.stringify(again)).toBe(JSON.stringify(result));
  });

  test("too little recorded: nothing is replayed, and it is not called right", () => {
    const few = evaluate([recorded("same", { rounds: 40, spread: 0.003, weather: 0.1 })]);
    expect(few.cells[0]?.replayed).toBeNull();
    expect(few.regimes[0]?.wrong).toBeNull();
    expect(few).toMatchObject({ reports: null, wrongSign: null, power: [] });
  });

  test("arms that are not equal are found out: a calibration can fail", () => {
    const crooked = evaluate([recorded("same", { rounds: 140, spread: 0.003, weather: 0.1, wrong: 0.05 })]);
    const { live, mean } = crooked.cells[0] ?? {};
    expect(live?.wrong).toBe(0);
    // Both pairs are off alike, so each is the other's floor; the mean says it.
    expect(mean?.low).toBeGreaterThan(0.04);
  });
});

test("two commits: what is late, undecided or not measured was not found; a verdict on equal ones is false", () => {
  const line = (effect: 0 | 0.03, verdict: BaseLine["verdict"], seconds = 60): BaseLine => {
    return { schema: 1, effect, verdict, ratio: 1, rounds: 15, seconds, at: "2026-01-01T00:00:00.000Z" };
  };
  const bases = [
    ...["faster", "slower", "no difference", "undecided"].map((verdict) => line(0, verdict as BaseLine["verdict"])),
    line(0.03, "slower"),
    line(0.03, "slower", 181),
    ...["faster", "no difference", "undecided", "not measured"].map((each) => line(0.03, each as BaseLine["verdict"])),
  ];
  expect(evaluate([], { bases }).base).toMatchObject({
    wrong: { count: 2, of: 4 },
    noDifference: { count: 1, of: 4 },
    found: { count: 1, of: 6 },
    missed: { count: 2, of: 6 },
    within: 180,
  });
  expect(evaluate([]).base).toMatchObject({ wrong: null, found: null });
});

test("net is what tells waits in every round", () => {
  const wall = recorded("same", { rounds: 3, spread: 0.003, weather: 0.1 });
  const told = (round: Round): Round => {
    return { ...round, contestants: round.contestants.map((each) => ({ ...each, waits: each.turns.map(() => 0) })) };
  };
  const net = { ...wall, rounds: wall.rounds.map(told) };
  expect([evaluate([net]).net, evaluate([wall, net]).net]).toEqual([true, false]);
});

test("the machines are those that recorded rounds, each once", () => {
  const session = (cpu: string, rounds: number): SessionLine => {
    const [from, to] = ["2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00.000Z"];
    return { schema: 1, plan: "p", seed: 1, node: "v26.10.0", cpu, from, to, rounds };
  };
  const sessions = [session("A x 2", 3), session("B x 4", 2), session("A x 2", 1), session("C x 8", 0)];
  expect(evaluate([], { sessions }).machines).toEqual(["A x 2", "B x 4"]);
});

describe("the old errors, put back, make the goals fail", () => {
  const windy = recorded("same", { rounds: 200, spread: 0.003, weather: 0.15, lasting: 12 }, "one-core");
  const loose = recorded("same", { rounds: 60, spread: 0.04, weather: 0.1, placement: "scheduler" });
  const bound = recorded("same", { rounds: 60, spread: 0.003, weather: 0.1 });
  // A weather lasts as long as for the others: four processes alone take the time of one round.
  const alone = recorded("alone", { rounds: 800, spread: 0.003, weather: 0.15, lasting: 48 }, "one-core");
  const errors = evaluate([windy, loose, bound, alone]).oldErrors;
  const of = (id: string, unit: string, regime = "one-core") =>
    errors.find((error) => error.id === id && error.unit === unit && error.regime === regime);

  test("one arm after the other: intervals miss the truth, and are over 3x as wide", () => {
    expect(of("sequential order", "%")?.old.value).toBeGreaterThan(20);
    expect(of("sequential order", "%")?.ours.value).toBeLessThan(20);
    expect(of("sequential order", "x")?.old.low).toBeGreaterThan(3);
  });

  test("turns of one process taken for repeats: more than 5 % miss", () => {
    const error = of("repeats in one process", "%");
    expect(error?.old.low).toBeGreaterThan(7);
  });

  test("a fixed order: equal arms come out different", () => {
    expect(of("fixed order", "%")?.old.low).toBeGreaterThan(5);
    expect(of("fixed order", "%")?.ours.value).toBe(0);
  });

  test("placement by the scheduler: the spread is too large", () => {
    const error = of("placement by the scheduler", "%", "quiet");
    expect(error?.old.low).toBeGreaterThan(error?.ours.high ?? 0);
    expect(error?.old.low).toBeGreaterThan(0.5);
  });
});

describe("drawing", () => {
  const trace = traceOf(recorded("same", { rounds: 100, spread: 0.01, weather: 0, wrong: 0.5 }).rounds).all;

  test("at most a tenth, centred whatever the recording's own mean, shifted by the effect", () => {
    expect(mostOf(trace)).toBe(20);
    expect(() => draw(trace, 21, random(1))).toThrow(RangeError);
    const chance = random("draws");
    const all = Array.from({ length: 500 }, () => draw(trace, 20, chance, 0.1).means).flat();
    const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
    expect(Math.abs(mean - 0.1)).toBeLessThan(0.03);
  });
});

test("cells: each has a file of its own, and the one furthest behind comes next", () => {
  const cells = cellsOf(["integer", "json"]);
  expect(new Set(cells.map(cellFile)).size).toBe(cells.length);
  for (const { wish: _, ...cell } of cells) expect(cellOfFile(cellFile(cell))).toEqual(cell);
  expect(cellOfFile("sessions.jsonl")).toBeNull();
  const done = new Map(cells.map((cell) => [cell, 0]));
  for (let step = 0; step < 2_000; step++) {
    const next = nextCell(cells, (cell) => done.get(cell) ?? 0);
    done.set(next, (done.get(next) ?? 0) + 1);
  }
  const shares = cells.map((cell) => (done.get(cell) ?? 0) / cell.wish);
  expect(Math.max(...shares) - Math.min(...shares)).toBeLessThan(0.1);
  expect(() => nextCell([], () => 0)).toThrow(RangeError);
});
