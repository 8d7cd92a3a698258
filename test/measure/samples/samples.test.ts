import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Plan } from "../../../kernel-lib/src/measure/plan/plan.ts";
import { appendLine } from "../../../kernel-lib/src/measure/samples/append-line.ts";
import { openJob } from "../../../kernel-lib/src/measure/samples/open-job.ts";
import { packSamples } from "../../../kernel-lib/src/measure/samples/pack-samples.ts";
import { readJob } from "../../../kernel-lib/src/measure/samples/read-job.ts";
import type { Round } from "../../../kernel-lib/src/measure/samples/round.ts";
import { describeLoop, loopPlan, temporaryFolder } from "../loop-plan.ts";
import { simulate } from "../simulated.ts";

const withoutChecks = (text: string): string => text.replaceAll(/,"check":"[0-9a-f]{16}"\}$/gm, "}");

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

test("any number in the file that is changed by hand is noticed", async () => {
  const { folder, rounds } = await job();
  const whole = readFileSync(rounds, "utf8");
  const digits = [...whole.matchAll(/\d/g)].map(({ index }) => index);
  fc.assert(
    fc.property(fc.constantFrom(...digits), fc.integer({ min: 1, max: 9 }), (place, more) => {
      const digit = (Number(whole[place]) + more) % 10;
      writeFileSync(rounds, `${whole.slice(0, place)}${digit}${whole.slice(place + 1)}`);
      expect(() => readJob(folder)).toThrow(
        expect.objectContaining({ code: expect.stringMatching(/^(samples|job)-(edited|broken|too-new)$/) }),
      );
    }),
    { seed: 1, numRuns: 60 },
  );
});

test("old files without checks are read, and said to be unchecked; what is added to them is checked", async () => {
  const { folder, rounds, plan } = await job();
  const before = readJob(folder);
  writeFileSync(rounds, withoutChecks(readFileSync(rounds, "utf8")));
  const read = readJob(folder);
  expect(read).toEqual({
    ...before,
    warnings: [`${rounds}: 3 of 3 lines carry no check, so that an edit of them could not be seen`],
  });
  for (const round of simulate(plan, { seed: 2, rounds: 5, effect: 0, spread: 0.01 }).slice(3))
    appendLine(rounds, round);
  expect(readJob(folder).rounds).toHaveLength(5);
  expect(readJob(folder).warnings[0]).toContain("3 of 5 lines");
  const [, , , fourth] = readFileSync(rounds, "utf8").split("\n");
  expect(fourth).toMatch(/,"check":"[0-9a-f]{16}"\}$/);
});

test("nothing is added to a line without an end", async () => {
  const { rounds } = await job();
  appendFileSync(rounds, '{"schema":1');
  const cut = readFileSync(rounds);
  expect(() => appendLine(rounds, { schema: 1 })).toThrow(expect.objectContaining({ code: "samples-cut" }));
  expect(readFileSync(rounds)).toEqual(cut);
});

type Contestant = Round["contestants"][number];

/** What is read of a job's rounds now, and once they have been written again without checks as an older release wrote them. */
async function readAsOlder(older: (round: Round) => object) {
  const { folder, rounds } = await job();
  const newest = readJob(folder).rounds;
  const lines = withoutChecks(readFileSync(rounds, "utf8")).trim().split("\n");
  const old = lines.map((line) => JSON.stringify(older(JSON.parse(line) as Round)));
  writeFileSync(rounds, `${old.join("\n")}\n`);
  return { newest, read: readJob(folder).rounds };
}

const withContestants = (round: Round, change: (each: Contestant) => object) => ({
  ...round,
  contestants: round.contestants.map(change),
});

test("rounds of schema 3, which did not tell pauses, are read", async () => {
  const { newest, read } = await readAsOlder((round) => ({
    ...withContestants(round, ({ pauses, leadInPauses, ...kept }) => kept),
    schema: 3,
  }));
  expect(read).toEqual(
    newest.map((round) => withContestants(round, (each) => ({ ...each, pauses: null, leadInPauses: undefined }))),
  );
});

test("rounds of schema 2, which did not tell waits and pauses, are read", async () => {
  const { newest, read } = await readAsOlder((round) => ({
    ...withContestants(round, ({ waits, pauses, leadInPauses, ...kept }) => kept),
    schema: 2,
  }));
  const missing = { waits: null, pauses: null, leadInPauses: undefined };
  expect(read).toEqual(newest.map((round) => withContestants(round, (each) => ({ ...each, ...missing }))));
});

test("rounds of schema 1, which did not tell tiers, findings, waits, pauses and the time of work, are read", async () => {
  const { newest, read } = await readAsOlder(({ workSeconds, ...round }) => ({
    ...withContestants(round as Round, ({ tiers, findings, waits, pauses, leadInPauses, ...kept }) => kept),
    schema: 1,
  }));
  const missing = { tiers: null, findings: [], waits: null, pauses: null, leadInPauses: undefined };
  expect(read).toEqual(
    newest.map((round) => ({ ...withContestants(round, (each) => ({ ...each, ...missing })), workSeconds: null })),
  );
});

describe("what is refused", () => {
  const edit = (file: string, change: (text: string) => string) =>
    writeFileSync(file, change(readFileSync(file, "utf8")));

  test.each([
    [
      "a broken line",
      (text: string) => text.replace('{"schema":4', '{"schema"'),
      "samples-broken",
      "line 1: this is not JSON",
    ],
    [
      "a changed type in a line without a check",
      (text: string) => withoutChecks(text).replace('"checked":true', '"checked":false'),
      "samples-broken",
      "line 1: contestants.0.checked",
    ],
    ["a changed number", (text: string) => text.replace('"seconds":3', '"seconds":4'), "samples-edited", "line 1: "],
    [
      "a number changed in the last line",
      (text: string) => text.replace(/"seconds":3(?!.*"seconds":3)/s, '"seconds":4'),
      "samples-edited",
      "line 3: ",
    ],
    ["a line taken out", (text: string) => text.split("\n").toSpliced(1, 1).join("\n"), "samples-edited", "line 2: "],
    [
      "lines that changed places",
      (text: string) => text.replace(/^(.*\n)(.*\n)/, "$2$1"),
      "samples-edited",
      "line 1: ",
    ],
    [
      "a line put in by hand",
      (text: string) => `${text}${withoutChecks(text.split("\n")[0] ?? "")}\n`,
      "samples-edited",
      "line 4: ",
    ],
    [
      "a line whose check was taken away with its number changed",
      (text: string) => text.replace(/^.*\n/, (line) => withoutChecks(line).replace('"seconds":3', '"seconds":4')),
      "samples-edited",
      "line 2: ",
    ],
    [
      "a newer schema",
      (text: string) => text.replace('"schema":4', '"schema":5'),
      "samples-too-new",
      "line 1: schema 5",
    ],
    [
      "a round taken out of lines without checks",
      (text: string) => withoutChecks(text).split("\n").toSpliced(1, 1).join("\n"),
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
