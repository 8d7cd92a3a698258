import { LabError } from "../../base/lab-error.js";
import type { MessageContent } from "../protocol/message.js";
import type { CodeCell, Notebook } from "./notebook.js";

/** Where a cell stands, for messages. */
export interface CellPosition {
  readonly notebook: string;
  /** From 1, counting every cell of the notebook. */
  readonly cell: number;
  readonly cellId: string;
}

/** Where a cell stands in a notebook. */
export function cellPosition(path: string, notebook: Notebook, cell: CodeCell): CellPosition {
  return { notebook: path, cell: notebook.cells.indexOf(cell) + 1, cellId: cell.id };
}

/** "notebooks/03-routing.ipynb, cell 5 (id bench)" */
export function describeCell({ notebook, cell, cellId }: CellPosition): string {
  return `${notebook}, cell ${cell} (id ${cellId})`;
}

/** The error for a cell whose reply was not `ok`: its place, its line, the line's text, and the whole traceback. */
export function cellFailed(position: CellPosition, cell: CodeCell, reply: MessageContent): LabError {
  const { status, ename, evalue } = reply;
  // A stock tslab kernel tells nothing in its reply; what it knows is on the cell's stderr.
  const told = Array.isArray(reply.traceback) ? reply.traceback.map(String) : stderrOf(cell);
  const line = ownLine(told, cell);
  const text = line === null ? null : (cell.source.split("\n")[line - 1] ?? null);
  const what = ename === undefined ? `status "${String(status)}"` : `${String(ename)}: ${String(evalue)}`;
  const head = told[0]?.includes(String(evalue)) ? [] : [what];
  const at = line === null ? "" : `, line ${line}${text === null ? "" : `: ${text.trim()}`}`;
  return new LabError("cell-failed", `${describeCell(position)}${at}\n${[...head, ...told].join("\n")}`, {
    data: { ...position, line, text, status, ename, evalue, traceback: told },
  });
}

/** The first line of this very cell that the traceback names. */
function ownLine(traceback: readonly string[], cell: CodeCell): number | null {
  const frame = new RegExp(`\\bcell-${cell.execution_count ?? "\\d+"}\\.ts:(\\d+):\\d+`);
  for (const line of traceback) {
    const found = frame.exec(line)?.[1];
    if (found !== undefined) return Number(found);
  }
  return null;
}

function stderrOf(cell: CodeCell): readonly string[] {
  return cell.outputs.flatMap((output) =>
    output.output_type === "stream" && output.name === "stderr" ? output.text.trimEnd().split("\n") : [],
  );
}
