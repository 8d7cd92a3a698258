import { createHash } from "node:crypto";

/**
 * How a line of samples carries its check: the JSON object as it is, with one property more at its end, `"check"`: the first 16 hex digits of SHA-256
 * over the check of the line before ("" at the file's first) and the object's text without it. So a line that was edited, taken out, put
 * in or moved breaks the chain where that was done; a cut end of the file does not (a job's state tells how many lines there were).
 * It shows what happened by hand or by accident; who wants to forge a file can compute it too.
 */
const CHECKED = /^(.*),"check":"([0-9a-f]{16})"\}$/s;

/** A line, taken apart. */
export interface CheckedLine {
  /** The JSON text as it was before the check was put in. */
  readonly text: string;
  /** Null where the line has none: it was written before there were checks. */
  readonly check: string | null;
}

export function parseLine(line: string): CheckedLine {
  const [, body, check] = CHECKED.exec(line) ?? [];
  return body === undefined || check === undefined ? { text: line, check: null } : { text: `${body}}`, check };
}

export const checkOf = (before: string, text: string): string =>
  createHash("sha256").update(before).update(text).digest("hex").slice(0, 16);

/** The line of an object that is not empty, without its line end. */
export function checkedLine(before: string, value: object): string {
  const text = JSON.stringify(value);
  return `${text.slice(0, -1)},"check":"${checkOf(before, text)}"}`;
}
