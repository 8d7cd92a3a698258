import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { count } from "../../../kernel-lib/src/base/units.ts";
import type { ArmProcess } from "../../../kernel-lib/src/measure/arms/arm-process.ts";
import { findPlacement } from "../../../kernel-lib/src/measure/arms/pinning.ts";
import { type Ahead, openRound, startAhead } from "../../../kernel-lib/src/measure/arms/round-opening.ts";
import { runRound } from "../../../kernel-lib/src/measure/arms/run-round.ts";
import { givenTo, startArm } from "../../../kernel-lib/src/measure/arms/start-arm.ts";
import { waitMeter } from "../../../kernel-lib/src/measure/arms/wait-meter.ts";
import { describeFamily } from "../../../kernel-lib/src/measure/plan/describe-family.ts";
import { makePlan } from "../../../kernel-lib/src/measure/plan/make-plan.ts";
import type { Plan } from "../../../kernel-lib/src/measure/plan/plan.ts";
import { takesPart } from "../../../kernel-lib/src/measure/plan/takes-part.ts";
import { everyArm } from "../every-arm.ts";
import { describeLoop, loopPlan, shortLimits } from "../loop-plan.ts";
import { allGone, armsOf } from "../processes.ts";

const placement = findPlacement();
const allArms = [
  "one",
  "twice",
  "promises",
  "python",
  "python-keeps",
  "helped",
  "wrong",
  "lazy",
  "crashes",
  "hangs",
  "prints",
  "refuses",
  "throws",
];
const deliveries = ["as-is", "fresh", "cut"] as const;
let cases = "";
let plan: Plan;

beforeAll(async () => {
  cases = mkdtempSync(join(tmpdir(), "kernel-lib-arms-"));
  const description = await describeLoop(cases);
  plan = loopPlan(description, { arms: allArms, cases: description.cases.map(({ name }) => name) });
  return () => rmSync(cases, { recursive: true, force: true });
});

const starter = (python = "python3") => ({ plan, cases, placement, python, limits: shortLimits, services: {} });

function start(arm: string, at = "integers", python?: string): ArmProcess {
  const process = startArm(starter(python), { arm, case: at }, placement.cores[0] ?? null, 100);
  onTestFinished(() => process.kill());
  return process;
}

async function prepared(arm: string, at = "integers"): Promise<ArmProcess> {
  const process = start(arm, at);
  await process.request({ do: "prepare", ...givenTo(starter(), { arm, case: at }) });
  return process;
}

const fullTurn = async (arm: string, at: string) => {
  const process = await prepared(arm, at);
  await process.request({ do: "check" });
  const warm = await process.request({ do: "warm-up", turn: 1, atLeast: 2, atMost: 10 });
  expect(warm.perCall).toBeGreaterThan(0);
  await process.request({ do: "collect", litter: 1_000_000 });
  const turn = await process.request({ do: "turn", leadIn: 7, calls: 150 });
  expect(turn.counted).toBeGreaterThan(0);
  expect(turn.leadIn).toBeGreaterThan(0);
  const source = await process.request({ do: "source", warmUp: 10, iterations: 20, cap: 1000 });
  expect(source.times).toHaveLength(20);
  expect(Math.min(...source.times)).toBeGreaterThan(0);
  const used = await process.request({ do: "finish" });
  expect(used.cpu).toBeGreaterThan(0);
};

describe("sound arms go the whole way, with checksums at each step", () => {
  test.each(deliveries)("TypeScript, %s", (delivery) => fullTurn("one", `split-${delivery}`));
  test("promises are awaited", () => fullTurn("promises", "integers"));
  test.each(["integers", "split-as-is", "split-fresh"])("Python, %s", (at) => fullTurn("python", at));

  test.each([
    // A million splits make some hundred megabytes of parts: more than the young generation holds.
    ["one", "split-as-is", 1_000_000],
    ["python-keeps", "integers", 100],
  ])("garbage collections are told turn by turn: %s", async (arm, at, calls) => {
    const process = await prepared(arm, at);
    await process.request({ do: "collect", litter: 0 });
    await process.request({ do: "turn", leadIn: 0, calls: 1 });
    const turn = await process.request({ do: "turn", leadIn: 0, calls });
    const { collections } = await process.request({ do: "collect", litter: 0 });
    expect(collections).toHaveLength(2);
    const [first, second] = collections;
    expect(second?.counted.count).toBeGreaterThan(first?.counted.count ?? Number.NaN);
    expect(second?.counted.milliseconds).toBeGreaterThan(0);
    expect(second?.counted.milliseconds).toBeLessThan(turn.counted / 1e6);
    expect(second?.leadIn).toEqual({ count: 0, milliseconds: 0 });
    await process.request({ do: "turn", leadIn: calls, calls: 1 });
    const { collections: third } = await process.request({ do: "collect", litter: 0 });
    expect(third[0]?.leadIn.count).toBeGreaterThan(third[0]?.counted.count ?? Number.NaN);
    expect((await process.request({ do: "finish" })).collections).toEqual([]);
  });

  test("what an arm prints is kept apart from the protocol", async () => {
    const process = await prepared("prints");
    await process.request({ do: "check" });
    await process.request({ do: "finish" });
    expect(process.printed).toContain("hello from the arm");
  });
});

