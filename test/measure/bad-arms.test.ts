import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { ArmProcess } from "../../kernel-lib/src/measure/arms/arm-process.ts";
import { findPlacement } from "../../kernel-lib/src/measure/arms/pinning.ts";
import { givenTo, startArm } from "../../kernel-lib/src/measure/arms/start-arm.ts";
import { describeFamily } from "../../kernel-lib/src/measure/plan/describe-family.ts";
import type { FamilyDescription } from "../../kernel-lib/src/measure/plan/family-description.ts";
import { makePlan } from "../../kernel-lib/src/measure/plan/make-plan.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import { everyArm } from "./every-arm.ts";
import { shortLimits, temporaryFolder } from "./loop-plan.ts";
import { measureOne } from "./measure-one.ts";
import { allGone } from "./processes.ts";

const linux = process.platform === "linux";
const placement = findPlacement();
const limits = { ...shortLimits, work: 10_000, memory: 400 * 2 ** 20 };
let description: FamilyDescription;

beforeAll(async () => {
  const into = mkdtempSync(join(tmpdir(), "kernel-lib-broken-"));
  description = await describeFamily(fileURLToPath(new URL("./fixtures/broken.ts", import.meta.url)), { into });
  return () => rmSync(into, { recursive: true, force: true });
});

/** Takes an arm through what a round asks of it. */
async function takeThrough(
  arm: string,
  work = limits.work,
): Promise<{ process: ArmProcess; findings: readonly string[] }> {
  const findings: string[] = [];
  const plan = makePlan({ description, profile: everyArm, seed: 1 });
  const starter = { plan, cases: description.folder, placement, limits: { ...limits, work }, services: {} };
  const at = { arm, case: "numbers" };
  const told = { ...starter, onFinding: (text: string) => findings.push(text) };
  const process = startArm(told, at, placement.cores[0] ?? null, 0);
  onTestFinished(() => process.kill());
  await process.request({ do: "prepare", ...givenTo(starter, at) });
  await process.request({ do: "check" });
  await process.request({ do: "turn", leadIn: 0, calls: 20 });
  await process.request({ do: "collect", litter: 0 });
  for (let turn = 0; turn < 5; turn++) await process.request({ do: "turn", leadIn: 10, calls: 20 });
  await process.request({ do: "collect", litter: 0 });
  await process.request({ do: "finish" });
  return { process, findings };
}

describe("an arm fails by name", () => {
  test.each([
    ["crashes-in-prepare", "arm-crashes", /its process exited with code 7; it last wrote: about to fall over/],
    ["crashes-in-check", "arm-crashes", /exited with code 7/],
    ["crashes-in-warm-up", "arm-crashes", /exited with code 7/],
    ["crashes-at-100", "arm-crashes", /exited with code 7/],
    ["exits", "arm-crashes", /exited with code 0/],
    ["killed", "arm-crashes", /was ended by SIGKILL\n {2}Remedy: .*memory runs out/],
    ["rejects", "arm-crashes", /exited with code 1; it last wrote: .*nobody waits for this/s],
    ["throws-later", "arm-crashes", /exited with code 1; it last wrote: .*out of a timer/s],
    ["garbles", "arm-breaks-protocol", /wrote what is no reply on file descriptor 3/],
    ["pours", "arm-breaks-protocol", /wrote what is no reply on file descriptor 3/],
    ["forges", "arm-breaks-protocol", /wrote what is no reply on file descriptor 3/],
    ["closes-channel", /arm-(crashes|breaks-protocol)/, /EBADF|closed file descriptor 3/],
    ["reuses-channel", /arm-(crashes|breaks-protocol)/, /exited with code|closed file descriptor 3/],
  ])("%s: %s", async (arm, code, message) => {
    await expect(takeThrough(arm)).rejects.toMatchObject({
      code: expect.stringMatching(code),
      message: expect.stringMatching(message),
      data: expect.objectContaining({ arm, case: "numbers" }),
    });
  });

  test("hangs, in a turn", async () => {
    await expect(takeThrough("hangs", 1_000)).rejects.toMatchObject({
      code: "arm-hangs",
      message: expect.stringMatching(/did not finish turn within 1 s and was ended/),
    });
  });

  test.skipIf(!linux)("leaks-without-end: it is ended before the machine's memory is", async () => {
    await expect(takeThrough("leaks-without-end")).rejects.toMatchObject({
      code: "arm-takes-memory",
      message: expect.stringMatching(/took \d+ MB of memory, may take 400 MB, and was ended/),
    });
  });
});

