import { SourceMap } from "node:module";
import type { CellMaps } from "./mapped-converter.js";

/** A place in a cell as its author sees it: both from 1. */
export interface CellPlace {
  readonly cell: string;
  readonly line: number;
  readonly column: number;
}

interface KnownCell {
  readonly source: string;
  readonly prefix: number;
  /** How many lines of what ran are the cell's; the line after them is the executor's own call. */
  readonly lines: number;
  /** Parsed at the first question: most cells never fail. */
  readonly maps: () => { readonly emit: SourceMap; readonly commonJs: SourceMap };
}

const cellFrame = /\b(cell-\d+\.ts):(\d+):(\d+)/;

/** What ran, by the name under which V8 knows it, and the way back to the lines of the cell. */
export class SourceLines {
  readonly #cells = new Map<string, KnownCell>();

  /** Remembers a cell whose source became `output`; `prefix` is the number of characters that the executor puts before it. */
  add(cell: string, source: string, output: string, maps: CellMaps, prefix: number): void {
    let parsed: ReturnType<KnownCell["maps"]> | undefined;
    const parse = () => ({
      emit: new SourceMap(JSON.parse(maps.emit)),
      commonJs: new SourceMap(JSON.parse(maps.commonJs)),
    });
    this.#cells.set(cell, {
      source,
      prefix,
      lines: output.split("\n").length,
      maps: () => {
        parsed ??= parse();
        return parsed;
      },
    });
  }

  /** The source of a cell that ran, by name. */
  source(cell: string): string | undefined {
    return this.#cells.get(cell)?.source;
  }

  /** The cell's own place for a place in what ran (both from 1); undefined where the cell is not known or the code is not its author's. */
  place(cell: string, line: number, column: number): CellPlace | undefined {
    const known = this.#cells.get(cell);
    if (!known) return undefined;
    const at = column - 1 - (line === 1 ? known.prefix : 0);
    const maps = known.maps();
    const commonJs = find(maps.commonJs, line - 1, at);
    const emit = commonJs && find(maps.emit, commonJs.line, commonJs.column);
    // tslab puts one line before the cell's first, so the line from 0 is the cell's line from 1.
    return emit && { cell, line: emit.line, column: emit.column + 1 };
  }

  /** One frame of a stack trace with the cell's own line and column; unchanged if it is not of a cell, null if it is the executor's call. */
  mapFrame(frame: string): string | null {
    const [at, cell, line, column] = cellFrame.exec(frame) ?? [];
    if (at === undefined || cell === undefined) return frame;
    if (Number(line) > (this.#cells.get(cell)?.lines ?? Number.POSITIVE_INFINITY)) return null;
    const place = this.place(cell, Number(line), Number(column));
    return place ? frame.replace(at, `${place.cell}:${place.line}:${place.column}`) : frame;
  }

  /**
   * Makes the stack of every error in this process name the cells' own lines, without the frames below the cell (the kernel's own).
   * A program that sets `Error.prepareStackTrace` itself takes over, as ever.
   */
  install(): void {
    Error.prepareStackTrace = (error, frames) => {
      const lines = frames.map(String);
      const outermost = lines.findLastIndex((line) => cellFrame.test(line));
      const shown = outermost < 0 ? lines : lines.slice(0, outermost + 1);
      const mapped = shown.map((line) => this.mapFrame(line)).filter((line) => line !== null);
      return [headline(error), ...mapped.map((line) => `    at ${line}`)].join("\n");
    };
  }
}

function headline(error: unknown): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>"; // what V8 itself prints when an error's name or message throws
  }
}

function find(map: SourceMap, line: number, column: number): { line: number; column: number } | undefined {
  const entry = map.findEntry(line, Math.max(0, column));
  return "originalLine" in entry ? { line: entry.originalLine, column: entry.originalColumn } : undefined;
}
