import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";

/** Appends one JSON document as a line in one write, and has it on the disk before it returns. */
export function appendLine(file: string, value: unknown): void {
  const descriptor = openSync(file, "a");
  try {
    writeSync(descriptor, `${JSON.stringify(value)}\n`);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
