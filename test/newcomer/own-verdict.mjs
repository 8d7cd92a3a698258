// @ts-check
// Times what a reader waits for: from running a cell with `compare` of two functions, one of which does exactly twice the other's work, to
// its verdict. Asserts nothing about time; records it for the goals. `node test/newcomer/own-verdict.mjs [times]`
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { executeNotebook } from "../../kernel-lib/dist/notebook/runner/execute-notebook.js";
import { recordMeasurement } from "../../kernel-lib/setup/record-measurement.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const folder = mkdtempSync(join(tmpdir(), "covet-own-verdict-"));
const work = (/** @type {number} */ count) =>
  `(seed: number) => { let x = seed | 1; for (let i = 0; i < ${count}; i++) { x ^= x << 13; x ^= x >>> 17; x ^= x << 5; } return x === 0 ? 1 : 0; }`;
const source = `import { compare, sentence, show } from "kernel-lib";
const own = await compare({ inputs: [1, 2, 3, 4, 5, 6, 7], arms: { half: ${work(1000)}, whole: ${work(2000)} } });
await show(sentence\`It is \${own.verdict("inputs", "whole")}.\`);`;

try {
  for (let time = 0; time < Number(process.argv[2] ?? 3); time++) {
    const path = join(folder, "own.ipynb");
    const metadata = { kernelspec: { name: "tslab", display_name: "tslab", language: "typescript" } };
    const cell = { cell_type: "code", id: "own", metadata: {}, source, outputs: [], execution_count: null };
    writeFileSync(path, JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells: [cell] }));
    const output = join(folder, "executed.ipynb");
    let seconds = 0;
    await executeNotebook({
      path,
      output,
      cwd: join(root, "notebooks"),
      onProgress: (progress) => {
        if (progress.kind === "cell-ended") seconds = progress.took / 1000;
      },
    });
    const said = /It is [^"\\]*/.exec(readFileSync(output, "utf8").replaceAll(/<[^>]*>/g, ""))?.[0] ?? "no verdict";
    process.stdout.write(`${seconds.toFixed(1)} s: ${said}\n`);
    // A verdict that was not reached is no time to a verdict.
    if (!/faster/.test(said)) process.exitCode = 1;
    else
      recordMeasurement(root, {
        id: "skeleton/own-verdict",
        value: seconds,
        unit: "s",
        run: `own-verdict ${new Date().toISOString().slice(0, 19)}`,
      });
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
