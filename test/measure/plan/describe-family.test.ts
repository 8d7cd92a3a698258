import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { loadMetrics } from "../../../kernel-lib/src/base/load-metrics.ts";
import { checkFamily } from "../../../kernel-lib/src/measure/plan/check-family.ts";
import { describeFamily } from "../../../kernel-lib/src/measure/plan/describe-family.ts";
import { describeLoop, loopFamily, temporaryFolder } from "../loop-plan.ts";

describe("a sound family", () => {
  test("is data: arms, cases with hashed files, ratios, what it depends on", async () => {
    const folder = temporaryFolder();
    const description = await describeLoop(folder);
    expect(description).toMatchObject({ family: "loop", operation: "call", familyFile: loopFamily, folder });
    expect(description.arms.find(({ name }) => name === "python")?.script).toMatch(/fixtures\/loop\.py$/);
    expect(description.cases[0]).toMatchObject({ name: "integers", kind: "cpu", delivery: "as-is", inputs: 4 });
    expect(Object.keys(description.inputs)).toEqual(expect.arrayContaining(["loop.ts", "loop.py", "node", "cpu"]));
    const file = JSON.parse(readFileSync(join(folder, "split-fresh.json"), "utf8"));
    expect(file).toMatchObject({ schema: 1, case: "split-fresh", delivery: "fresh", setup: null });
    expect(file.folds).toHaveLength(file.inputs.length);
  });

  test("is the same data each time", async () => {
    const [one, other] = [await describeLoop(temporaryFolder()), await describeLoop(temporaryFolder())];
    expect({ ...one, folder: "" }).toEqual({ ...other, folder: "" });
  });
});

test("one that cannot be loaded leaves no folder behind", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "broken.ts");
  writeFileSync(file, "throw new TypeError('no')");
  const temporary = join(folder, "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  try {
    await expect(describeFamily(file)).rejects.toMatchObject({ code: "family-not-loaded" });
  } finally {
    vi.unstubAllEnvs();
  }
  expect(readdirSync(temporary)).toEqual([]);
});

