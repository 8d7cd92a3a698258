import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { waitMeter } from "../../../kernel-lib/src/measure/arms/wait-meter.ts";
import type { ContestantSample, Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { ratioLogs } from "../../../kernel-lib/src/measure/verdict/ratio-logs.ts";
import { roundsSummary } from "../../../kernel-lib/src/measure/verdict/rounds-summary.ts";
import { timePerCall, wallPerCall } from "../../../kernel-lib/src/measure/verdict/time-per-call.ts";
import { temporaryFolder } from "../loop-plan.ts";
import { planAB, simulate } from "../simulated.ts";

const fixture = fileURLToPath(new URL("../fixtures/waits.mjs", import.meta.url));
const [core] = findPlacement().cores;

describe.skipIf(core === undefined || waitMeter() === null)("the wait meter, on one core", () => {
  const beside = (what: "process" | "thread") =>
    JSON.parse(
      execFileSync("taskset", ["-c", String(core), process.execPath, fixture, what], {
        encoding: "utf8",
        timeout: 30_000,
      }),
    ) as { readonly waited: number; readonly had: number; readonly threads: number };

  test("what another process had is waiting", () => {
    const { waited, had, threads } = beside("process");
    expect(had).toBeLessThan(0.9);
    // What this process did not have itself, others had: all of it is seen, and no more.
    expect(Math.abs(waited - (1 - had - threads))).toBeLessThan(0.15);
  });

  test("what a thread of the same process had is not: it is the arm's own", () => {
    const { waited, had, threads } = beside("thread");
    expect(threads).toBeGreaterThan(0.1);
    // Beside other tests others have the core too.
    expect(Math.abs(waited - (1 - had - threads))).toBeLessThan(0.15);
  });
});

test("no account, or one that is not kept, is no meter", () => {
  const folder = temporaryFolder();
  const unkept = join(folder, "schedstat");
  writeFileSync(unkept, "0 0 0\n");
  expect([waitMeter(unkept), waitMeter(join(folder, "missing"))]).toEqual([null, null]);
});

describe("ratios", () => {
  const [plain] = simulate(planAB(), { seed: 1, rounds: 1, effect: 0, spread: 0 });
  const [some] = plain?.contestants ?? [];
  const contestant = (id: string, turns: readonly number[], waits: readonly number[] | null): ContestantSample => {
    if (some === undefined) throw new Error("the simulation is empty");
    return { ...some, id, calls: 100, turns, waits };
  };
  const round = (...contestants: ContestantSample[]): Round => {
    if (plain === undefined) throw new Error("the simulation is empty");
    return { ...plain, contestants };
  };
  const hogged = contestant("a", [1_000, 3_000, 1_000], [0, 2_000, 0]);

  test("leave out what others had the core for, where that is known of both arms", () => {
    const { means, medians } = ratioLogs([round(hogged, contestant("b", [500, 900, 500], [0, 400, 0]))], "a", "b");
    expect(means[0]).toBeCloseTo(Math.log(2), 12);
    expect(medians[0]).toBeCloseTo(Math.log(2), 12);
  });

  test("are of the wall clock for both arms where it is not known of one", () => {
    const { means } = ratioLogs([round(hogged, contestant("b", [500, 500, 500], null))], "a", "b");
    expect(means[0]).toBeCloseTo(Math.log(5_000 / 1_500), 12);
  });

  test("the summary tells the share of what was left out, over those that know it", () => {
    const machine = { memoryBytes: 1, os: "linux" };
    const known = round(hogged, contestant("b", [1_000, 1_000, 1_000], null));
    expect(roundsSummary([known], machine).waited).toBeCloseTo(2 / 5, 12);
    expect(roundsSummary([round(contestant("a", [1_000], null))], machine).waited).toBeNull();
  });

  test("an arm's own time is without it, its wall time with it", () => {
    expect([timePerCall(hogged), wallPerCall(hogged)]).toEqual([10, 5_000 / 300]);
  });
});
