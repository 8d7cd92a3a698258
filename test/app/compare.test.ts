import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { compare } from "../../kernel-lib/dist/index.js";
import { newNotebook } from "../../kernel-lib/src/app/new-notebook.ts";

const results = mkdtempSync(join(tmpdir(), "covet-compare-"));
const before = { ...process.env };
beforeAll(() => {
  Object.assign(process.env, {
    KERNEL_LIB_PROFILE: "smoke",
    KERNEL_LIB_RESULTS: results,
    KERNEL_LIB_LOCK: join(results, "lock"),
  });
});
afterAll(() => {
  process.env = before;
  rmSync(results, { recursive: true, force: true });
});

const list = [3, 1, 2];
const refusal = (run: Promise<unknown>) =>
  run.then(() => null).catch((error: unknown) => error as { code: string; message: string });

describe("functions of one's own", () => {
  test("are measured in processes of their own, with the ratio that was asked for", async () => {
    const own = await compare({
      title: "Sum",
      inputs: [[1, 2, 3], [4]],
      arms: {
        loop: (numbers: number[]) => numbers.reduce((sum, n) => sum + n, 0),
        twice: (numbers: number[]) => {
          let sum = 0;
          for (const n of numbers) sum += n;
          return sum;
        },
      },
    });
    expect(own.result.cases[0]?.arms.map(({ name }) => name)).toEqual(["loop", "twice"]);
    const ratio = own.result.cases[0]?.ratios[0];
    expect(ratio).toMatchObject({
      claim: "own/inputs/twice",
      arm: "loop",
      against: "twice",
      rounds: 2,
      verdict: "undecided",
      reason: "profile decides nothing",
    });
    expect(own.verdict("inputs", "twice").words).toMatch(/not decided/);
  }, 60_000);

  test("may be asynchronous, and may prepare what they need, packages too", async () => {
    const own = await compare({
      inputs: ["a/b", "c/d/e"],
      arms: {
        waiting: async (path: string) => (await Promise.resolve(path)).split("/").length,
        // As text: the test's own compiler would put something of its own in the place of import().
        prepared: {
          prepare: new Function(
            'return async () => { const { sep } = await import("node:path/posix"); return (path) => path.split(sep).length; }',
          )(),
        },
      },
    });
    expect(own.result.notMeasured).toEqual([]);
    expect(own.result.cases[0]?.arms).toHaveLength(2);
  }, 60_000);

  test("that answer differently are not measured, and the wrong one is named with what it said", async () => {
    const own = await compare({
      inputs: [1, 2, 3],
      arms: { right: (n: number) => n + 1, wrong: (n: number) => (n === 2 ? 99 : n + 1) },
    });
    expect(own.result.notMeasured).toMatchObject([
      { arm: "wrong", reason: expect.stringMatching(/99.*3|3.*99/) as string },
    ]);
    expect(own.verdict("inputs", "wrong").words).toMatch(/^not measured/);
  }, 60_000);

  test.each([
    [
      "a variable of the cell",
      () => compare({ inputs: [0], arms: { a: (n: number) => list[n], b: (n: number) => list[n] } }),
      "captured-variable",
      /`list`/,
    ],
    ["one arm", () => compare({ inputs: [0], arms: { a: (n: number) => n } }), "too-few-arms", /at least two/],
    ["no inputs", () => compare({ inputs: [], arms: { a: () => 1, b: () => 1 } }), "no-inputs", /inputs/],
    [
      "inputs that JSON loses",
      () => compare({ inputs: [new Map()], arms: { a: () => 1, b: () => 1 } }),
      "inputs-not-json",
      /JSON/,
    ],
    [
      "a result of nothing",
      () => compare({ inputs: [0], arms: { a: () => undefined, b: () => undefined } }),
      "case-invalid",
      /returns nothing/,
    ],
    [
      "an arm that throws",
      () =>
        compare({
          inputs: [0],
          arms: {
            a: () => {
              throw new Error("no luck");
            },
            b: () => 1,
          },
        }),
      "case-invalid",
      /no luck/,
    ],
  ])(
    "are refused by name: %s",
    async (_, run, code, message) => {
      const error = await refusal(run());
      expect(error?.code).toBe(code);
      expect(error?.message).toMatch(message);
    },
    60_000,
  );

  test("say so where results cannot be written", async () => {
    process.env.KERNEL_LIB_RESULTS = "/dev/null/results";
    const error = await refusal(compare({ inputs: [0], arms: { a: () => 1, b: () => 1 } }));
    process.env.KERNEL_LIB_RESULTS = results;
    expect(error?.message).toMatch(/\/dev\/null\/results[\s\S]*Remedy/);
  });
});

test("kernel-lib new writes files that no second one overwrites", () => {
  const folder = join(results, "notebooks");
  const { notebook, family } = newNotebook("my-lib", folder);
  expect(existsSync(notebook) && existsSync(family)).toBe(true);
  const text = readFileSync(family, "utf8");
  expect(() => newNotebook("my-lib", folder)).toThrow(/is there already/);
  expect(readFileSync(family, "utf8")).toBe(text);
});
