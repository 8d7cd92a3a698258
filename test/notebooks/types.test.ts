import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

const notebooks = resolve(import.meta.dirname, "../../notebooks");
const check = (file: string) =>
  JSON.parse(
    execFileSync(process.execPath, [join(import.meta.dirname, "check-cells.cjs"), file], {
      cwd: notebooks,
      encoding: "utf8",
    }),
  ) as unknown[];

test.each(readdirSync(notebooks).filter((file) => file.endsWith(".ipynb")))(
  "the cells of %s type-check in tslab's own compiler",
  (file) => {
    expect(check(join(notebooks, file))).toEqual([]);
  },
);

test("a wrong cell is found", () => {
  const folder = mkdtempSync(join(notebooks, ".check-"));
  try {
    const cell = {
      cell_type: "code",
      id: "wrong",
      source: ['import { bench } from "kernel-lib";\n', "bench({ famly: 1 });"],
    };
    writeFileSync(join(folder, "wrong.ipynb"), JSON.stringify({ cells: [cell] }));
    expect(check(join(folder, "wrong.ipynb"))).toContainEqual({
      cell: "wrong",
      line: 2,
      message: expect.stringContaining("famly"),
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
