import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { findPlacement, parseCores } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { cpuOfTrees } from "../../../kernel-lib/src/measure/environment/cpu-of-trees.ts";
import { watchRound } from "../../../kernel-lib/src/measure/environment/round-probe.ts";
import { cpuTicks } from "../processes.ts";

/** Works without end; ends itself, should the test not do it. */
const burn = "const end = Date.now() + 20_000; while (Date.now() < end);";
const linux = process.platform === "linux";

/** A process at work that is not our descendant: its parent has gone. */
function foreignProcess(): number {
  const line = `"$0" -e "$1" >/dev/null 2>&1 & echo $!`;
  const pid = Number(execFileSync("sh", ["-c", line, process.execPath, burn], { encoding: "utf8" }));
  onTestFinished(() => void process.kill(pid, "SIGKILL"));
  return pid;
}

/** Waits until a process has used so many milliseconds more. */
async function untilUsed(pid: number, milliseconds: number): Promise<void> {
  const until = cpuTicks(pid) + milliseconds / 10;
  while (cpuTicks(pid) < until) await setTimeout(10);
}

const idle = { cpu: 0, involuntarySwitches: null };

describe("the watch over a round", () => {
  test("tells shares of the round", async () => {
    const watch = await watchRound();
    const seen = await watch.stop({ cpu: 0, involuntarySwitches: 3 });
    expect(Math.min(...seen.spin)).toBeGreaterThan(0);
    expect(seen.involuntarySwitches).toBe(3);
    expect(Math.abs(seen.clockDrift)).toBeLessThan(1000);
    expect(seen.freeMemoryBytes).toBeGreaterThan(0);
    if (!linux) return;
    expect(seen.steal).toBeGreaterThanOrEqual(0);
    expect(seen.steal).toBeLessThanOrEqual(1);
    expect(seen.foreignCpu).toBeGreaterThanOrEqual(0);
    // The machine does not sleep under a test; time since boot is told in steps of 10 ms.
    expect(Math.abs(seen.suspended ?? 0)).toBeLessThan(50);
    expect(seen.runnable).toBeGreaterThanOrEqual(0);
  });

  test("what the round's own processes used is not foreign", async () => {
    const watch = await watchRound();
    const { foreignCpu } = await watch.stop({ cpu: 1e9, involuntarySwitches: null });
    expect(foreignCpu === null || foreignCpu === 0).toBe(true);
  });

  test.skipIf(!linux)("another's work is foreign; the same work of a declared service is not", async () => {
    const pid = foreignProcess();
    await untilUsed(pid, 10);
    const start = performance.now();
    const plain = await watchRound();
    const knowing = await watchRound({ services: () => [pid] });
    await untilUsed(pid, 500);
    const without = await plain.stop(idle);
    const withService = await knowing.stop(idle);
    // In milliseconds of work: how long the machine takes for them is its own affair.
    const wall = performance.now() - start;
    const foreign = [without, withService].map(({ foreignCpu }) => (foreignCpu ?? 0) * wall);
    const ofService = (withService.serviceCpu ?? 0) * wall;
    expect(foreign[0]).toBeGreaterThan(400);
    expect(without.quiet).toBe(false);
    expect(without.serviceCpu).toBe(0);
    expect(ofService).toBeGreaterThan(400);
    // Whatever else runs on the machine is in both.
    expect(Math.abs((foreign[0] ?? 0) - (foreign[1] ?? 0) - ofService)).toBeLessThan(150);
  });

  test.skipIf(!linux)("a service that is our child is not counted twice", async () => {
    const child = spawn(process.execPath, ["-e", burn], { stdio: "ignore" });
    onTestFinished(() => void child.kill("SIGKILL"));
    const pid = child.pid ?? 0;
    const other = foreignProcess();
    await untilUsed(pid, 10);
    const start = performance.now();
    const watch = await watchRound({ services: () => [pid] });
    await Promise.all([untilUsed(pid, 300), untilUsed(other, 300)]);
    const { foreignCpu } = await watch.stop(idle);
    expect((foreignCpu ?? 0) * (performance.now() - start)).toBeGreaterThan(200);
  });

  test.skipIf(!linux)("what gone children used stays in the sum of the tree", () => {
    const [before = 0] = cpuOfTrees([process.pid]) ?? [];
    const used = "const { user, system } = process.cpuUsage(); return (user + system) / 1000;";
    execFileSync(process.execPath, ["-e", `const used = () => { ${used} }; while (used() < 300);`]);
    const [after = 0] = cpuOfTrees([process.pid]) ?? [];
    expect(after - before).toBeGreaterThan(250);
  });

  test("processes that are not there use nothing", () => {
    expect(cpuOfTrees([2 ** 22 - 1], [])).toEqual(linux ? [0, 0] : null);
  });
});

const placement = findPlacement();

test.skipIf(placement.cores.length < 2)("the spin loop is done on the measured core, and left again", async () => {
  const mine = () =>
    parseCores(/^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${process.pid}/status`, "utf8"))?.[1] ?? "");
  const [core = 0] = placement.cores;
  const giveBack = await placement.leave(core);
  try {
    const free = mine();
    expect(await placement.visit(core, mine)).toEqual([core]);
    expect(mine()).toEqual(free);
    await expect(
      placement.visit(core, () => {
        throw new Error("went wrong there");
      }),
    ).rejects.toThrow("went wrong there");
    expect(mine()).toEqual(free);
  } finally {
    await giveBack();
  }
  expect(mine()).toEqual(placement.cores);
});
