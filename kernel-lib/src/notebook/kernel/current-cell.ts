import { AsyncLocalStorage } from "node:async_hooks";
import type { CellOutput } from "./cell-output.js";

/** A cell while it runs, and later for what it left running. */
export interface RunningCell {
  /** The name in stack traces: `cell-3.ts`. */
  readonly name: string;
  readonly executionCount: number;
  /** The notebook's own id of the cell, where the client told it. */
  readonly cellId: string | null;
  readonly output: CellOutput;
  readonly abort: AbortController;
}

/** Knows for any piece of code which cell started it, also after that cell has ended. */
export class CurrentCell {
  readonly #storage = new AsyncLocalStorage<RunningCell>();
  #latest: RunningCell | null = null;

  /** Runs `body` as `cell`: all that it starts belongs to it. */
  run<Result>(cell: RunningCell, body: () => Result): Result {
    this.#latest = cell;
    return this.#storage.run(cell, body);
  }

  /** The cell that started the code that asks; the latest one where that is not known; null before the first cell. */
  get(): RunningCell | null {
    return this.#storage.getStore() ?? this.#latest;
  }
}