describe("broken arms fail by name", () => {
  const failure = async (arm: string, at = "integers") => {
    const process = await prepared(arm, at);
    await process.request({ do: "check" });
    await process.request({ do: "turn", leadIn: 5, calls: 100 });
  };

  test.each([
    ["wrong", "arm-answers-wrong", /arm "wrong" at case "integers" answers 1 for 300, expected \d+/],
    ["lazy", "arm-answers-wrong", /arm "lazy" at case "integers" does not do the work while timed/],
    [
      "crashes",
      "arm-crashes",
      /arm "crashes" at case "integers": its process exited with code 7; .*about to fall over/,
    ],
    ["hangs", "arm-hangs", /arm "hangs" at case "integers" did not finish check within 1.5 s/],
    ["refuses", "arm-cannot-hold", /has no integers/],
    ["throws", "arm-fails", /arm "throws" at case "integers" failed in check: TypeError: no such thing/],
  ])("%s: %s", async (arm, code, message) => {
    const data = expect.objectContaining({ arm, case: "integers" });
    await expect(failure(arm)).rejects.toMatchObject({ code, message: expect.stringMatching(message), data });
  });

  test("a wrong answer carries input, expected and got as data", async () => {
    const data = { what: "answer", input: 300, expected: expect.any(Number), got: "1" };
    await expect(failure("wrong")).rejects.toMatchObject({ data });
  });

  test("Python: CannotHold is a refusal", async () => {
    await expect(failure("python", "split-cut")).rejects.toMatchObject({
      code: "arm-cannot-hold",
      message: "does not cut",
    });
  });

  test("Python: no interpreter", () => {
    expect(() => start("python", "integers", "/nowhere/python")).toThrow(
      expect.objectContaining({ code: "arm-cannot-start", remedy: "see kernel-lib doctor" }),
    );
  });
});

