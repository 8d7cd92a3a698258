import type { ErrorContent } from "../protocol/contents.js";
import { diagnosticsError, interruptedError, thrownError } from "./cell-error.js";
import type { ConverterThread } from "./converter-thread.js";
import type { RunningCell } from "./current-cell.js";
import type { MappedConverter } from "./mapped-converter.js";
import type { SourceLines } from "./source-lines.js";
import { toBundle } from "./to-bundle.js";
import { type Converter, type Diagnostic, type EditorHandler, type Executor, loadTslab } from "./tslab.js";

/** How a cell ended; `result` is the bundle of its last expression. */
export type CellEnd =
  | { readonly ok: true; readonly result: Readonly<Record<string, unknown>> | null }
  | { readonly ok: false; readonly error: ErrorContent };

/** What tslab's executor reports while one cell runs. */
interface Report {
  readonly cell: RunningCell;
  readonly source: string;
  diagnostics: readonly Diagnostic[];
  result: { readonly value: unknown } | null;
  thrown: { readonly value: unknown } | null;
}

const syncPrefix = "(function(exports, require) { ".length;
const asyncPrefix = "(async function(exports, require) { ".length;

/** Runs cells through tslab's own executor, one at a time, and turns what it prints into results and errors. */
export class CellExecutor {
  readonly editor: EditorHandler;
  readonly #executor: Executor;
  readonly #lines: SourceLines;
  #report: Report | null = null;
  #interrupt: (() => void) | null = null;

  /** Loads tslab's executor, and with it TypeScript (70 ms). */
  constructor(rootDir: string, thread: ConverterThread, lines: SourceLines) {
    this.#lines = lines;
    const node = this.#watched(thread.converter("node"));
    const browser = this.#watched(thread.converter("browser"));
    this.#executor = loadTslab("executor").createExecutor(
      rootDir,
      { node, browser, close: () => {} },
      {
        log: (value) => {
          if (this.#report) this.#report.result = { value };
        },
        // One argument: what a cell threw. More: a diagnostic as text, which the converter has already told as data.
        error: (...args) => {
          if (this.#report && args.length === 1) this.#report.thrown = { value: args[0] };
        },
      },
    );
    this.editor = new (loadTslab("jupyter").JupyterHandlerImpl)(this.#executor, false);
  }

  /** Runs one cell to its end: its last promise, and the drawing of its last value. Never rejects. */
  async run(cell: RunningCell, source: string): Promise<CellEnd> {
    if (cell.abort.signal.aborted) return this.#interrupted(cell);
    const report: Report = { cell, source, diagnostics: [], result: null, thrown: null };
    this.#report = report;
    const interrupted = new Promise<"interrupted">((resolve) => {
      this.#interrupt = () => resolve("interrupted");
    });
    try {
      const ok = await this.#executor.execute(source);
      if (cell.abort.signal.aborted || isInterrupt(report.thrown?.value)) return this.#interrupted(cell);
      if (report.diagnostics.length > 0) {
        const error = diagnosticsError(report.diagnostics, source, cell.name);
        if (!ok) return { ok, error };
        // tslab registers a module cell whatever is wrong with it; its reader is told.
        cell.output.write("stderr", `${error.traceback.join("\n")}\n`);
      }
      if (!ok) return { ok, error: thrownError(report.thrown?.value, this.#lines) };
      if (!report.result) return { ok, result: null };
      const drawn = await Promise.race([toBundle(report.result.value), interrupted]);
      return drawn === "interrupted" ? this.#interrupted(cell) : { ok, result: drawn };
    } catch (error) {
      return { ok: false, error: thrownError(error, this.#lines) };
    } finally {
      this.#report = null;
      this.#interrupt = null;
    }
  }

  /** Stops waiting for the running cell; what it started is told by its AbortSignal. */
  interrupt(): void {
    this.#executor.interrupt();
    this.#interrupt?.();
  }

  #interrupted(cell: RunningCell): CellEnd {
    cell.abort.abort(new Error(interruptedError.evalue));
    return { ok: false, error: interruptedError };
  }

  /** A converter that names the cell in what it makes, and keeps its diagnostics and maps. */
  #watched(converter: MappedConverter): Converter {
    return {
      ...converter,
      convert: (prevDecl, src) => {
        const converted = converter.convert(prevDecl, src);
        const report = this.#report;
        if (!report) return converted;
        report.diagnostics = converted.diagnostics;
        if (!converted.output) return converted;
        if (converted.maps) {
          const prefix = converted.hasToplevelAwait ? asyncPrefix : syncPrefix;
          this.#lines.add(report.cell.name, report.source, converted.output, converted.maps, prefix);
        }
        return { ...converted, output: `${converted.output}\n//# sourceURL=${report.cell.name}` };
      },
      addModule: (name, src, meta) => {
        const diagnostics = converter.addModule(name, src, meta);
        if (this.#report) this.#report.diagnostics = diagnostics;
        return diagnostics;
      },
    };
  }
}

/** True for what Node throws out of a loop that SIGINT broke. */
function isInterrupt(thrown: unknown): boolean {
  return thrown instanceof Error && "code" in thrown && thrown.code === "ERR_SCRIPT_EXECUTION_INTERRUPTED";
}
