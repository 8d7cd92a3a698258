import { existsSync, readFileSync, truncateSync } from "node:fs";

/** Takes away a last line without an end, which is what a crash in the middle of writing leaves; returns its bytes, mostly 0. O(size). */
export function dropCut(file: string): number {
  if (!existsSync(file)) return 0;
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(0x0a) + 1;
  if (end < bytes.length) truncateSync(file, end);
  return bytes.length - end;
}
