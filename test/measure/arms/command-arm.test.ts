import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import type { ArmProcess } from "../../../kernel-lib/src/measure/arms/arm-process.ts";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { runRound } from "../../../kernel-lib/src/measure/arms/run-round.ts";
import { givenTo, startArm } from "../../../kernel-lib/src/measure/arms/start-arm.ts";
import { describeFamily } from "../../../kernel-lib/src/measure/plan/describe-family.ts";
import { makePlan } from "../../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../../kernel-lib/src/measure/plan/plan.ts";
import { familyResultSchema } from "../../../kernel-lib/src/report/data/family-result-schema.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { featuresTable } from "../../../kernel-lib/src/report/tables/features-table.ts";
import { everyArm } from "../every-arm.ts";
import { shortLimits, temporaryFolder } from "../loop-plan.ts";
import { measureOne } from "../measure-one.ts";
import { allGone, cpuTicks, groupOf } from "../processes.ts";

const familyFile = fileURLToPath(new URL("../fixtures/commands.ts", import.meta.url));
const placement = findPlacement();
let cases = "";
let plan: Plan;

beforeAll(async () => {
  cases = mkdtempSync(join(tmpdir(), "kernel-lib-commands-"));
  const description = await describeFamily(familyFile, { into: cases });
  plan = makePlan({ description, profile: everyArm, seed: 1 });
  return () => rmSync(cases, { recursive: true, force: true });
});

const starter = () => ({ plan, cases, placement, limits: shortLimits, services: {} });

async function prepared(arm: string, at: string): Promise<ArmProcess> {
  const process = startArm(starter(), { arm, case: at }, placement.cores[0] ?? null, 100);
  onTestFinished(() => process.kill());
  await process.request({ do: "prepare", ...givenTo(starter(), { arm, case: at }) });
  return process;
}

async function wholeWay(arm: string, at: string): Promise<ArmProcess> {
  const process = await prepared(arm, at);
  await process.request({ do: "check" });
  await process.request({ do: "warm-up", turn: 1, atLeast: 2, atMost: 10 });
  await process.request({ do: "collect", litter: 1_000 });
  const turn = await process.request({ do: "turn", leadIn: 3, calls: 11 });
  expect(turn.counted).toBeGreaterThan(0);
  expect(turn.leadIn).toBeGreaterThan(0);
  const source = await process.request({ do: "source", warmUp: 2, iterations: 5, cap: 1000 });
  expect(source.times).toHaveLength(5);
  expect(Math.min(...source.times)).toBeGreaterThan(0);
  const used = await process.request({ do: "finish" });
  expect(used.cpu).toBeGreaterThan(0);
  return process;
}

