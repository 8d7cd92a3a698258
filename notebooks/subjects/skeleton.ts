import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type Body, CannotHold, type CaseInput, defineFamily, runNotebook } from "kernel-lib";
// Not public: starting a kernel without a notebook is of interest here only.
import { ownKernelspec } from "../../kernel-lib/dist/notebook/kernel/kernelspec.js";
import { RunningKernel } from "../../kernel-lib/dist/notebook/runner/running-kernel.js";

const root = resolve(import.meta.dirname, "../..");
const jupyter = join(root, ".venv", "bin", "jupyter");
const stockSpec = {
  ...ownKernelspec(),
  argv: [process.execPath, join(root, "node_modules/tslab/bin/tslab"), "kernel", "--config-path", "{connection_file}"],
  metadata: {},
};

/** Thirty cells that do next to nothing: what is left is the kernel, the protocol and the runner. */
const cells = ["let x = 0;", ...Array.from({ length: 29 }, (_, i) => `const v${i} = ${i} + x; v${i}`)];
const notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "tslab", display_name: "tslab", language: "typescript" } },
  cells: cells.map((source, i) => ({
    cell_type: "code",
    id: `c${i}`,
    metadata: {},
    source,
    outputs: [],
    execution_count: null,
  })),
};

/** A folder with the notebook; gone after the measurement. */
function workplace(): { readonly folder: string; readonly file: string; readonly executed: string } {
  const folder = mkdtempSync(join(tmpdir(), "covet-skeleton-"));
  const file = join(folder, "thirty.ipynb");
  writeFileSync(file, JSON.stringify(notebook));
  return { folder, file, executed: join(folder, "executed.ipynb") };
}

/** How many cells of an executed notebook show their result: the work is seen to be done. Stock tslab does not number its cells. */
const answered = (file: string): number =>
  (JSON.parse(readFileSync(file, "utf8")) as typeof notebook).cells.filter(({ outputs }) => outputs.length > 0).length;

function body(run: () => Promise<number>, dispose: () => void): Body {
  return { async: true, run, answer: run, dispose };
}

function ownRunner(): Body {
  const { folder, file, executed } = workplace();
  const run = async () => {
    await runNotebook(file, executed);
    return answered(executed);
  };
  return body(run, () => rmSync(folder, { recursive: true, force: true }));
}

/** `jupyter nbconvert --execute`, as its documentation advises, with a kernelspec of its own. */
function nbconvert(spec: { readonly argv: readonly string[] }): Body {
  const { folder, file, executed } = workplace();
  const specs = join(folder, "kernels", "tslab");
  mkdirSync(specs, { recursive: true });
  writeFileSync(join(specs, "kernel.json"), JSON.stringify(spec));
  const env = { ...process.env, JUPYTER_PATH: folder, JUPYTER_PREFER_ENV_PATH: "0" };
  const args = ["nbconvert", "--log-level=ERROR", "--to", "notebook", "--execute", file, "--output", "executed.ipynb"];
  const run = async () => {
    rmSync(executed, { force: true });
    await promisify(execFile)(jupyter, args, { env });
    return answered(executed);
  };
  return body(run, () => rmSync(folder, { recursive: true, force: true }));
}

/** From the start of the process to its answer to `kernel_info`, over loopback ports for both; then it is ended, which is timed too. */
function kernel(spec: ReturnType<typeof ownKernelspec>): Body {
  const run = async () => {
    const started = await RunningKernel.start({ spec, cwd: tmpdir(), transport: "tcp" });
    await started.kill();
    return 1;
  };
  return body(run, () => {});
}

const prepare = (runs: () => Body, starts: () => Body) => (given: CaseInput) =>
  given.case === "kernel-info" ? starts() : runs();

export default defineFamily({
  name: "skeleton",
  title: "Notebook runner",
  operation: "notebook",
  arms: [
    {
      name: "covet",
      label: "our runner and kernel",
      language: "typescript",
      prepare: prepare(ownRunner, () => kernel(ownKernelspec())),
    },
    {
      name: "nbconvert-tslab",
      label: "nbconvert with stock tslab",
      language: "typescript",
      package: "tslab",
      note: "jupyter nbconvert --to notebook --execute, with the kernelspec that tslab's own install writes.",
      prepare: prepare(
        () => nbconvert(stockSpec),
        () => kernel(stockSpec),
      ),
    },
    {
      name: "nbconvert-covet",
      label: "nbconvert with our kernel",
      language: "typescript",
      note: "The same command with our kernelspec: what the kernel alone changes.",
      prepare: prepare(
        () => nbconvert(ownKernelspec()),
        () => {
          throw new CannotHold("the kernel is the same as our runner's");
        },
      ),
    },
  ],
  cases: [
    {
      name: "kernel-info",
      title: "Kernel start to its first answer",
      kind: "process",
      turns: 4,
      load: () => ({ setup: null, inputs: [1], expected: [1] }),
    },
    {
      name: "thirty-cells",
      title: "A notebook of 30 trivial cells",
      kind: "process",
      turns: 2,
      load: () => ({ setup: null, inputs: [30], expected: [29] }),
    },
  ],
  fold: (answer) => answer as number,
  ratios: [
    { case: "kernel-info", arm: "covet", against: "nbconvert-tslab" },
    { case: "thirty-cells", arm: "covet", against: "nbconvert-tslab" },
    { case: "thirty-cells", arm: "covet", against: "nbconvert-covet" },
    { case: "thirty-cells", arm: "nbconvert-covet", against: "nbconvert-tslab" },
  ],
});
