import { inspect } from "node:util";
import type { ErrorContent } from "../protocol/contents.js";
import type { SourceLines } from "./source-lines.js";
import type { Diagnostic } from "./tslab.js";

/** How many causes of an error are shown. */
const maxCauses = 5;
/** What node:vm puts before the stack of an error that leaves a script: a line of compiled code, marked. */
const vmArrow = /^cell-\d+\.ts:\d+\n.*\n *\^*\n\n?/;

/** What was thrown in a cell, in the protocol's words: the stack with the cell's own lines, its causes, and the line itself. */
export function thrownError(thrown: unknown, lines: SourceLines): ErrorContent {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    const kind = thrown === null ? "null" : typeof thrown;
    const text = typeof thrown === "string" ? thrown : inspect(thrown);
    return {
      ename: `Uncaught ${kind}`,
      evalue: text,
      traceback: [`Uncaught ${kind}: ${text}`, "    (what was thrown is not an Error, so there is no stack)"],
    };
  }
  const traceback: string[] = [];
  let at: { cell: string; line: number } | undefined;
  let cause: unknown = thrown;
  for (let depth = 0; depth <= maxCauses && cause !== undefined && cause !== null; depth++) {
    const stack = isErrorLike(cause) ? String(cause.stack ?? cause).replace(vmArrow, "") : inspect(cause);
    traceback.push(...`${depth === 0 ? "" : "Caused by: "}${stack}`.split("\n"));
    const frame = /(cell-\d+\.ts):(\d+):\d+/.exec(stack);
    if (!at && frame?.[1]) at = { cell: frame[1], line: Number(frame[2]) };
    cause = isErrorLike(cause) ? cause.cause : undefined;
  }
  if (at) traceback.push(...excerpt(lines.source(at.cell), at.line, at.cell));
  return { ename: String(thrown.name || "Error"), evalue: String(thrown.message), traceback };
}

/** What TypeScript found wrong in a cell: each diagnostic with its line, in the protocol's words. */
export function diagnosticsError(diagnostics: readonly Diagnostic[], source: string, cell: string): ErrorContent {
  const traceback: string[] = [];
  for (const { start, fileName, code, messageText } of diagnostics) {
    const place = `${fileName ?? cell}:${start.line + 1}:${start.character + 1}`;
    traceback.push(`${place} - error TS${code}: ${messageText}`);
    if (fileName === undefined) traceback.push(...excerpt(source, start.line + 1, cell, start.character + 1));
  }
  const [first] = diagnostics;
  const evalue = first ? `${first.start.line + 1}:${first.start.character + 1} - ${first.messageText}` : "";
  const more = diagnostics.length > 1 ? ` (and ${diagnostics.length - 1} more)` : "";
  return { ename: first ? `TS${first.code}` : "TypeScript", evalue: evalue + more, traceback };
}

/** A cell that was stopped by its reader. */
export const interruptedError: ErrorContent = {
  ename: "Interrupted",
  evalue: "the cell was interrupted",
  traceback: ["Interrupted: the cell was interrupted"],
};

/** The line, marked, with one line before and after it; empty if the cell has no such line. */
function excerpt(source: string | undefined, line: number, cell: string, column?: number): string[] {
  const all = source?.split("\n") ?? [];
  if (line < 1 || line > all.length) return [];
  const first = Math.max(1, line - 1);
  const shown = all.slice(first - 1, line + 1);
  const width = String(line + 1).length;
  const out = [`  in ${cell}:`];
  shown.forEach((text, index) => {
    const number = first + index;
    out.push(`  ${number === line ? ">" : " "} ${String(number).padStart(width)} | ${text}`);
    if (number === line && column !== undefined) out.push(`    ${" ".repeat(width)} | ${" ".repeat(column - 1)}^`);
  });
  return out;
}

interface ErrorLike {
  readonly name: unknown;
  readonly message: unknown;
  readonly stack?: unknown;
  readonly cause?: unknown;
}

/** Errors of other realms are not `instanceof Error` here. */
function isErrorLike(value: unknown): value is ErrorLike {
  return typeof value === "object" && value !== null && "message" in value && "stack" in value;
}