describe("an arm that answers right is named for what it does beside", () => {
  test("floods: ten megabytes on stdout neither stop it nor are kept", async () => {
    const { process, findings } = await takeThrough("floods");
    expect(process.printed.length).toBeLessThanOrEqual(8_001);
    expect(process.printed).toMatch(/^x+/);
    expect(findings).toEqual([]);
  });

  test.skipIf(!linux).each(["forks", "forks-away"])("%s: what it left behind is named and ended", async (arm) => {
    const { findings } = await takeThrough(arm);
    expect(findings).toEqual([
      expect.stringMatching(
        new RegExp(`^arm "${arm}" at case "numbers" left 1 process: sleep 1000 \\(pid \\d+\\) behind, ended now$`),
      ),
    ]);
    const pid = Number(/pid (\d+)/.exec(findings[0] ?? "")?.[1]);
    expect(await allGone([pid])).toBe(true);
  });

  test.skipIf(!linux)("leaks: how much it grew", async () => {
    const { findings } = await takeThrough("leaks");
    expect(findings).toEqual([
      expect.stringMatching(/^arm "leaks" at case "numbers" grew from \d+ MB to \d+ MB of memory while it was timed$/),
    ]);
  });

  test("a sound arm for nothing", async () => {
    const { process, findings } = await takeThrough("one");
    expect([process.printed, findings]).toEqual(["", []]);
  });
});

test("a whole job with broken arms: each is named, complete rounds are kept, the other claims go on", async () => {
  const folder = temporaryFolder();
  const count = join(folder, "count");
  vi.stubEnv("BROKEN_COUNT", count);
  onTestFinished(() => void vi.unstubAllEnvs());
  const names = ["one", "two", "crashes-in-round-2", "killed", "garbles", "forks", "floods"];
  const few = {
    ...description,
    arms: description.arms.filter(({ name }) => names.includes(name)),
    ratios: description.ratios.filter(({ against }) => names.includes(against)),
  };
  const plan = makePlan({ description: few, profile: everyArm, seed: 1 });
  const request = { plan, root: join(folder, "jobs"), cases: description.folder };
  const { result, warnings } = await measureOne(request, { lockFolder: join(folder, "lock"), limits });
  expect(Object.fromEntries(result.notMeasured.map(({ arm, reason }) => [arm, reason]))).toEqual({
    killed: expect.stringContaining("was ended by SIGKILL"),
    garbles: expect.stringContaining("wrote what is no reply"),
    "crashes-in-round-2": expect.stringContaining("exited with code 7"),
  });
  const verdicts = Object.fromEntries((result.cases[0]?.ratios ?? []).map((each) => [each.against, each.verdict]));
  expect(verdicts).toMatchObject({ two: "undecided", forks: "undecided", floods: "undecided", killed: "not measured" });
  const { rounds } = readJob(join(request.root, plan.hash));
  const took = rounds.map(({ contestants }) => contestants.some(({ id }) => id === "crashes-in-round-2"));
  expect(took).toEqual([true, false]);
  expect(existsSync(count) && readFileSync(count, "utf8")).toBe("xxx");
  expect(warnings.join("\n")).toMatch(/"floods" printed while it was measured/);
  if (linux) expect(warnings.join("\n")).toMatch(/arm "forks" at case "numbers" left 1 process: sleep 1000/);
});
