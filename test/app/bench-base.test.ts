import { createHash } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newestEvidence } from "../../kernel-lib/src/app/newest-evidence.ts";
import { findProject } from "../../kernel-lib/src/app/project.ts";
import { canonicalJson } from "../../kernel-lib/src/measure/plan/canonical-json.ts";
import type { Plan } from "../../kernel-lib/src/measure/plan/plan.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import type { FamilyResult } from "../../kernel-lib/src/measure/verdict/family-result.ts";
import { allGone } from "../measure/processes.ts";
import { BaseRepository, type Ended, work } from "./base-repository.ts";

const folder = mkdtempSync(join(tmpdir(), "covet-base-test-"));
const repository = new BaseRepository(join(folder, "project"));
afterAll(() => {
  repository.stop();
  rmSync(folder, { recursive: true, force: true });
});
const commits: Record<"sound" | "slower" | "noFamily" | "wrong" | "unbuildable", string> = {
  sound: "",
  slower: "",
  noFamily: "",
  wrong: "",
  unbuildable: "",
};
const packageJson = (build?: string) =>
  JSON.stringify({
    name: "a-user",
    type: "module",
    workspaces: ["counting"],
    ...(build === undefined ? {} : { scripts: { build } }),
  });

beforeAll(() => {
  commits.sound = repository.commit("sound");
  repository.write("counting/work.js", work(3));
  commits.slower = repository.commit("three per cent more work");
  repository.write("counting/work.js", "export const work = () => 7;\n");
  commits.wrong = repository.commit("wrong answers");
  repository.write("package.json", packageJson("node --eval \"console.error('no such luck'); process.exit(3)\""));
  commits.unbuildable = repository.commit("does not build");
  repository.git("rm", "--quiet", "steps.ts");
  repository.write("package.json", packageJson());
  commits.noFamily = repository.commit("without the family");
  repository.git("checkout", "--quiet", commits.sound);
});

const bench = (...args: string[]): Promise<Ended> =>
  repository.run(join(folder, "lock"), "bench", "steps.ts", "--profile", "smoke", ...args);
/** Opens a base and stops there, since it asks for a case that is not there. */
const build = async (base: string): Promise<Ended> => {
  const ended = await bench("--base", base, "--case", "nothing");
  expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining('has no case "nothing"') as string });
  return ended;
};
const worktree = (commit: string) => join(repository.folder, ".cache/base", commit);
const jobIn = ({ stderr }: Ended) => readJob(/^raw samples: (.*)$/m.exec(stderr)?.[1] ?? "");
const project = findProject(repository.folder, {});
/** Puts another plan into the folder of a job, with the hash that it then has. */
function rewritePlan({ hash: _, ...content }: Plan, folder: string): void {
  const right = createHash("sha256").update(canonicalJson(content)).digest("hex");
  writeFileSync(join(folder, "plan.json"), JSON.stringify({ hash: right, ...content }));
}
const resultOf = ({ stdout }: Ended) => JSON.parse(stdout) as FamilyResult;

