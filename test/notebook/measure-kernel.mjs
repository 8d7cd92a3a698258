// Times what the notebook wing sets out to reach, records it for the goals, and asserts nothing:
// node test/notebook/measure-kernel.mjs [rounds]. Values are geometric means over rounds with Student's 95 % interval.
// Kernel start: from spawn to the reply to kernel_info. Notebook: 30 trivial cells, from the command to its exit.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { random } from "../../kernel-lib/dist/measure/plan/random.js";
import { sample } from "../../kernel-lib/dist/measure/stats/sample.js";
import { tInterval } from "../../kernel-lib/dist/measure/stats/t-interval.js";
import { installKernelspec } from "../../kernel-lib/dist/notebook/kernel/install-kernelspec.js";
import { ownKernelspec } from "../../kernel-lib/dist/notebook/kernel/kernelspec.js";
import { RunningKernel } from "../../kernel-lib/dist/notebook/runner/running-kernel.js";
import { recordMeasurement } from "../../kernel-lib/setup/record-measurement.mjs";

const rounds = Number(process.argv[2] ?? 5);
const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "covet-measure-"));
const own = ownKernelspec();
const tslab = [
  process.execPath,
  path("../../node_modules/tslab/bin/tslab"),
  "kernel",
  "--config-path",
  "{connection_file}",
];
const stock = { ...own, argv: tslab, metadata: {} };

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const show = (values) => `${median(values).toFixed(2)} s (${values.map((value) => value.toFixed(2)).join(", ")})`;
const seconds = async (body) => {
  const start = performance.now();
  await body();
  return (performance.now() - start) / 1000;
};

try {
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
  const file = join(folder, "thirty.ipynb");
  writeFileSync(file, JSON.stringify(notebook));
  const runner = join(folder, "run.mjs");
  writeFileSync(
    runner,
    `import { executeNotebook } from ${JSON.stringify(path("../../kernel-lib/dist/notebook/runner/execute-notebook.js"))};
await executeNotebook({ path: process.argv[2], output: process.argv[2] + ".out.ipynb" });`,
  );
  installKernelspec({ prefix: join(folder, "own") });
  const stockSpecs = join(folder, "stock", "share", "jupyter", "kernels", "tslab");
  mkdirSync(stockSpecs, { recursive: true });
  writeFileSync(join(stockSpecs, "kernel.json"), JSON.stringify(stock));

  const start = async (spec) => {
    let kernel;
    const took = await seconds(async () => {
      kernel = await RunningKernel.start({ spec, cwd: folder, transport: "tcp" });
    });
    await kernel.kill();
    return took;
  };
  const jupyter = path("../../.venv/bin/jupyter");
  const convert = (specs) =>
    seconds(async () => {
      const env = {
        ...process.env,
        JUPYTER_PATH: join(folder, specs, "share", "jupyter"),
        JUPYTER_PREFER_ENV_PATH: "0",
      };
      const args = [
        "nbconvert",
        "--log-level=ERROR",
        "--to",
        "notebook",
        "--execute",
        file,
        "--output",
        "converted.ipynb",
      ];
      execFileSync(jupyter, args, { env, stdio: "inherit" });
    });
  const times = { start: [], startStock: [], runner: [], nbconvertOwn: [], nbconvertStock: [] };
  await start(own); // fills the compile cache
  const chance = random(1, "measure-kernel");
  const jobs = {
    start: () => start(own),
    startStock: () => start(stock),
    runner: () => seconds(async () => execFileSync(process.execPath, [runner, file], { stdio: "inherit" })),
    nbconvertOwn: () => convert("own"),
    nbconvertStock: () => convert("stock"),
  };
  // Rounds: each does everything once, in an order of its own, so that what slows the machine for a while slows all alike.
  for (let round = 0; round < rounds; round++)
    for (const name of chance.shuffle(Object.keys(jobs))) times[name].push(await jobs[name]());
  console.log(`kernel_info, ours:                ${show(times.start)}`);
  console.log(`kernel_info, stock tslab:         ${show(times.startStock)}`);
  console.log(`30 cells, our runner:             ${show(times.runner)}`);
  console.log(`30 cells, nbconvert, our kernel:  ${show(times.nbconvertOwn)}`);
  console.log(`30 cells, nbconvert, stock tslab: ${show(times.nbconvertStock)}`);
  const run = `measure-kernel ${new Date().toISOString().slice(0, 16)}`;
  const interval = (values) => tInterval(sample(values.map(Math.log)), 0.05);
  const record = (id, unit, values) => {
    const { point, low, high } = interval(values);
    const [value, from, to] = [point, low, high].map(Math.exp);
    console.log(
      `${id}: ${value.toFixed(3)} ${unit} (${from.toFixed(3)} to ${to.toFixed(3)}), ${values.length} rounds, load ${loadavg()[0].toFixed(1)}`,
    );
    recordMeasurement(path("../.."), { id, value, unit, run, low: from, high: to });
  };
  record("skeleton/kernel-info", "s", times.start);
  record(
    "skeleton/runner",
    "x",
    times.runner.map((time, i) => time / times.nbconvertStock[i]),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
