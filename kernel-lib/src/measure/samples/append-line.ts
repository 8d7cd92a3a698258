import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from "node:fs";
import { LabError } from "../../base/lab-error.js";
import { checkedLine, parseLine } from "./line-check.js";

/** The check at the end of a line, its line end included: `,"check":"0123456789abcdef"}\n`. Bytes. */
const TAIL = 64;

/**
 * Appends one JSON object as a line with its check (see line-check.ts), and has it on the disk before it returns. A file has one writer at a time:
 * two would each follow the same line, and break the chain. O(line).
 * @throws LabError "samples-cut" where the file's last line has no end; those of the file system.
 */
export function appendLine(file: string, value: object): void {
  const descriptor = openSync(file, "a+");
  try {
    const line = Buffer.from(`${checkedLine(lastCheck(file, descriptor), value)}\n`);
    // A disk that is almost full takes a part of it.
    for (let written = 0; written < line.length; ) written += writeSync(descriptor, line, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The check of the last line; "" where there is none. */
function lastCheck(file: string, descriptor: number): string {
  const { size } = fstatSync(descriptor);
  const tail = Buffer.alloc(Math.min(size, TAIL));
  readSync(descriptor, tail, 0, tail.length, size - tail.length);
  const text = tail.toString("latin1");
  if (size > 0 && !text.endsWith("\n"))
    throw new LabError("samples-cut", `${file}: its last line has no end, so that nothing can follow it`, {
      remedy: "A crash left it: the same command started anew drops it.",
      data: { file },
    });
  return parseLine(text.slice(0, -1)).check ?? "";
}
