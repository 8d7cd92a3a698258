import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { LabError } from "../../base/lab-error.js";
import { checkOf, parseLine } from "./line-check.js";

export interface Lines<T> {
  readonly items: readonly T[];
  /** Bytes of a last line that a crash cut off; 0 where the file ends with a whole line. */
  readonly cut: number;
  /** Lines without a check, as they were written before there were any: whether they were edited cannot be told. */
  readonly unchecked: number;
}

/**
 * Reads a file of one JSON document a line (`file`, or `file`.gz where it is packed), each held against its check and then checked by the schema,
 * which does not see the check; no file holds no lines. `newest` is the newest schema of such lines that this program knows. One last line
 * without a line end is what a crash leaves: it is left out, and `cut` says so. O(size).
 * @throws LabError "samples-too-new", "samples-edited" and "samples-broken", naming file and line.
 */
export function readLines<T>(file: string, schema: z.ZodType<T>, newest = 1): Lines<T> {
  const packed = `${file}.gz`;
  const bytes = existsSync(packed) ? unpack(packed) : existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  let before: string | null = null;
  let unchecked = 0;
  const items = lines.map((line, place): T => {
    const { text, check } = parseLine(line);
    const value = parse(file, place + 1, text, newest);
    if (check === null) unchecked++;
    if (check === null ? before !== null : check !== checkOf(before ?? "", text)) throw edited(file, place + 1);
    before = check;
    return hold(file, place + 1, value, schema);
  });
  return { items, cut: bytes.length - end, unchecked };
}

function unpack(file: string): Buffer {
  try {
    return gunzipSync(readFileSync(file));
  } catch (cause) {
    throw new LabError("samples-broken", `${file} cannot be unpacked`, { data: { file }, cause });
  }
}

const REMEDY = "Raw samples are never edited: measure again.";

const broken = (file: string, line: number, why: string, cause?: unknown) =>
  new LabError("samples-broken", `${file}, line ${line}: ${why}`, { remedy: REMEDY, data: { file, line }, cause });

const edited = (file: string, line: number) =>
  new LabError(
    "samples-edited",
    `${file}, line ${line}: its check is missing or does not fit: this line was changed, or what stood before it was changed, taken out or moved`,
    { remedy: REMEDY, data: { file, line } },
  );

function parse(file: string, line: number, text: string, newest: number): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken(file, line, "this is not JSON", cause);
  }
  const version = typeof value === "object" && value !== null && "schema" in value ? value.schema : undefined;
  if (typeof version === "number" && version > newest)
    throw new LabError(
      "samples-too-new",
      `${file}, line ${line}: schema ${version} is newer than this program's ${newest}`,
      {
        remedy: "Use the version of kernel-lib that wrote it, or a newer one.",
        data: { file, line, schema: version },
      },
    );
  return value;
}

function hold<T>(file: string, line: number, value: unknown, schema: z.ZodType<T>): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw broken(file, line, `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a sample"}`);
}
