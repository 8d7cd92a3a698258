import { dirname, resolve } from "node:path";
import { LabError } from "../../base/lab-error.js";
import type { Milliseconds, Seconds } from "../../base/units.js";
import { milliseconds, seconds } from "../../base/units.js";
import { type Kernelspec, ownKernelspec } from "../kernel/kernelspec.js";
import type { Message } from "../protocol/message.js";
import { cellFailed, cellPosition, describeCell } from "./cell-failure.js";
import { CellOutputs } from "./cell-outputs.js";
import type { CodeCell, Notebook } from "./notebook.js";
import { readNotebook } from "./read-notebook.js";
import { RunningKernel, type StartKernelOptions } from "./running-kernel.js";
import { writeNotebook } from "./write-notebook.js";

/** What happens while a notebook runs; cells are counted from 1, only those that run. */
export type NotebookProgress =
  | { readonly kind: "kernel-ready"; readonly of: number; readonly took: Milliseconds }
  | { readonly kind: "cell-started"; readonly cell: number; readonly of: number; readonly cellId: string }
  | {
      readonly kind: "cell-ended";
      readonly cell: number;
      readonly of: number;
      readonly cellId: string;
      readonly took: Milliseconds;
    };

/** How to execute a notebook. */
export interface ExecuteNotebookOptions {
  readonly path: string;
  /** Where the executed notebook is written; may be `path` itself. */
  readonly output: string;
  /** The longest that a cell may take; 600 s where absent. A cell's own `metadata.timeout` (seconds) goes before it. */
  readonly cellTimeout?: Seconds;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: NotebookProgress) => void;
  /** The kernel; our own launcher on the Node that runs now where absent. */
  readonly spec?: Kernelspec;
  readonly env?: NodeJS.ProcessEnv;
  /** The folder in which cells run; the notebook's own where absent. */
  readonly cwd?: string;
  readonly transport?: StartKernelOptions["transport"];
}

/** What an executed notebook comes to. */
export interface ExecutedNotebook {
  readonly output: string;
  /** How many cells ran. */
  readonly cells: number;
  readonly took: Milliseconds;
}

/** After SIGINT a cell gets this long to end before its kernel is killed … (milliseconds) */
const timeoutGrace = 5000;
/** … and this long when the reader has stopped the run. */
const stopGrace = 500;

/**
 * Runs a notebook from top to bottom in a kernel of its own, and writes it, whole, after each cell. It stops at the first cell whose
 * status is not `ok` (cells tagged `raises-exception` may fail); later cells then have no outputs.
 * @throws LabError of readNotebook and writeNotebook; `cell-failed`, `cell-timeout`, `kernel-died`, `kernel-not-started`, each naming
 * notebook and cell; the reason of `signal` if that fires. Whatever happens, no process of the kernel is left.
 */
export async function executeNotebook(options: ExecuteNotebookOptions): Promise<ExecutedNotebook> {
  const { path, output, signal, onProgress, spec = ownKernelspec(), env, cwd, transport } = options;
  const started = performance.now();
  const notebook = await readNotebook(path);
  const cells = clean(notebook);
  await writeNotebook(output, notebook); // an output that cannot be written is told before anything runs
  const kernel = await RunningKernel.start({
    spec,
    cwd: cwd ?? dirname(resolve(path)),
    ...(env && { env }),
    ...(transport && { transport }),
    ...(signal && { signal }),
  });
  let orderly = false;
  try {
    notebook.metadata.language_info = kernel.info.language_info;
    onProgress?.({ kind: "kernel-ready", of: cells.length, took: since(started) });
    const outputs = new CellOutputs();
    for (const [index, cell] of cells.entries()) {
      const progress = { cell: index + 1, of: cells.length, cellId: cell.id };
      const at = performance.now();
      onProgress?.({ kind: "cell-started", ...progress });
      try {
        await runCell(kernel, cell, outputs, { notebook, options });
      } catch (error) {
        await writeNotebook(output, notebook).catch(() => {}); // the cell's own error is the one to tell
        throw error;
      }
      await writeNotebook(output, notebook);
      onProgress?.({ kind: "cell-ended", ...progress, took: since(at) });
    }
    orderly = true;
  } finally {
    await (orderly ? kernel.shutdown() : kernel.kill());
  }
  return { output, cells: cells.length, took: since(started) };
}

