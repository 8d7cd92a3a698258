import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../kernel-lib/src/measure/plan/plan.ts";
import { appendLine } from "../../../kernel-lib/src/measure/samples/append-line.ts";
import { openJob } from "../../../kernel-lib/src/measure/samples/open-job.ts";
import { packSamples } from "../../../kernel-lib/src/measure/samples/pack-samples.ts";
import { readJob } from "../../../kernel-lib/src/measure/samples/read-job.ts";
import type { Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { describeLoop, loopPlan, temporaryFolder } from "../loop-plan.ts";
import { simulate } from "../simulated.ts";

/** A job with three simulated rounds on disk. */
async function job(): Promise<{ folder: string; plan: Plan; open: () => unknown; rounds: string }> {
  const root = temporaryFolder();
  const description = await describeLoop(join(root, "described"));
  const plan = loopPlan(description, { arms: ["one", "twice"], cases: ["integers"] });
  const open = () => openJob({ root, plan, cases: description.folder });
  const { folder } = open() as { folder: string };
  const rounds = join(folder, "rounds.jsonl");
  for (const round of simulate(plan, { seed: 1, rounds: 3, effect: 0, spread: 0.01 })) appendLine(rounds, round);
  return { folder, plan, open, rounds };
}

test("what was written is read, packed or not", async () => {
  const { folder, plan } = await job();
  const before = readJob(folder);
  expect(before.plan).toEqual(JSON.parse(JSON.stringify(plan)));
  expect(before.rounds.map(({ number }) => number)).toEqual([0, 1, 2]);
  expect(before).toMatchObject({ environment: null, state: null, sourceRuns: [], warnings: [] });
  packSamples(folder);
  expect(readJob(folder)).toEqual(before);
});

test("one cut last line is left out, said, and dropped when the job goes on", async () => {
  const { folder, rounds, open } = await job();
  const whole = readFileSync(rounds);
  appendFileSync(rounds, whole.subarray(0, 100));
  const read = readJob(folder);
  expect(read.rounds).toHaveLength(3);
  expect(read.warnings).toEqual([`${rounds}: its last line was cut off (100 bytes) and is left out`]);
  open();
  expect(readFileSync(rounds)).toEqual(whole);
});

test("rounds of schema 1, which did not tell tiers, findings and the time of work, are read", async () => {
  const { folder, rounds } = await job();
  const newest = readJob(folder).rounds;
  const old = readFileSync(rounds, "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const { workSeconds: _, contestants, ...rest } = JSON.parse(line) as Round;
      return JSON.stringify({
        ...rest,
        schema: 1,
        contestants: contestants.map(({ tiers, findings, ...kept }) => kept),
      });
    });
  writeFileSync(rounds, `${old.join("\n")}\n`);
  expect(readJob(folder).rounds).toEqual(
    newest.map((round) => ({
      ...round,
      workSeconds: null,
      contestants: round.contestants.map((each) => ({ ...each, tiers: null, findings: [] })),
    })),
  );
});

describe("what is refused", () => {
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(file, change(readFileSync(file, "utf8")));

  test.each([
    [
      "a broken line",
      (text: string) => text.replace('{"schema":2', '{"schema"'),
      "samples-broken",
      "line 1: this is not JSON",
    ],
    [
      "a changed type",
      (text: string) => text.replace('"checked":true', '"checked":false'),
      "samples-broken",
      "line 1: contestants.0.checked",
    ],
    [
      "a newer schema",
      (text: string) => text.replace('"schema":2', '"schema":3'),
      "samples-too-new",
      "line 1: schema 3",
    ],
    [
      "a round taken out",
      (text: string) => text.split("\n").toSpliced(1, 1).join("\n"),
      "job-broken",
      'group "integers" has round 2 where round 1 should be',
    ],
  ])("%s", async (_what, change, code, message) => {
    const { folder, rounds } = await job();
    edit(rounds, change);
    expect(() => readJob(folder)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(new RegExp(`rounds.jsonl.*${message}`)) }),
    );
  });

  test("an edited plan", async () => {
    const { folder } = await job();
    edit(join(folder, "plan.json"), (text) => text.replace('"seed":1', '"seed":2'));
    expect(() => readJob(folder)).toThrow(expect.objectContaining({ code: "job-broken" }));
  });

  test("other data than the plan was made for", async () => {
    const { folder, open } = await job();
    edit(join(folder, "cases", "integers.json"), (text) => text.replace("[100,", "[101,"));
    expect(open).toThrow(expect.objectContaining({ code: "case-data-differs" }));
  });

  test("a folder without a job", () => {
    const folder = join(temporaryFolder(), "empty");
    mkdirSync(folder);
    expect(() => readJob(folder)).toThrow(expect.objectContaining({ code: "job-not-found" }));
  });
});
