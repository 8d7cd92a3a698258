import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadNative } from "../../kernel-lib/src/framework/native/load-native.ts";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";
import { familyResultSchema } from "../../kernel-lib/src/report/data/family-result-schema.ts";
import { routingResultsSchema } from "../../kernel-lib/src/report/data/routing-results.ts";
import { expectMariadbInCi, hasMariadb } from "../mariadb.ts";

expectMariadbInCi();
/** A machine without cargo has none. */
const hasBinary = loadNative().functions !== null;
const root = resolve(import.meta.dirname, "../..");
const results = mkdtempSync(join(tmpdir(), "covet results "));
const env = { ...process.env, KERNEL_LIB_RESULTS: results, KERNEL_LIB_LOCK: join(results, "lock") };
const kernelLib = (...args: string[]) =>
  spawnSync(process.execPath, [join(root, "kernel-lib/setup/kernel-lib.mjs"), ...args], {
    cwd: root,
    env,
    encoding: "utf8",
  });
const read = (file: string) => JSON.parse(readFileSync(file, "utf8"));

interface Executed {
  readonly cells: readonly {
    readonly cell_type: string;
    readonly id: string;
    readonly execution_count: number | null;
    readonly outputs?: readonly { readonly output_type: string; readonly data?: Record<string, unknown> }[];
  }[];
}

afterAll(() => rmSync(results, { recursive: true, force: true }));

/** The whole way, short: every family is measured, every notebook executed, the page and the data written. */
describe("the report in profile smoke", () => {
  let run = "";
  let ended: ReturnType<typeof kernelLib>;
  beforeAll(() => {
    ended = kernelLib("run", "--profile", "smoke");
    run = join(results, readdirSync(results).find((name) => name.endsWith("-smoke")) ?? "none");
  }, 1_200_000);

  test("ends well, or says what this machine lacks, and leaves the latest run alone", () => {
    const { gaps } = read(join(run, "run.json")) as { gaps: { part: string; reason: string }[] };
    const of = (lack: RegExp) => gaps.filter(({ part, reason }) => lack.test(`${part}: ${reason}`));
    const [native, mariadb] = [of(/^native: .*native binary/), of(/^(sql|pool|transactions): .*MariaDB did not start/)];
    expect(gaps.filter((gap) => !native.includes(gap) && !mariadb.includes(gap))).toEqual([]);
    expect([native.length > 0, mariadb.length > 0]).toEqual([!hasBinary, !hasMariadb]);
    const hasAll = hasBinary && hasMariadb;
    expect(ended.status, ended.stderr).toBe(hasAll ? 0 : 1);
    expect(/^missing:/m.test(ended.stderr)).toBe(!hasAll);
    expect(read(join(run, "run.json"))).toMatchObject({
      state: "finished",
      profile: "smoke",
      git: { commit: expect.stringMatching(/^[0-9a-f]{40}$/) as string },
    });
    expect(existsSync(join(results, "latest"))).toBe(false);
  });

  test("executes every cell of every notebook without an error", () => {
    const files = readdirSync(join(root, "notebooks")).filter((file) => file.endsWith(".ipynb"));
    for (const file of files) {
      const { cells } = read(join(run, "notebooks", file)) as Executed;
      const code = cells.filter(({ cell_type }) => cell_type === "code");
      expect(code.map(({ execution_count }) => execution_count)).toEqual(code.map((_, index) => index + 1));
      expect(code.flatMap(({ outputs }) => outputs ?? []).filter(({ output_type }) => output_type === "error")).toEqual(
        [],
      );
    }
  });

  test("draws every figure with its text form and its data", () => {
    const { cells } = read(join(run, "notebooks", "03-routing.ipynb")) as Executed;
    const figures = cells
      .flatMap(({ outputs }) => outputs ?? [])
      .flatMap(({ data }) => (data?.["application/vnd.plotly.v1+json"] ? [data] : []));
    expect(figures.length).toBeGreaterThanOrEqual(4);
    for (const data of figures) {
      expect(JSON.stringify(data["text/html"])).toMatch(/<table/);
      expect(JSON.stringify(data["text/plain"])).toMatch(/profile smoke/);
    }
  });

  test("writes data that its schemas accept, and that its raw samples give again byte for byte", () => {
    expect(routingResultsSchema.safeParse(read(join(run, "routing_performance_results.json"))).error).toBeUndefined();
    const { jobs } = read(join(run, "run.json")) as { jobs: Record<string, string> };
    const families = Object.values(jobs).map((folder) => {
      const job = readJob(join(run, folder));
      if (job.environment === null) throw new Error(`${folder} has no environment`);
      const stored = readFileSync(join(run, "families", `${job.plan.family}.json`), "utf8");
      expect(familyResultSchema.safeParse(JSON.parse(stored)).error).toBeUndefined();
      const again = summarize(job.plan, job.environment, job.rounds, job.sourceRuns, job.state?.notMeasured ?? [], job);
      expect(`${JSON.stringify(again, null, 2)}\n`).toBe(stored);
      return job.plan.family;
    });
    expect(families.sort()).toEqual([
      ...["async", "cache", "http", "load", "memory", "native", "orm", "pool", "router", "router-api"],
      ...["sql", "transactions"],
    ]);
  });

  test("writes the source report's five files, and one for each other section", () => {
    const files = readdirSync(run).filter((file) => file.endsWith("_results.json"));
    expect(files.sort()).toEqual([
      "async_results.json",
      "cache_results.json",
      "connection_pool_results.json",
      "honest_orm_comparison_results.json",
      "honest_rust_benchmark_results.json",
      "http_results.json",
      "load_test_results.json",
      "memory_results.json",
      "query_builder_performance_results.json",
      "routing_performance_results.json",
      "transaction_results.json",
    ]);
  });

  test("decides nothing: two rounds are no evidence", () => {
    const { cases } = read(join(run, "families", "router.json")) as { cases: { ratios: { verdict: string }[] }[] };
    const verdicts = cases.flatMap(({ ratios }) => ratios).map(({ verdict }) => verdict);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(new Set(verdicts)).toEqual(new Set(["undecided"]));
  });

  test("is written again from its samples by the report command, the same bytes", () => {
    const before = readFileSync(join(run, "report.html"), "utf8");
    const again = kernelLib("report", run);
    expect(again.status, again.stderr).toBe(0);
    expect(readFileSync(join(run, "report.html"), "utf8")).toBe(before);
  });
});