/** Takes the outputs of earlier runs away; returns the cells that are to run. */
function clean(notebook: Notebook): CodeCell[] {
  const cells = notebook.cells.filter((cell) => cell.cell_type === "code");
  for (const cell of cells) {
    cell.outputs = [];
    cell.execution_count = null;
    delete cell.metadata.execution;
  }
  return cells.filter((cell) => cell.source.trim() !== "" && !hasTag(cell, "skip-execution"));
}

async function runCell(
  kernel: RunningKernel,
  cell: CodeCell,
  outputs: CellOutputs,
  { notebook, options }: { notebook: Notebook; options: ExecuteNotebookOptions },
): Promise<void> {
  const position = cellPosition(options.path, notebook, cell);
  const mayFail = hasTag(cell, "raises-exception");
  const execution: Record<string, string> = {};
  cell.metadata.execution = execution;
  const onIopub = (message: Message): void => {
    note(execution, message);
    if (typeof message.content.execution_count === "number") cell.execution_count = message.content.execution_count;
    outputs.apply(cell, message);
  };
  try {
    const running = kernel.execute(cell.source, { cellId: cell.id, stopOnError: !mayFail, onIopub });
    const reply = await limited(kernel, running, limitOf(cell, options), options.signal);
    execution["shell.execute_reply"] = reply.header.date;
    if (typeof reply.content.execution_count === "number") cell.execution_count = reply.content.execution_count;
    if (reply.content.status === "ok" || (mayFail && reply.content.status === "error")) return;
    throw cellFailed(position, cell, reply.content);
  } catch (error) {
    if (!(error instanceof LabError) || !["cell-timeout", "kernel-died"].includes(error.code)) throw error;
    const { code, message, remedy, data, cause } = error;
    const details = { data: { ...data, ...position }, cause, ...(remedy === undefined ? {} : { remedy }) };
    throw new LabError(code, `${describeCell(position)}: ${message}`, details);
  }
}

/** Waits for a cell, but not past its limit or the reader's patience: then it is interrupted, given a moment, and given up. */
async function limited(
  kernel: RunningKernel,
  running: Promise<Message>,
  limit: Seconds,
  signal: AbortSignal | undefined,
): Promise<Message> {
  const stop = Promise.withResolvers<LabError | "stopped">();
  const tooLong = new LabError("cell-timeout", `the cell took longer than its limit of ${limit} s and was stopped`, {
    remedy: "make the cell shorter, or give it more time with a number of seconds in the cell's metadata.timeout",
    data: { limit },
  });
  const timer = setTimeout(() => stop.resolve(tooLong), limit * 1000);
  const onAbort = (): void => stop.resolve("stopped");
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    const first = await Promise.race([running, stop.promise]);
    if (first !== "stopped" && !(first instanceof LabError)) return first;
    kernel.interrupt();
    const grace = Promise.withResolvers<void>();
    const patience = setTimeout(grace.resolve, first === "stopped" ? stopGrace : timeoutGrace);
    await Promise.race([running.catch(() => {}), grace.promise]); // the reason for stopping is told, not what the cell said to it
    clearTimeout(patience);
    throw first === "stopped" ? signal?.reason : first;
  } finally {
    running.catch(() => {}); // a cell given up is no unhandled rejection
    clearTimeout(timer);
    signal?.removeEventListener("abort", onAbort);
  }
}

/** The times of a cell under the keys that nbclient writes. */
function note(execution: Record<string, string>, { header, content }: Message): void {
  if (header.msg_type === "status") execution[`iopub.status.${String(content.execution_state)}`] = header.date;
  else if (header.msg_type === "execute_input") execution["iopub.execute_input"] = header.date;
}

function limitOf(cell: CodeCell, { cellTimeout = seconds(600) }: ExecuteNotebookOptions): Seconds {
  const own = cell.metadata.timeout;
  return typeof own === "number" && own > 0 ? seconds(own) : cellTimeout;
}

function hasTag(cell: CodeCell, tag: string): boolean {
  return Array.isArray(cell.metadata.tags) && cell.metadata.tags.includes(tag);
}

function since(start: number): Milliseconds {
  return milliseconds(performance.now() - start);
}