describe("what the samples depend on", () => {
  const library = JSON.stringify(new URL("../../../kernel-lib/dist/base/subject.js", import.meta.url).href);
  const write = (folder: string, path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  async function inputsWith(change: (folder: string) => void): Promise<Readonly<Record<string, string>>> {
    const folder = temporaryFolder();
    write(
      folder,
      "words.ts",
      `import ${library}; import { fold } from "./fold.ts";
      export default {
        name: "words", title: "Words", operation: "call",
        arms: [
          { name: "late", language: "typescript", prepare: () => import("./words/late.ts") },
          { name: "snake", language: "python", script: "words.py" },
        ],
        cases: [{ name: "c", title: "C", kind: "cpu", load: () => ({ setup: null, inputs: [1], expected: [1] }) }],
        ratios: [], fold,
      };`,
    );
    write(folder, "fold.ts", "export const fold = (answer: number) => answer;");
    write(folder, "words/late.ts", "export const run = () => 1;");
    write(folder, "words.py", "import json, helper as h\nfrom parts.inner import thing\n");
    write(folder, "helper.py", "def f():\n    import deeper\n");
    for (const path of ["deeper.py", "parts/__init__.py", "parts/inner.py", "stranger.py"])
      write(folder, path, "x = 1\n");
    change(folder);
    return (await describeFamily(join(folder, "words.ts"), { into: join(folder, "cases") })).inputs;
  }

  test("files that it imports, also Python's beside it; what arms may load later; the harness; kernel-lib and its addon", async () => {
    const inputs = await inputsWith(() => {});
    expect(Object.keys(inputs).filter((name) => !name.startsWith("native addon"))).toEqual([
      "deeper.py",
      "fold.ts",
      "helper.py",
      "kernel-lib",
      "parts/__init__.py",
      "parts/inner.py",
      "words.py",
      "words.ts",
      "words/",
      "harness",
      "node",
      "cpu",
    ]);
    expect(Object.keys(inputs).filter((name) => name.startsWith("native addon"))).toHaveLength(1);
  });

  test("a changed one has another hash, and nothing else has", async () => {
    const before = await inputsWith(() => {});
    for (const [path, name] of [
      ["deeper.py", "deeper.py"],
      ["words/late.ts", "words/"],
      ["words/new.ts", "words/"],
      ["stranger.py", undefined],
    ] as const) {
      const after = await inputsWith((folder) => write(folder, path, "// changed\n"));
      expect(Object.keys(before).filter((key) => before[key] !== after[key])).toEqual(name === undefined ? [] : [name]);
    }
  });
});

describe("a broken family file is named", () => {
  const write = (text: string) => {
    const file = join(temporaryFolder(), "broken.ts");
    writeFileSync(file, text);
    return file;
  };
  const describing = (text: string, timeLimit?: number) => {
    const file = write(text);
    return describeFamily(file, { into: join(file, "..", "cases"), ...(timeLimit ? { timeLimit } : {}) });
  };

  test("it is not there", async () => {
    await expect(describeFamily("/nowhere/x.ts")).rejects.toMatchObject({
      code: "family-not-found",
      message: expect.stringContaining("/nowhere/x.ts"),
    });
  });

  test.each([
    ["family-not-loaded", "import 'no-such-package'", /broken\.ts could not be loaded: Cannot find package/],
    ["family-not-loaded", "throw new TypeError('no')", /broken\.ts could not be loaded: no/],
    ["family-not-loaded", "process.exit(3)", /ended the process that loads it \(exit code 3\)/],
    ["family-invalid", "export const x = 1", /has no default export/],
    ["family-invalid", "export default { name: 'Bad Name' }", /broken\.ts: name: lower-case/],
  ])("%s: %s", async (code, text, message) => {
    await expect(describing(text)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test("it never ends", async () => {
    await expect(describing("for (;;);", 500)).rejects.toMatchObject({ code: "family-hangs" });
  });

  const family = (change: string) => `const family = {
    name: "x", title: "X", operation: "call",
    arms: [{ name: "a", language: "typescript", prepare: () => ({ run: () => 1, answer: () => 1 }) }],
    cases: [{ name: "c", title: "C", kind: "cpu", load: () => ({ setup: null, inputs: [1], expected: [1] }) }],
    ratios: [], fold: (answer) => answer,
  };
  ${change};
  export default family;`;

  test.each([
    ["family.cases[0].load = () => ({ setup: null, inputs: [], expected: [] })", /case "c" has no inputs/],
    [
      "family.cases[0].load = () => ({ inputs: [1, 2], expected: [1] })",
      /case "c" has 2 inputs but 1 expected answers/,
    ],
    ["family.cases[0].load = () => { throw new Error('no disk') }", /case "c" could not be loaded: no disk/],
    ["family.cases[0].delivery = 'fresh'", /delivered "fresh", so its inputs must be strings; input 0 is not/],
    ["family.fold = () => 'x'", /fold of expected answer 0 is x, not a whole number/],
  ])("case-invalid: %s", async (change, message) => {
    await expect(describing(family(change))).rejects.toMatchObject({
      code: "case-invalid",
      message: expect.stringMatching(message),
      data: expect.objectContaining({ case: "c" }),
    });
  });
});

describe("what checkFamily refuses", () => {
  const arm = (name: string) => ({ name, language: "typescript", prepare: () => ({}) });
  const each = (name: string) => ({ name, title: name, kind: "cpu", load: () => ({}) });
  const watcher = { name: "w", language: "typescript", observe: () => ({}), serve: () => ({}) };
  const load = { paths: ["/"], connections: 1, rate: 10, seconds: 1, warmUpSeconds: 0 };
  const metric = { name: "size", title: "Size", unit: "B", better: "lower", definition: "How large it is." };
  const scene = (change: object) => ({
    name: "s",
    title: "S",
    arms: ["w"],
    metrics: [metric],
    data: () => ({ setup: null, expected: 1 }),
    ...change,
  });
  const sound = {
    name: "x",
    title: "X",
    operation: "call",
    arms: [arm("a"), arm("b")],
    cases: [each("c")],
    ratios: [{ case: "c", arm: "a", against: "b" }],
    fold: () => 0,
  };

  test("nothing of a sound one", () => {
    expect(checkFamily("f.ts", sound)).toBe(sound);
  });

  test.each([
    [{ arms: [arm("a"), arm("a")], ratios: [] }, 'arm "a" is there twice'],
    [{ cases: [each("c"), each("c")] }, 'case or scenario "c" is there twice'],
    [{ ratios: [...sound.ratios, ...sound.ratios] }, 'ratio "c / a / b / c" is there twice'],
    [{ ratios: [{ case: "c", arm: "a", against: "z" }] }, 'names arm "z"; the arms are a, b'],
    [{ ratios: [{ case: "d", arm: "a", against: "b" }] }, 'names case "d"; the cases are c'],
    [{ ratios: [{ case: "c", arm: "a", against: "a" }] }, 'compares arm "a" with itself'],
    [{ fold: 3 }, "fold must be a function"],
    [{ arms: [] }, "arms: "],
    [{ arms: [{ name: "a", language: "typescript" }] }, 'arm "a" has none of prepare, observe and serve'],
    [{ arms: [{ ...arm("a"), prepare: 3 }] }, "arms.0.prepare: prepare must be a function"],
    [{ cases: [], ratios: [] }, "no case and no scenario"],
    [{ cases: [{ ...each("c"), needs: ["postgres"] }] }, "needs postgres, but the family has no postgres.schema"],
    [{ cases: [{ ...each("c"), needs: ["mysql"] }] }, "cases.0.needs.0: "],
    [{ scenarios: [scene({ name: "c" })] }, 'case or scenario "c" is there twice'],
    [{ scenarios: [scene({ arms: ["z"] })] }, 'is for arm "z"; the arms are a, b'],
    [{ scenarios: [scene({ arms: ["a"] })] }, 'is for arm "a", which has no observe'],
    [{ scenarios: [scene({ arms: ["a"], load, metrics: loadMetrics })] }, 'is for arm "a", which has no serve'],
    [{ arms: [watcher], ratios: [], scenarios: [scene({ arms: ["w", "w"] })] }, 'names "w" twice'],
    [{ arms: [watcher], ratios: [], scenarios: [scene({ load })] }, "its metrics must be loadMetrics"],
    [{ arms: [watcher], ratios: [], cases: [{ ...each("c"), arms: ["w"] }] }, 'arm "w", which has no prepare'],
    [{ cases: [{ ...each("c"), kind: "gpu" }] }, "cases.0.kind: "],
  ])("%o", (change, message) => {
    expect(() => checkFamily("f.ts", { ...sound, ...change })).toThrow(
      expect.objectContaining({ code: "family-invalid", message: expect.stringContaining(message) }),
    );
  });
});