test("bench fails where an arm of a ratio fails, and names it", () => {
  const family = join(root, "test/measure/fixtures/one-wrong.mjs");
  const ended = kernelLib("bench", family, "--profile", "smoke");
  expect(ended.status, ended.stderr).toBe(1);
  expect(ended.stdout).toMatch(/not measured[\s\S]*wrong/);
}, 60_000);

describe("the command's words", () => {
  test.each([
    [["bench", "nothing-of-this-name"], 2, /there is no family "nothing-of-this-name"[\s\S]*router/],
    [["goals", "rooter"], 2, /rooter[\s\S]*skeleton measure router/],
    [["run", "--only", "99"], 1, /no notebook is named 99[\s\S]*03-routing/],
    [["bench", "router", "--case", "statik"], 1, /no case "statik"[\s\S]*static/],
    [["bench", "router", "--profile", "fast"], 1, /no profile "fast"[\s\S]*quick/],
    [["bench", "router", "--sed", "1"], 2, /--sed/],
    [["frobnicate"], 2, /no command "frobnicate"/],
    [["new", "Not A Name"], 1, /cannot be a family's name/],
  ] as const)("%j", (args, status, message) => {
    const ended = kernelLib(...args);
    expect(ended.stderr).toMatch(message);
    expect(ended.status).toBe(status);
    expect(ended.stdout).toBe("");
  });

  test("each command has a help text", () => {
    for (const verb of ["run", "bench", "claims", "goals", "report", "export", "new", "lab", "profile"]) {
      const ended = kernelLib(verb, "--help");
      expect([verb, ended.status]).toEqual([verb, 0]);
      expect(ended.stdout).toMatch(new RegExp(`^kernel-lib ${verb}`));
    }
  });

  test("goals --json is the document that was promised", () => {
    const ended = kernelLib("goals", "router", "--json");
    const { schema, goals } = JSON.parse(ended.stdout);
    expect(schema).toBe(1);
    expect(goals.length).toBeGreaterThan(3);
    for (const goal of goals)
      expect(Object.keys(goal)).toEqual([
        "id",
        "family",
        "text",
        "target",
        "value",
        "low",
        "high",
        "state",
        "run",
        "reason",
      ]);
  });
});