describe("sound programs go the whole way, their answers checked at each step", () => {
  test.each([
    ["cat", "words"],
    ["text", "words"],
    ["python", "words"],
    ["node", "words"],
    ["prefixed", "set-up"],
    ["sort", "lines"],
    ["wc", "bytes"],
  ])("%s at %s", async (arm, at) => {
    const process = await wholeWay(arm, at);
    expect(process.printed).toBe("");
  });

  test("one that is still writing while it is written to: neither waits for the other", async () => {
    const process = await prepared("cat", "long");
    await process.request({ do: "check" });
    // 15 MB in one piece, through pipes of 64 kB.
    await process.request({ do: "turn", leadIn: 0, calls: 50 });
  });

  test("one that does not read its input", async () => {
    const process = await prepared("unread", "x");
    await process.request({ do: "check" });
    await process.request({ do: "turn", leadIn: 0, calls: 2 });
  });

  test.skipIf(process.platform !== "linux")(
    "it goes where its driver goes, counts as the arm, and ends with it",
    async () => {
      const driver = await prepared("node", "words");
      const group = groupOf(driver.pid ?? 0);
      expect(group).toHaveLength(2);
      const core = placement.cores.at(-1) ?? null;
      await placement.move(driver.pid ?? 0, core);
      await driver.request({ do: "warm-up", turn: 1, atLeast: 2, atMost: 10 });
      const cores = group.map(
        (pid) => /^Cpus_allowed_list:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1],
      );
      if (core !== null) expect(cores).toEqual([String(core), String(core)]);
      // Ticks of 10 ms, of both: rounded down for each.
      const before = 10 * group.reduce((sum, pid) => sum + cpuTicks(pid), 0);
      const used = await driver.request({ do: "finish" });
      expect(used.cpu).toBeGreaterThanOrEqual(before);
      expect(await allGone(group)).toBe(true);
    },
  );

  test("their versions and what they are is in the plan; another program is another plan", () => {
    expect(plan.arms.find(({ name }) => name === "cat")).toMatchObject({
      language: "command",
      functions: ["prepare"],
      version: expect.stringMatching(/^\S.*\d/),
      run: { command: ["cat"], each: "line", input: "json", output: "json" },
    });
    expect(plan.inputs).toMatchObject({
      "program cat": expect.stringMatching(/^[0-9a-f]{64}$/),
      "argument echo.py": expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(plan.arms.find(({ name }) => name === "missing")).not.toHaveProperty("version");
  });
});

describe("broken programs fail by name", () => {
  const failure = async (arm: string, at: string) => {
    const process = await prepared(arm, at);
    await process.request({ do: "check" });
    for (let turn = 0; turn < 3; turn++) await process.request({ do: "turn", leadIn: 0, calls: 10 });
  };

  test.each([
    ["missing", "words", "arm-cannot-start", /the program "no-such-program-here" is not found\n {2}Remedy: install it/],
    ["missing-once", "words", "arm-cannot-start", /the program "no-such-program-here" is not found/],
    ["garbage", "words", "arm-fails", /failed in check: CommandFailed: its program wrote "garbage", which is not JSON/],
    ["few", "words", "arm-hangs", /did not finish check within 1.5 s and was ended\n {2}Remedy: .* flush/],
    ["many", "words", "arm-fails", /its program wrote .*, which no input asked for/],
    ["exits", "words", "arm-fails", /its program exited with code 3 after 0 of 1 answers; it last wrote: out of ideas/],
    ["killed", "words", "arm-fails", /its program was ended by SIGKILL after 0 of 1 answers/],
    ["wrong", "words", "arm-answers-wrong", /answers "wrong" for|run returns|does not do the work/],
    ["fails", "lines", "arm-fails", /its program exited with code 4; it last wrote: no luck/],
    ["floods", "lines", "arm-fails", /its program wrote more than \d+ bytes for one input/],
    ["text", "lines", "arm-cannot-hold", /its program is given a line of text, and "b\\na\\n" is more/],
    ["sort", "set-up", "arm-cannot-hold", /its program is started for each call, and the case has a setup/],
    ["cat", "bytes", "arm-answers-wrong", /arm "cat" at case "bytes" answers "hello" for "hello", expected 5/],
  ])("%s at %s: %s", async (arm, at, code, message) => {
    await expect(failure(arm, at)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("what it writes on stderr is kept apart, and told", async () => {
    const process = await wholeWay("complains", "words");
    expect(process.printed).toContain("I would rather not");
  });
});

test("a round: the program follows its driver to the measured core", async () => {
  const group = {
    name: "words",
    contestants: ["here", "cat"].map((arm) => ({ id: arm, arm, case: "words", work: 1 })),
  };
  const round = await runRound({ starter: starter(), group, number: 1, turn: 1, now: () => new Date(0) });
  expect(round.contestants.map(({ id }) => id)).toEqual(["cat", "here"]);
  for (const { turns } of round.contestants) expect(turns).toHaveLength(everyArm.turnsPerRound);
});

test("a whole job: programs beside an arm in TypeScript, one of which gives up", async () => {
  const folder = temporaryFolder();
  const names = ["here", "cat", "node", "exits"];
  const description = await describeFamily(familyFile, { into: join(folder, "described") });
  const few = { ...description, arms: description.arms.filter(({ name }) => names.includes(name)) };
  const small = makePlan({ description: few, profile: everyArm, seed: 1, cases: ["words"] });
  const request = { plan: small, root: join(folder, "jobs"), cases: description.folder };
  const { result } = await measureOne(request, { lockFolder: join(folder, "lock"), limits: shortLimits });
  expect(result.notMeasured).toEqual([
    { arm: "exits", case: "words", reason: expect.stringContaining("its program exited with code 3") },
  ]);
  const read = familyResultSchema.parse(JSON.parse(JSON.stringify(result)));
  expect(read.cases[0]?.arms.map(({ name, language }) => `${name}: ${language}`)).toEqual([
    "here: typescript",
    "cat: command",
    "node: command",
  ]);
  expect(read.cases[0]?.ratios.map(({ against, verdict, rounds }) => [against, verdict, rounds])).toEqual([
    ["cat", "undecided", 2],
    ["node", "undecided", 2],
    ["exits", "not measured", 0],
  ]);
  const table = featuresTable(new FamilyReport(result), {});
  const cells = table.rows.map(([, language, version]) => `${language} ${version}`);
  expect(cells[0]).toBe("TypeScript null");
  expect(cells[1]).toMatch(/^a program \S.*\d/);
});
