import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";

const notebooks = resolve(import.meta.dirname, "../../notebooks");
const files = readdirSync(notebooks).filter((file) => file.endsWith(".ipynb"));
const folder = mkdtempSync(join(notebooks, ".check-"));
const wrong = join(folder, "wrong.ipynb");
let found: Readonly<Record<string, unknown>> = {};

beforeAll(() => {
  try {
    const cell = {
      cell_type: "code",
      id: "wrong",
      source: ['import { bench } from "kernel-lib";\n', "bench({ famly: 1 });"],
    };
    writeFileSync(wrong, JSON.stringify({ cells: [cell] }));
    // The wrong one stands in the middle: what comes after it is checked as well.
    const order = files.map((file) => join(notebooks, file)).toSpliced(3, 0, wrong);
    const script = join(import.meta.dirname, "check-cells.cjs");
    found = JSON.parse(execFileSync(process.execPath, [script, ...order], { cwd: notebooks, encoding: "utf8" }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 300_000);

test.each(files)("the cells of %s type-check in tslab's own compiler", (file) => {
  expect(found[join(notebooks, file)]).toEqual([]);
});

test("a wrong cell is found", () => {
  expect(found[wrong]).toContainEqual({
    cell: "wrong",
    line: 2,
    message: expect.stringContaining("famly"),
  });
});
