import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seconds } from "../../../kernel-lib/src/base/units.ts";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { type NoiseRegime, noiseRegimes, startNoise } from "../../../kernel-lib/src/measure/calibration/noise.ts";
import { readNoiseLog } from "../../../kernel-lib/src/measure/calibration/noise-log.ts";
import { noiseWindows } from "../../../kernel-lib/src/measure/calibration/noise-windows.ts";
import { temporaryFolder } from "../loop-plan.ts";
import { allGone, cpuTicks } from "../processes.ts";

const windowsOf = (regime: NoiseRegime, seed: number, cores: readonly number[], core: number, count: number) =>
  noiseWindows({ regime, seed, cores, turn: 5 }, core).take(count).toArray();

const toggling: readonly NoiseRegime[] = ["one-core", "both-cores", "memory"];
const pattern = fc.record({
  regime: fc.constantFrom(...toggling),
  seed: fc.nat(),
  cores: fc.integer({ min: 1, max: 4 }),
});

describe("when hogs are on", () => {
  test("windows come in order, last 0.2 to 3 s, and follow from the seed", () => {
    fc.assert(
      fc.property(pattern, ({ regime, seed, cores: count }) => {
        const cores = Array.from({ length: count }, (_, core) => core);
        for (const core of cores) {
          const windows = windowsOf(regime, seed, cores, core, 20);
          expect(windows).toEqual(windowsOf(regime, seed, cores, core, 20));
          for (const [place, { on, off }] of windows.entries()) {
            expect(off - on).toBeGreaterThanOrEqual(200);
            expect(off - on).toBeLessThanOrEqual(3_000);
            expect(on - (windows[place - 1]?.off ?? 0)).toBeGreaterThanOrEqual(200);
          }
        }
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test("one-core: never two at once, and each core in its turn", () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const each = [0, 1].map((core) => windowsOf("one-core", seed, [0, 1], core, 60));
        const until = Math.min(...each.map((windows) => windows.at(-1)?.off ?? 0));
        const all = each
          .flatMap((windows, core) => windows.map((window) => ({ ...window, core })))
          .filter(({ off }) => off <= until)
          .sort((a, b) => a.on - b.on);
        for (const [place, { on }] of all.entries()) expect(on).toBeGreaterThan(all[place - 1]?.off ?? 0);
        // Chosen by a fair coin some 90 times: fewer than 20 for one of them has a chance below 1e-7.
        for (const core of [0, 1]) expect(all.filter((window) => window.core === core).length).toBeGreaterThan(20);
      }),
      { numRuns: 50, seed: 1 },
    );
  });

  test("both-cores and memory: each core by itself", () => {
    for (const regime of ["both-cores", "memory"] as const)
      expect(windowsOf(regime, 1, [0, 1], 0, 5)).not.toEqual(windowsOf(regime, 1, [0, 1], 1, 5));
  });

  test("in-step: on for a turn, off for a turn; quiet: never", () => {
    expect(windowsOf("in-step", 7, [0], 0, 3)).toEqual([
      { on: 0, off: 5 },
      { on: 10, off: 15 },
      { on: 20, off: 25 },
    ]);
    expect(windowsOf("quiet", 7, [0], 0, 3)).toEqual([]);
  });
});

const placement = findPlacement();
const canBind = placement.cores.length > 0;
const logFile = () => join(temporaryFolder(), "noise.jsonl");

/** Waits until `holds`; false after ten seconds. */
async function becomes(holds: () => boolean): Promise<boolean> {
  for (let attempt = 0; attempt < 500; attempt++) {
    if (holds()) return true;
    await setTimeout(20);
  }
  return false;
}

test("cores can be bound where all of this is tested for real", () => {
  if (process.env.CI === "true") expect(canBind).toBe(true);
});

describe.runIf(canBind)("hogs", () => {
  test.each(noiseRegimes.filter((regime) => regime !== "quiet"))(
    "%s: burn CPU, write when, and are gone after stop",
    async (regime) => {
      const cores = placement.cores.slice(0, 1);
      // A seed whose first window comes soon.
      const seed = fc.sample(fc.nat(), { numRuns: 200, seed: 1 }).find((each) => {
        const [first] = windowsOf(regime, each, cores, cores[0] ?? 0, 1);
        return first !== undefined && first.off < 700;
      });
      const log = logFile();
      const noise = await startNoise(regime, { seed: seed ?? 0, placement, cores, log, life: seconds(30) });
      try {
        expect(noise.pids).toHaveLength(1);
        const [pid = 0] = noise.pids;
        const before = cpuTicks(pid);
        expect(await becomes(() => readNoiseLog(log).items.length > 0)).toBe(true);
        expect(cpuTicks(pid)).toBeGreaterThan(before);
        noise.check();
      } finally {
        await noise.stop();
      }
      expect(await allGone(noise.pids)).toBe(true);
      const [entry] = readNoiseLog(log).items;
      expect(entry).toMatchObject({ schema: 1, regime, core: cores[0] });
      const { on, off, times, cpu } = entry ?? { on: 0, off: 0, times: 0, cpu: 0 };
      expect(off).toBeGreaterThan(on);
      expect(cpu).toBeGreaterThan(0);
      expect(cpu).toBeLessThanOrEqual((off - on) * 1.05 + 20);
      if (regime === "in-step") expect(times).toBeGreaterThan(10);
      else expect(times).toBe(1);
    },
  );

  test("one process a core, bound to it", async () => {
    const noise = await startNoise("both-cores", { seed: 1, placement, log: logFile(), life: seconds(30) });
    try {
      const bound = noise.pids.map(
        (pid) => /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
      );
      expect(bound).toEqual(placement.cores.map(String));
    } finally {
      await noise.stop();
    }
    expect(await allGone(noise.pids)).toBe(true);
  });

  test("die with their parent", async () => {
    const script = fileURLToPath(new URL("../fixtures/noise.mjs", import.meta.url));
    const parent = spawn(process.execPath, [script, logFile()], { stdio: ["ignore", "pipe", "inherit"] });
    const pids = await new Promise<number[]>((resolve) =>
      parent.stdout.once("data", (text: Buffer) => resolve(JSON.parse(text.toString()))),
    );
    expect(pids.length).toBeGreaterThan(0);
    parent.kill("SIGKILL");
    expect(await allGone(pids)).toBe(true);
  });

  test("end by themselves after their life, and that is told", async () => {
    const noise = await startNoise("in-step", { seed: 1, placement, log: logFile(), life: seconds(0.1) });
    expect(await allGone(noise.pids)).toBe(true);
    await expect(noise.stop()).rejects.toMatchObject({ code: "noise-ended" });
    expect(() => noise.check()).toThrow("before it was stopped");
  });
});

test("quiet starts nothing", async () => {
  const noise = await startNoise("quiet", { seed: 1, placement, log: logFile() });
  expect(noise.pids).toEqual([]);
  noise.check();
  await noise.stop();
});

test("without cores to be bound to there is no noise", async () => {
  const unbound = { ...placement, cores: [] };
  await expect(startNoise("memory", { seed: 1, placement: unbound, log: logFile() })).rejects.toMatchObject({
    code: "noise-unbound",
  });
});

test("a hog that does not start is named", async () => {
  const broken = { ...placement, wrap: () => ["/no/such/program"] as const };
  await expect(startNoise("memory", { seed: 1, placement: broken, cores: [0], log: logFile() })).rejects.toMatchObject({
    code: "noise-not-started",
  });
});
