import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { testFolder } from "../notebook-file.ts";

const script = fileURLToPath(new URL("./convert-cells.mjs", import.meta.url));
const cells = [
  "let x = 0",
  "const y: number = x + 1; y",
  "import { side, Side } from './side'\nside.depth + new Side().own",
  "import * as fs from 'fs'\nimport { join as glue, sep } from 'node:path'\nglue('a', sep)",
  "interface Row { a: number; b?: string }\ntype Rows = Row[]\nconst rows: Rows = [{ a: 1 }]; rows",
  "class Base<T> { constructor(readonly value: T) {} }\nenum Colour { red, green }\nclass Next extends Base<Colour> {}",
  "new Next(Colour.green).value",
  "const y = 'now a string'; y.length",
  "const s: string = rows[0].a",
  "missing(1); let",
  "await Promise.resolve(rows)",
  "for await (const part of [1]) { x += part }",
  "async function later() { await 1 }\nlater()",
  "let { a, ...rest } = { a: 1, b: 2, c: 3 }, [first] = [a]; first",
  "const tsLastExpr = 1; tsLastExpr",
  "import type { Row as Other } from './types'\nconst other: Other = { other: 1 }; other",
  "x = 5; /* the last */ x // with a comment",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the cell's own template
  "const html = `line\n  ${x}\n`; html",
  "import tslab from 'tslab'; import { display } from 'tslab'; display.html('x')",
  "function overloaded(a: string): string\nfunction overloaded(a: number): number\nfunction overloaded(a: any) { return a }",
  "overloaded(true)",
  "",
  "// only a comment",
  "declare global { interface Array<T> { own: T } }\n[1].own",
  "import { wrong } from './wrong'; wrong",
];

test("cells become what stock tslab makes of them, for all that is left out and added", async () => {
  const cwd = await testFolder();
  await writeFile(join(cwd, "deeper.ts"), "export const depth: number = 7;\n");
  await writeFile(
    join(cwd, "side.ts"),
    "import { depth } from './deeper';\nexport const side = { depth };\nexport class Side { own = 1 }\n",
  );
  await writeFile(join(cwd, "types.ts"), "export interface Row { other: number }\n");
  await writeFile(join(cwd, "wrong.ts"), "export const wrong: string = 1;\n");
  const convert = (how: string): unknown[] =>
    JSON.parse(execFileSync(process.execPath, [script, how], { cwd, input: JSON.stringify(cells), encoding: "utf8" }));
  const stock = convert("stock");
  expect(stock).toHaveLength(cells.length + 2);
  expect(stock[2]).toMatchObject({ diagnostics: [], sideOutputs: [{}, {}] });
  expect(stock[8]).toMatchObject({ diagnostics: [{ code: 2322 }] });
  for (const how of ["ours", "headless"])
    for (const [index, result] of convert(how).entries())
      expect(result, `${how}: ${cells[index]}`).toEqual(stock[index]);
});
