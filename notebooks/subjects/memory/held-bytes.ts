/** The unit of figures: 1 MB is 1,000,000 bytes. */
export const megabyte = 1_000_000;

/** Used heap, and what buffers hold outside of it, after two collections. Bytes. @throws if the process has no `gc`. */
export function heldBytes(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** The resident set after a collection that gives free pages back. Bytes. @throws if the process has no `gc`. */
export function residentBytes(): number {
  if (globalThis.gc === undefined) throw new Error("needs node --expose-gc");
  globalThis.gc({ type: "major", execution: "sync", flavor: "last-resort" });
  return process.memoryUsage.rss();
}

function collectGarbage(): void {
  if (globalThis.gc === undefined) throw new Error("needs node --expose-gc");
  globalThis.gc();
  globalThis.gc();
}
