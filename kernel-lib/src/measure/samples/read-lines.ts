import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { LabError } from "../../base/lab-error.js";

export interface Lines<T> {
  readonly items: readonly T[];
  /** Bytes of a last line that a crash cut off; 0 where the file ends with a whole line. */
  readonly cut: number;
}

/**
 * Reads a file of one JSON document a line (`file`, or `file`.gz where it is packed), each checked by the schema; no file holds no lines.
 * `newest` is the newest schema of such lines that this program knows. One last line without a line end is what a crash leaves: it is left out, and `cut` says so. O(size).
 * @throws LabError "samples-too-new" and "samples-broken", naming file and line.
 */
export function readLines<T>(file: string, schema: z.ZodType<T>, newest = 1): Lines<T> {
  const packed = `${file}.gz`;
  const bytes = existsSync(packed) ? unpack(packed) : existsSync(file) ? readFileSync(file) : Buffer.alloc(0);
  const end = bytes.lastIndexOf(0x0a) + 1;
  const lines = bytes.toString("utf8", 0, end).split("\n").slice(0, -1);
  return { items: lines.map((line, place) => parse(file, place + 1, line, schema, newest)), cut: bytes.length - end };
}

function unpack(file: string): Buffer {
  try {
    return gunzipSync(readFileSync(file));
  } catch (cause) {
    throw new LabError("samples-broken", `${file} cannot be unpacked`, { data: { file }, cause });
  }
}

function parse<T>(file: string, line: number, text: string, schema: z.ZodType<T>, newest: number): T {
  const broken = (why: string, cause?: unknown) =>
    new LabError("samples-broken", `${file}, line ${line}: ${why}`, {
      remedy: "Raw samples are never edited: measure again.",
      data: { file, line },
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw broken("this is not JSON", cause);
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
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw broken(`${issue?.path.join(".") ?? ""}: ${issue?.message ?? "not a sample"}`);
}
