import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Run } from "../../kernel-lib/src/app/run-folder.ts";

const root = resolve(import.meta.dirname, "../..");
const project = mkdtempSync(join(tmpdir(), "covet gaps "));

/** A notebook of these cells. */
const notebook = (...cells: readonly string[]) =>
  JSON.stringify({
    cells: cells.map((source, index) => ({
      cell_type: "code",
      id: `cell-${index}`,
      metadata: {},
      execution_count: null,
      outputs: [],
      source,
    })),
    metadata: { kernelspec: { display_name: "Covet", language: "typescript", name: "tslab" } },
    nbformat: 4,
    nbformat_minor: 5,
  });

const showing = (family: string) =>
  `import { bench, show } from "kernel-lib";\nconst report = await bench({ family: "${family}" });\nawait show(report.ratios());`;

const familyText = (name: string, load: string, other: string, ratio = "") => `
const arm = (name, add) => ({ name, language: "typescript", prepare: () => ({ run: (n) => n + add, answer: (n) => n + add }) });
export default {
  name: "${name}", title: "${name}", operation: "call",
  arms: [arm("one", 1), arm("two", 1)${other}],
  cases: [{ name: "numbers", title: "Numbers", kind: "cpu", load: () => { ${load} return { setup: null, inputs: [1, 2], expected: [2, 3] }; } }],
  fold: (answer) => answer,
  ratios: [{ case: "numbers", arm: "one", against: "two", headline: true }${ratio}],
};`;

/** A project whose notebooks name a family that works, one whose Python is not there, one that fails, and a cell that throws. */
beforeAll(() => {
  const put = (file: string, text: string) => writeFileSync(join(project, file), text);
  mkdirSync(join(project, "notebooks", "subjects"), { recursive: true });
  put("package.json", JSON.stringify({ name: "gaps", type: "module", private: true }));
  symlinkSync(join(root, "node_modules"), join(project, "node_modules"), "junction");
  put("notebooks/subjects/good.ts", familyText("good", "", ""));
  put(
    "notebooks/subjects/snake.ts",
    familyText(
      "snake",
      "",
      ', { name: "python", language: "python", script: "snake.py" }',
      ', { case: "numbers", arm: "one", against: "python", headline: true }',
    ),
  );
  copyFileSync(join(root, "test/measure/fixtures/loop.py"), join(project, "notebooks/subjects/snake.py"));
  put("notebooks/subjects/broken.ts", familyText("broken", 'throw new Error("its data is gone");', ""));
  put("notebooks/01-good.ipynb", notebook(showing("good")));
  put("notebooks/02-snake.ipynb", notebook(showing("snake")));
  put("notebooks/03-broken.ipynb", notebook(showing("broken")));
  put("notebooks/04-throws.ipynb", notebook('throw new Error("a cell fails");'));
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

test("what fails is named with its reason, the rest is made, and the exit code tells", () => {
  const ended = spawnSync(
    process.execPath,
    [join(root, "kernel-lib/setup/kernel-lib.mjs"), "run", "--profile", "smoke"],
    { cwd: project, env: { ...process.env, KERNEL_LIB_LOCK: join(project, "lock") }, encoding: "utf8" },
  );
  expect(ended.status, ended.stderr).toBe(1);
  const results = join(project, "results");
  const folder = join(results, readdirSync(results).find((name) => name.endsWith("-smoke")) ?? "none");
  const run = JSON.parse(readFileSync(join(folder, "run.json"), "utf8")) as Run;
  expect(run.state).toBe("finished");
  const gaps = Object.fromEntries(run.gaps.map(({ part, reason }) => [part, reason]));
  expect(Object.keys(gaps).sort()).toEqual([
    "family broken",
    "notebook 03-broken.ipynb",
    "notebook 04-throws.ipynb",
    "snake: python at numbers",
  ]);
  expect(gaps["family broken"]).toMatch(/its data is gone/);
  expect(gaps["snake: python at numbers"]).toMatch(/Python/);
  expect(gaps["notebook 04-throws.ipynb"]).toMatch(/a cell fails/);
  for (const part of Object.keys(gaps)) expect(ended.stderr).toContain(`missing: ${part}`);
  expect(run.notebooks.map(({ state }) => state)).toEqual(["executed", "executed", "failed", "failed"]);
  const page = readFileSync(join(folder, "report.html"), "utf8");
  expect(page).toContain("its data is gone");
  expect(page).toContain("a cell fails");
  expect(existsSync(join(folder, "families", "good.json"))).toBe(true);
}, 180_000);
