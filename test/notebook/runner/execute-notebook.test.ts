import { spawn } from "node:child_process";
import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { LabError } from "../../../kernel-lib/src/base/lab-error.ts";
import { seconds } from "../../../kernel-lib/src/base/units.ts";
import {
  type ExecuteNotebookOptions,
  executeNotebook,
  type NotebookProgress,
} from "../../../kernel-lib/src/notebook/runner/execute-notebook.ts";
import type { CodeCell } from "../../../kernel-lib/src/notebook/runner/notebook.ts";
import { readNotebook } from "../../../kernel-lib/src/notebook/runner/read-notebook.ts";
import { type CellSource, spec, testFolder, writeCells } from "../notebook-file.ts";

interface Run {
  readonly folder: string;
  readonly error: LabError | null;
  readonly cells: readonly CodeCell[];
  readonly progress: readonly NotebookProgress[];
}

/** Executes cells in a fresh kernel and reads back what was written. */
async function run(sources: readonly CellSource[], options: Partial<ExecuteNotebookOptions> = {}): Promise<Run> {
  const folder = await testFolder();
  const output = join(folder, "out", "book.ipynb");
  const progress: NotebookProgress[] = [];
  const path = await writeCells(folder, sources);
  const onProgress = (step: NotebookProgress): void => {
    progress.push(step);
    options.onProgress?.(step);
  };
  let error: unknown = null;
  await executeNotebook({ path, output, spec, ...options, onProgress }).catch((reason: unknown) => {
    error = reason;
  });
  if (error !== null && !(error instanceof LabError)) throw error;
  const written = await readNotebook(output);
  expect(await readdir(join(folder, "out")), "nothing but the notebook is left").toEqual(["book.ipynb"]);
  return { folder, error, progress, cells: written.cells.filter((cell) => cell.cell_type === "code") };
}

const outputsOf = (cell: CodeCell | undefined) => cell?.outputs ?? [];

/** A process that runs in a test's folder would be a left-over of its kernel. */
async function processesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const cwd = await readlink(`/proc/${pid}/cwd`).catch(() => "");
    if (cwd.startsWith(folder)) found.push(pid);
  }
  return found;
}

