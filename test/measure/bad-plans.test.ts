import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { seconds } from "../../kernel-lib/src/base/units.ts";
import { type JobRequest, measureJobs } from "../../kernel-lib/src/measure/measure-jobs.ts";
import { canonicalJson } from "../../kernel-lib/src/measure/plan/canonical-json.ts";
import { checkPlan } from "../../kernel-lib/src/measure/plan/check-plan.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { appendLine } from "../../kernel-lib/src/measure/samples/append-line.ts";
import { openJob } from "../../kernel-lib/src/measure/samples/open-job.ts";
import { describeLoop, loopPlan, shortLimits, temporaryFolder } from "./loop-plan.ts";
import { simulate } from "./simulated.ts";

/** A plan as another program may have made it: with a hash that fits. */
function changed(plan: Plan, change: Partial<Plan>): Plan {
  const { hash: _, ...content } = { ...plan, ...change };
  return { ...content, hash: createHash("sha256").update(canonicalJson(content)).digest("hex") };
}

let described = "";
let plan: Plan;

beforeAll(async () => {
  described = mkdtempSync(join(tmpdir(), "kernel-lib-plans-"));
  plan = loopPlan(await describeLoop(described), { arms: ["one", "twice"], cases: ["integers"] });
  return () => rmSync(described, { recursive: true, force: true });
});

describe("a plan that cannot be right is refused by name", () => {
  test.each<[string, (plan: Plan) => Partial<Plan>, string]>([
    ["an arm twice", ({ arms }) => ({ arms: [...arms, ...arms.slice(0, 1)] }), 'names arm "one" twice'],
    ["a case twice", ({ cases }) => ({ cases: [...cases, ...cases] }), 'names case or scenario "integers" twice'],
    ["a group twice", ({ groups }) => ({ groups: [...groups, ...groups] }), 'names group "integers" twice'],
    ["a claim twice", ({ ratios }) => ({ ratios: [...ratios, ...ratios] }), 'names claim "loop/integers/twice" twice'],
    [
      "a contestant twice",
      ({ groups }) => ({
        groups: groups.map((group) => ({
          ...group,
          contestants: [...group.contestants].fill(group.contestants[0] ?? never()),
        })),
      }),
      'names contestant of group "integers" "one" twice',
    ],
    ["an arm that is not there", ({ arms }) => ({ arms: arms.slice(1) }), 'measures arm "one", which it does not have'],
    ["a case that is not there", () => ({ cases: [] }), 'measures case "integers", which it does not have'],
    [
      "a ratio of nobody",
      ({ ratios }) => ({ ratios: ratios.map((ratio) => ({ ...ratio, against: "nobody" })) }),
      'claims "loop/integers/twice", but group "integers" has no contestant "nobody"',
    ],
    [
      "no budget",
      ({ profile }) => ({ profile: { ...profile, budget: seconds(0) } }),
      "has a budget of 0 s for its 1 ratios",
    ],
    ["no rounds", ({ profile }) => ({ profile: { ...profile, looks: [] } }), "looks at its rounds after none"],
  ])("%s", (_what, change, message) => {
    expect(() => checkPlan(plan)).not.toThrow();
    expect(() => checkPlan(changed(plan, change(plan)))).toThrow(
      expect.objectContaining({
        code: "plan-invalid",
        message: expect.stringContaining(`the plan of family "loop" ${message}`),
      }),
    );
  });
});

test("broken jobs are named, whatever is broken, and the sound one is measured", async () => {
  const root = temporaryFolder();
  const requestOf = (each: Plan): JobRequest => ({ plan: each, root, cases: described });
  const invalid = changed(plan, { ratios: [...plan.ratios, ...plan.ratios] });
  const lost = changed(plan, { familyFile: "/nowhere/family.ts" });
  const edited = changed(plan, { seed: 2 });
  const { folder } = openJob(requestOf(edited));
  const rounds = join(folder, "rounds.jsonl");
  for (const round of simulate(edited, { seed: 1, rounds: 1, effect: 0, spread: 0.01 })) appendLine(rounds, round);
  writeFileSync(rounds, readFileSync(rounds, "utf8").replace('"seconds":3', '"seconds":4'));
  const requests = [invalid, lost, edited, plan, plan].map(requestOf);
  const outcomes = await measureJobs(requests, { lockFolder: join(root, "lock"), limits: shortLimits });
  expect(outcomes.map((outcome) => (outcome.ok ? outcome.result.rounds.total : outcome.error))).toEqual([
    expect.objectContaining({ code: "plan-invalid" }),
    expect.objectContaining({ code: "family-not-found", message: expect.stringContaining("/nowhere/family.ts") }),
    expect.objectContaining({ code: "samples-edited", message: expect.stringMatching(/rounds\.jsonl, line 1: /) }),
    2,
    expect.objectContaining({ code: "plan-twice" }),
  ]);
});

function never(): never {
  throw new Error("there is no contestant");
}