describe("a commit that can be measured", () => {
  test("takes turns with the working tree in the same rounds, and is used again", async () => {
    // Not committed, and measured all the same: ours is the working tree.
    const committed = readFileSync(join(repository.folder, "steps.ts"), "utf8");
    repository.write("steps.ts", committed.replace("as committed", "as it is now"));
    try {
      const first = await bench("--base", commits.slower);
      expect(first).toMatchObject({ code: 0, stderr: expect.stringContaining("checking out base") as string });
      expect(first.stderr).toContain("not compared under profile smoke: more");
      const { plan, rounds, sourceRuns } = jobIn(first);
      expect(plan.base).toEqual({ commit: commits.slower });
      expect(plan.ratios).toMatchObject([{ claim: "steps/thousands/base", arm: "steps", against: "steps@base" }]);
      expect(plan.arms).toMatchObject([
        { name: "steps", note: "as it is now" },
        {
          name: "steps@base",
          note: `as committed (at commit ${commits.slower})`,
          module: join(worktree(commits.slower), "steps.ts"),
        },
      ]);
      expect(rounds.map(({ contestants }) => contestants.map(({ id }) => id).toSorted())).toEqual(
        Array.from({ length: 2 }, () => ["steps", "steps+3%", "steps+again", "steps@base"]),
      );
      expect(sourceRuns.map(({ arm }) => arm).toSorted()).toEqual(["steps", "steps@base"]);

      // The base imports its own workspace by name, not ours: the same installed packages, another commit's code.
      expect(plan.inputs["base: counting/work.js"]).not.toBe(plan.inputs["counting/work.js"]);
      expect(Object.keys(plan.inputs).filter((name) => name.includes(".."))).toEqual([]);
      expect(plan.inputs["base: kernel-lib"]).toBe(plan.inputs["kernel-lib"]);

      const second = await build(commits.slower);
      expect(second.stderr).not.toContain("checking out");
    } finally {
      repository.write("steps.ts", committed);
    }
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("the same commit twice is the same code at two places; nothing of it stands for the family", async () => {
    const ended = await bench("--base", "HEAD", "--arm", "other", "--case", "more", "--json");
    expect(ended.code).toBe(0);
    const [more, ...others] = resultOf(ended).cases;
    expect(others).toEqual([]);
    expect(more?.ratios).toMatchObject([
      { claim: "steps/more/other-vs-base", arm: "other", against: "other@base", verdict: "undecided" },
    ]);
    const job = join(project.jobs, resultOf(ended).job);
    const { plan } = readJob(job);
    for (const name of ["counting/work.js", "steps.ts"]) expect(plan.inputs[`base: ${name}`]).toBe(plan.inputs[name]);
    const decided = () => newestEvidence(project).results.map(({ family }) => family);
    const { base: _, ...ordinary } = plan;
    const decides = { profile: { ...plan.profile, decides: true } };
    rewritePlan({ ...plan, ...decides }, job);
    expect(decided()).toEqual([]);
    // Nor does what measured one case only.
    rewritePlan({ ...ordinary, ...decides, part: true }, job);
    expect(decided()).toEqual([]);
    rewritePlan({ ...ordinary, ...decides }, job);
    expect(decided()).toEqual(["steps"]);
    rewritePlan(plan, job);
  });

  test("one that somebody changed is made again", async () => {
    await build(commits.sound);
    rmSync(join(worktree(commits.sound), "counting/work.js"));
    expect((await build(commits.sound)).stderr).toContain("checking out base");
    expect(existsSync(join(worktree(commits.sound), "counting/work.js"))).toBe(true);
  });

  test("two runs at once build it once, and no hook of the project runs for it", async () => {
    const hooked = join(folder, "hooked");
    repository.write(".git/hooks/post-checkout", `#!/bin/sh\ntouch "${hooked}"\n`);
    chmodSync(join(repository.folder, ".git/hooks/post-checkout"), 0o755);
    const base = repository.git("commit-tree", `${commits.sound}^{tree}`, "-m", "at once");
    const both = await Promise.all([build(base), build(base)]);
    expect(both.filter(({ stderr }) => stderr.includes("checking out"))).toHaveLength(1);
    expect(existsSync(hooked)).toBe(false);
    rmSync(join(repository.folder, ".git/hooks/post-checkout"));
  });

  test("one with another lockfile gets packages of its own, and its workspaces with them", async () => {
    repository.git("checkout", "--quiet", "-b", "locked", commits.sound);
    const packages = {
      "": { name: "a-user", workspaces: ["counting"] },
      "node_modules/counting": { resolved: "counting", link: true },
      counting: {},
    };
    repository.write(
      "package-lock.json",
      JSON.stringify({ name: "a-user", lockfileVersion: 3, requires: true, packages }),
    );
    const locked = repository.commit("with a lockfile");
    repository.git("checkout", "--quiet", commits.sound);
    expect((await build(locked)).stderr).toContain("installing the base's packages, since its lockfile is another one");
    expect(realpathSync(join(worktree(locked), "node_modules/counting"))).toBe(
      realpathSync(join(worktree(locked), "counting")),
    );
    expect(existsSync(join(worktree(locked), "node_modules/kernel-lib"))).toBe(false);
  });

  test("one that answers wrong is not measured, with the reason", async () => {
    const ended = await bench("--base", commits.wrong, "--json");
    expect(ended.code).toBe(1);
    const { cases, notMeasured } = resultOf(ended);
    expect(cases[0]?.ratios).toMatchObject([{ verdict: "not measured", against: "steps@base" }]);
    expect(notMeasured).toMatchObject([{ arm: "steps@base", reason: expect.stringMatching(/answers? .*7/) as string }]);
  });
});

describe("a base that cannot be measured leaves nothing behind", () => {
  test.each([
    ["an unknown ref", () => "no-such-branch", /base ref no-such-branch is no commit of this repository/],
    ["an option in its place", () => "--help-me", /base ref --help-me is no commit/],
    ["no family there", () => commits.noFamily, /base ref \w+ \(\w{10}\) has no family file steps\.ts/],
    ["a build that fails", () => commits.unbuildable, /does not build: npm run build exits 3:[\s\S]*no such luck/],
  ])("%s", async (_, ref, message) => {
    const ended = await bench(`--base=${ref()}`);
    expect(ended).toMatchObject({ code: 1, stdout: "", stderr: expect.stringMatching(message) as string });
    // A commit without the family builds all the same, and is kept.
    expect(existsSync(worktree(ref()))).toBe(ref() === commits.noFamily);
    expect(repository.git("worktree", "list")).not.toContain(commits.unbuildable);
    expect(repository.git("status", "--porcelain")).toBe("");
  });

  test("Ctrl-C while it is built", async () => {
    repository.git("checkout", "--quiet", "-b", "endless", commits.sound);
    const mark = join(folder, "build.pid");
    const script = `require('fs').writeFileSync(${JSON.stringify(mark)}, String(process.pid)); setInterval(() => {}, 1000)`;
    repository.write("endless.cjs", script);
    repository.write("package.json", packageJson("node endless.cjs"));
    const commit = repository.commit("a build without end");
    const { child, ended } = repository.start(join(folder, "lock"), "bench", "steps.ts", "--base", "endless");
    while (!existsSync(mark) || readFileSync(mark, "utf8") === "") await setTimeout(20);
    expect(existsSync(worktree(commit))).toBe(true);
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ code: 130, stderr: expect.stringContaining("stopped") as string });
    expect(existsSync(worktree(commit))).toBe(false);
    expect(repository.git("worktree", "list")).not.toContain(commit);
    expect(await allGone([Number(readFileSync(mark, "utf8"))])).toBe(true);
  });
});

test("no more than three builds are kept", async () => {
  repository.git("checkout", "--quiet", commits.sound);
  const bases = ["one", "two", "three", "four"].map((name) => repository.commit(name));
  for (const base of bases) await build(base);
  expect(bases.map((base) => existsSync(worktree(base)))).toEqual([false, true, true, true]);
  expect(repository.git("worktree", "list").split("\n")).toHaveLength(1 + 3);
});

test("words that make no sense together", async () => {
  const faults = [
    [["--arm", "steps"], /--arm goes with --base/],
    [["--base", "main", "--against", "other"], /--against names peers/],
    [["--base", "main", "--fail-on", "faster"], /--fail-on takes slower/],
    [["--base", "main", "--fail-on", "slower"], /profile smoke decides nothing/],
  ] as const;
  for (const [args, message] of faults)
    expect(await bench(...args)).toMatchObject({ code: 2, stderr: expect.stringMatching(message) as string });
});