describe("outputs", () => {
  test("are those of nbformat, with nbclient's times", async () => {
    const { cells, error, progress } = await run([
      "const a = 1; console.log('one'); console.log('two'); console.error('three')",
      "a + 1",
      "({ [Symbol.for('Jupyter.display')]: async () => ({ 'text/html': '<b>x</b>', 'application/vnd.x+json': { data: [1] } }) })",
      "import { newDisplay } from 'tslab';\nconst d = newDisplay(); d.text('before')",
      "d.text('after'); await new Promise((done) => setTimeout(done, 5)); null",
      "  ",
      "console.log('late'); undefined",
    ]);
    expect(error).toBeNull();
    expect(cells.map(({ outputs }) => outputs)).toEqual([
      [
        { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
        { output_type: "stream", name: "stderr", text: "three\n" },
      ],
      [{ output_type: "execute_result", execution_count: 2, data: { "text/plain": "2" }, metadata: {} }],
      [
        {
          output_type: "execute_result",
          execution_count: 3,
          data: { "text/html": "<b>x</b>", "application/vnd.x+json": { data: [1] } },
          metadata: {},
        },
      ],
      [{ output_type: "display_data", data: { "text/plain": "after" }, metadata: {} }],
      [],
      [],
      [{ output_type: "stream", name: "stdout", text: "late\n" }],
    ]);
    expect(cells.map(({ execution_count }) => execution_count)).toEqual([1, 2, 3, 4, 5, null, 6]);
    expect(Object.keys(cells[0]?.metadata.execution ?? {}).sort()).toEqual([
      "iopub.execute_input",
      "iopub.status.busy",
      "iopub.status.idle",
      "shell.execute_reply",
    ]);
    expect(progress.map(({ kind }) => kind)).toEqual([
      "kernel-ready",
      ...Array.from({ length: 6 }, () => ["cell-started", "cell-ended"]).flat(),
    ]);
  });

  test("of a cell that writes very much are cut, with a note", async () => {
    const { cells, error } = await run([
      "for (let i = 0; i < 60_000; i++) console.log('x'.repeat(99))",
      "console.log('still here')",
    ]);
    expect(error).toBeNull();
    const [first, ...others] = outputsOf(cells[0]);
    expect(others).toEqual([]);
    const text = first?.output_type === "stream" ? first.text : "";
    expect(text.length).toBeGreaterThan(4_000_000);
    expect(text.length).toBeLessThan(4_000_200);
    expect(text).toMatch(/\[cut here: a notebook keeps 4,000,000 characters a cell\]\n$/);
    expect(outputsOf(cells[1])).toEqual([{ output_type: "stream", name: "stdout", text: "still here\n" }]);
  });

  test("that come late go to the cell that started them", async () => {
    const { cells } = await run([
      "setTimeout(() => console.log('from the first'), 50); null",
      "await new Promise((done) => setTimeout(done, 200)); console.log('second')",
    ]);
    expect(outputsOf(cells[1])).toEqual([{ output_type: "stream", name: "stdout", text: "second\n" }]);
    // After a cell's `idle` a runner listens to it no more, as nbclient does; what matters is that the second cell has none of it.
    expect(outputsOf(cells[0])).toEqual([]);
  });
});

describe("a cell that fails", () => {
  test("stops the run, names cell, line and text, and keeps what came before", async () => {
    const { cells, error } = await run([
      "console.log('kept')",
      "interface Row {\n  a?: { b: number };\n}\nconst read = (row: Row) => {\n  return row.a!.b;\n};",
      "console.log('so far');\n\nread({});",
      "console.log('never')",
    ]);
    expect(error?.code).toBe("cell-failed");
    expect(error?.message).toContain("cell 3 (id c3), line 3: read({});");
    expect(error?.data).toMatchObject({ cell: 3, cellId: "c3", line: 3, text: "read({});", ename: "TypeError" });
    const traceback = error?.data.traceback as string[];
    expect(traceback[1]).toMatch(/^ {4}at .*\(cell-2\.ts:5:17\)$/);
    expect(traceback[2]).toMatch(/^ {4}at cell-3\.ts:3:1$/);
    expect(traceback.join("\n")).toContain("> 5 |   return row.a!.b;");
    expect(traceback.join("\n")).not.toMatch(/executor\.js|node:vm/);
    expect(outputsOf(cells[0])).toHaveLength(1);
    expect(outputsOf(cells[2]).map((output) => output.output_type)).toEqual(["stream", "error"]);
    expect(outputsOf(cells[3])).toEqual([]);
    expect(cells[3]?.execution_count).toBeNull();
  });

  test("for its types tells every diagnostic with its line", async () => {
    const { error } = await run(["const fine = 1;\nconst s: string = fine;\nmissing()"]);
    expect(error?.data).toMatchObject({ cell: 1, line: 2, text: "const s: string = fine;", ename: "TS2322" });
    expect(error?.message).toContain("cell-1.ts:3:1 - error TS2304: Cannot find name 'missing'.");
  });

  test("with something that is no Error, or late, still says what it was", async () => {
    const thrown: readonly (readonly [source: string, ename: string, evalue: string])[] = [
      ["throw 'x'", "Uncaught string", "x"],
      ["throw null", "Uncaught null", "null"],
      ["throw undefined", "Uncaught undefined", "undefined"],
      ["throw { a: 1 }", "Uncaught object", "{ a: 1 }"],
      ["await Promise.reject(new RangeError('late'))", "RangeError", "late"],
      ["({ [Symbol.for('Jupyter.display')]: () => 3 })", "LabError", "an object drew itself as something"],
    ];
    const tagged = thrown.map(([source]) => ({ source, metadata: { tags: ["raises-exception"] } }));
    const { cells, error } = await run(tagged);
    expect(error).toBeNull();
    for (const [index, [source, ename, evalue]] of thrown.entries())
      expect(outputsOf(cells[index]), source).toMatchObject([
        { output_type: "error", ename, evalue: expect.stringContaining(evalue) },
      ]);
  });

  test("and is tagged raises-exception lets the run go on", async () => {
    const { cells, error } = await run([
      { source: "throw new Error('wanted')", metadata: { tags: ["raises-exception"] } },
      "console.log('after')",
    ]);
    expect(error).toBeNull();
    expect(outputsOf(cells[0])).toMatchObject([{ output_type: "error", ename: "Error", evalue: "wanted" }]);
    expect(outputsOf(cells[1])).toHaveLength(1);
  });
});

describe("a cell that never ends", () => {
  test.each([
    ["a loop", "console.log('in');\nfor (;;) {}"],
    ["a promise", "console.log('in');\nawait new Promise((resolve) => setInterval(() => {}, 1000));"],
  ])("is stopped at its limit: %s", async (_name, source) => {
    const { cells, error, folder } = await run(["null", { source, metadata: { timeout: 0.3 } }, "1"], {
      cellTimeout: seconds(60),
    });
    expect(error?.code).toBe("cell-timeout");
    expect(error?.message).toContain("cell 2 (id c2)");
    expect(error?.data).toMatchObject({ cellId: "c2", limit: 0.3 });
    expect(outputsOf(cells[1])).toMatchObject([
      { output_type: "stream", text: "in\n" },
      { output_type: "error", ename: "Interrupted" },
    ]);
    expect(await processesIn(folder)).toEqual([]);
  });

  test("and cannot be interrupted, is killed", async () => {
    // The first cell waits for the compiler to start, longer than that on a busy machine.
    const { cells, error, folder } = await run([
      "0",
      { source: "await null;\nconsole.log('in');\nfor (;;) {}", metadata: { timeout: 2 } },
      "1",
    ]);
    expect(error?.code).toBe("cell-timeout");
    expect(outputsOf(cells[1])).toMatchObject([{ output_type: "stream", text: "in\n" }]);
    expect(await processesIn(folder)).toEqual([]);
  });

  test("is stopped by the reader within a second, and no process is left", async () => {
    const stop = new AbortController();
    let stoppedAt = 0;
    const { error, folder } = await run(
      [
        "import { spawn } from 'node:child_process';\nspawn('sleep', ['60'], { detached: true, stdio: 'ignore' }); null",
        "for (;;) await new Promise((resolve) => setImmediate(resolve));",
      ],
      {
        signal: stop.signal,
        onProgress: (step) => {
          if (step.kind === "cell-started" && step.cell === 2) {
            stoppedAt = performance.now();
            stop.abort(new LabError("stopped", "stopped by the test"));
          }
        },
      },
    );
    expect(error?.code).toBe("stopped");
    expect(performance.now() - stoppedAt).toBeLessThan(5000); // it takes 0.6 s; a loaded machine gets more, a hang does not
    expect(await processesIn(folder)).toEqual([]);
  });
});

describe("a kernel that dies", () => {
  test.each([
    ["process.exit(3)", { code: 3 }],
    ["process.kill(process.pid, 'SIGKILL'); await new Promise(() => {})", { signal: "SIGKILL" }],
  ])("under %s is noticed, and its cell named", async (source, how) => {
    const { cells, error } = await run(["console.log('kept')", `console.log('last words');\n${source}`, "1"]);
    expect(error?.code).toBe("kernel-died");
    expect(error?.message).toContain("cell 2 (id c2)");
    expect(error?.data).toMatchObject({ cellId: "c2", ...how });
    expect(outputsOf(cells[0])).toHaveLength(1);
    expect(outputsOf(cells[2])).toEqual([]);
  });
});

test("a kernel does not outlive its runner", async () => {
  const folder = await testFolder();
  const path = await writeCells(folder, ["for (;;) await new Promise((go) => setImmediate(go))"]);
  const library = new URL("../../../kernel-lib/dist/notebook/runner/execute-notebook.js", import.meta.url).href;
  const script = `const { executeNotebook } = await import(${JSON.stringify(library)});
    await executeNotebook({ path: process.argv[1], output: process.argv[1] + ".out", onProgress: ({ kind }) => console.log(kind) });`;
  const runner = spawn(process.execPath, ["--input-type=module", "-e", script, path], {
    env: { ...process.env, TMPDIR: folder }, // a runner that is killed leaves its private folder
    stdio: ["ignore", "pipe", "inherit"],
  });
  await vi.waitUntil(() => String(runner.stdout.read() ?? "").includes("cell-started"), { timeout: 30_000 });
  expect(await processesIn(folder)).toHaveLength(1);
  runner.kill("SIGKILL");
  await vi.waitUntil(async () => (await processesIn(folder)).length === 0, { timeout: 10_000, interval: 100 });
});

describe("files", () => {
  const execute = async (path: string, output: string): Promise<LabError> => {
    const error: unknown = await executeNotebook({ path, output, spec }).then(
      () => null,
      (reason: unknown) => reason,
    );
    if (!(error instanceof LabError)) throw error;
    return error;
  };

  test("that are not notebooks for this kernel are refused by name", async () => {
    const folder = await testFolder();
    const bad = async (text: string): Promise<LabError> => {
      const path = join(folder, "bad.ipynb");
      await writeFile(path, text);
      const error = await execute(path, join(folder, "out.ipynb"));
      expect(error.message).toContain(path);
      expect(error.remedy).toBeTruthy();
      return error;
    };
    expect((await bad("not json")).code).toBe("notebook-not-json");
    expect((await bad('{"cells": 3}')).code).toBe("notebook-invalid");
    const python = { nbformat: 4, nbformat_minor: 5, metadata: { kernelspec: { name: "python3" } }, cells: [] };
    expect((await bad(JSON.stringify(python))).code).toBe("notebook-other-kernel");
    expect((await execute(join(folder, "none.ipynb"), "x")).code).toBe("notebook-not-found");
    expect(await readdir(folder)).toEqual(["bad.ipynb"]);
  });

  test("that cannot be written are told before anything runs", async () => {
    const folder = await testFolder();
    const path = await writeCells(folder, ["1"]);
    await writeFile(join(folder, "file"), "");
    const error = await execute(path, join(folder, "file", "out.ipynb"));
    expect(error.code).toBe("output-not-writable");
  });

  test("run at the same time do not meet", async () => {
    const both = await Promise.all([run(["'first'"]), run(["'second'"])]);
    expect(both.map(({ cells }) => outputsOf(cells[0]))).toMatchObject([
      [{ data: { "text/plain": "'first'" } }],
      [{ data: { "text/plain": "'second'" } }],
    ]);
  });

  test("may be executed in place, and keep what the runner does not know", async () => {
    const folder = await testFolder();
    const path = await writeCells(folder, ["1 + 1"]);
    const notebook = JSON.parse(await readFile(path, "utf8"));
    notebook.metadata.own = { kept: true };
    await writeFile(path, JSON.stringify(notebook));
    await executeNotebook({ path, output: path, spec });
    const after = JSON.parse(await readFile(path, "utf8"));
    expect(after.metadata.own).toEqual({ kept: true });
    expect(after.cells[0].source).toEqual(["1 + 1"]);
    expect(after.cells[0].outputs[0].data["text/plain"]).toEqual(["2"]);
  });
});
