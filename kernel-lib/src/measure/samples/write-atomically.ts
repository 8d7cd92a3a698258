import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";

/** Writes a whole file or nothing: a reader sees the old one or the new one, also after a crash. */
export function writeAtomically(file: string, content: string | Uint8Array): void {
  const draft = `${file}.${process.pid}.draft`;
  const descriptor = openSync(draft, "w");
  try {
    const bytes = Buffer.from(content);
    for (let sent = 0; sent < bytes.length; ) sent += writeSync(descriptor, bytes, sent);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}