describe("a round", () => {
  test("takes turns, every contestant as often as the plan says, and reports 3 % less than was done", async () => {
    const description = await describeLoop(cases);
    const small = loopPlan(description, { arms: ["one", "twice"], cases: ["integers"] });
    const [group] = small.groups;
    if (!group) throw new Error("there is no group");
    const request = { starter: { ...starter(), plan: small }, group, number: 1, turn: 1, now: () => new Date(0) };
    const round = await runRound(request);
    expect(round).toMatchObject({ schema: 4, group: "integers", number: 1, startedAt: "1970-01-01T00:00:00.000Z" });
    expect(round.core).toBe(placement.cores[1 % placement.cores.length] ?? null);
    expect(round.contestants.map(({ id }) => id)).toEqual(["one", "one+3%", "one+again", "twice"]);
    const knowsWaits = placement.kind === "all" && waitMeter() !== null;
    for (const { turns, waits, pauses, leadIns, checked, calls, id } of round.contestants) {
      if (process.platform === "linux") expect(pauses).toHaveLength(small.profile.turnsPerRound);
      else expect(pauses).toBeNull();
      if (knowsWaits) expect(waits).toHaveLength(small.profile.turnsPerRound);
      else expect(waits).toBeNull();
      expect(turns).toHaveLength(small.profile.turnsPerRound);
      expect(leadIns).toHaveLength(small.profile.turnsPerRound);
      expect(checked).toBe(true);
      const done = id === "one+3%" ? calls * 1.03 : calls;
      expect(Math.abs(done - Math.round(done))).toBeLessThan(1e-9);
    }
  });

  test.skipIf(waitMeter() === null)(
    "collections are told of who has no helpers, waits too where all threads share a core",
    async () => {
      const contestants = ["one", "helped", "python"].map((arm) => ({ id: arm, arm, case: "integers", work: 1 }));
      const tells = async (where: typeof placement) => {
        const request = { starter: { ...starter(), placement: where }, turn: 20, number: 0, now: () => new Date(0) };
        const round = await runRound({ ...request, group: { name: "integers", contestants } });
        return Object.fromEntries(
          round.contestants.map(({ id, waits, pauses }) => [id, { waits: waits !== null, pauses: pauses !== null }]),
        );
      };
      const helped = { waits: false, pauses: false };
      const bound = { waits: placement.kind === "all", pauses: true };
      expect(await tells(placement)).toEqual({ helped, one: bound, python: bound });
      const free = { waits: false, pauses: true };
      expect(await tells(findPlacement(() => [], "scheduler"))).toEqual({ helped, one: free, python: free });
    },
  );

  test("is not at all where one arm fails, and no process is left", async () => {
    const group = {
      name: "integers",
      contestants: ["one", "hangs"].map((arm) => ({ id: arm, arm, case: "integers", work: 1 })),
    };
    const request = { starter: starter(), group, number: 0, turn: 1, now: () => new Date() };
    await expect(runRound(request)).rejects.toMatchObject({ code: "arm-hangs", arm: "hangs" });
    if (process.platform === "linux") expect(await allGone(armsOf(process.pid))).toBe(true);
  });

  test("what a contestant prints while it is timed is found in its sample, and in no other's", async () => {
    const file = fileURLToPath(new URL("../guards/traps/state.ts", import.meta.url));
    const folder = mkdtempSync(join(tmpdir(), "kernel-lib-prints-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const description = await describeFamily(file, { into: folder });
    const printing = makePlan({ description, profile: { ...everyArm, claims: count(100) }, seed: 1 });
    const at = printing.cases.find((each) => takesPart({ name: "console" }, each))?.name ?? "";
    const contestants = ["console", "sound"].map((arm) => ({ id: arm, arm, case: at, work: 1 }));
    const request = { starter: { ...starter(), plan: printing, cases: folder }, turn: 1, now: () => new Date(0) };
    const round = await runRound({ ...request, group: { name: at, contestants }, number: 0 });
    const guards = Object.fromEntries(
      round.contestants.map(({ id, findings }) => [
        id,
        findings.map(({ guard }) => guard).filter((guard) => guard === "prints"),
      ]),
    );
    expect(guards).toEqual({ console: ["prints"], sound: [] });
  });

  test("its first contestant may be started ahead, while the round before warms up its last: it draws the same", async () => {
    const { groups } = plan;
    const group = groups.find(({ name }) => name === "split-as-is");
    if (!group) throw new Error("there is no group");
    const request = { starter: starter(), group, turn: 1, now: () => new Date(0) };
    let ahead: Ahead | null = null;
    const order: string[] = [];
    await runRound({
      ...request,
      number: 0,
      onLastWarmUp: async (elsewhere) => {
        ahead = startAhead(request.starter, group, 1, elsewhere);
        onTestFinished(() => (ahead as Ahead | null)?.process.kill());
        order.push(elsewhere === placement.cores[0 % placement.cores.length] ? "on the measured core" : "elsewhere");
        await (ahead as Ahead | null)?.ready;
      },
    });
    if (placement.cores.length < 2) return;
    expect(order).toEqual(["elsewhere"]);
    const started = ahead as Ahead | null;
    const opening = openRound(request.starter, group, 1);
    expect(started).toMatchObject({ group: "split-as-is", number: 1, contestant: opening.order[0]?.id });
    const round = await runRound({ ...request, number: 1, ahead: started });
    expect(round.contestants).toHaveLength(group.contestants.length);
    // It took part, and ended with the round.
    expect(await allGone([started?.process.pid ?? 0])).toBe(true);
    await expect(started?.process.request({ do: "check" })).rejects.toMatchObject({ code: "arm-crashes" });
  });

  test("one that was started ahead for a group of the same name in another plan is left alone", async () => {
    const group = plan.groups.find(({ name }) => name === "split-as-is");
    if (!group) throw new Error("there is no group");
    const other = { ...starter(), plan: { ...plan, hash: "another" } };
    const ahead = startAhead(other, group, 2, null);
    onTestFinished(() => ahead?.process.kill());
    await runRound({ starter: starter(), group, number: 2, turn: 1, now: () => new Date(0), ahead });
    await ahead?.ready;
    expect(await ahead?.process.request({ do: "check" })).toEqual({});
  });

  test("one that was started ahead for another round is left alone", async () => {
    const group = plan.groups.find(({ name }) => name === "split-as-is");
    if (!group) throw new Error("there is no group");
    const ahead = startAhead(starter(), group, 7, null);
    onTestFinished(() => ahead?.process.kill());
    await runRound({ starter: starter(), group, number: 2, turn: 1, now: () => new Date(0), ahead });
    await ahead?.ready;
    expect(await ahead?.process.request({ do: "check" })).toEqual({});
  });

  test("ends at once when it is told to", async () => {
    const group = { name: "x", contestants: [{ id: "hangs", arm: "hangs", case: "integers", work: 1 }] };
    const stop = new AbortController();
    const request = { starter: starter(), group, number: 0, turn: 1, now: () => new Date(), signal: stop.signal };
    const round = runRound(request);
    stop.abort(new Error("enough"));
    await expect(round).rejects.toThrow("enough");
  });
});
