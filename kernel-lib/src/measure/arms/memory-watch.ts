import { totalmem } from "node:os";
import { membersOf, readIfThere } from "./process-group.js";

/** Growth that is named, bytes: more than what V8 lets lie between two collections (young generation 32 MB) and our litter (32 MB) explain. */
export const NAMED_GROWTH = 128 * 1024 * 1024;

/** Half of the memory that this process may use: an arm that takes more is ended, before the system ends one of its choice. */
export function defaultMemoryLimit(): number {
  const constrained = process.constrainedMemory();
  return Math.min(totalmem(), constrained > 0 ? constrained : Number.POSITIVE_INFINITY) / 2;
}

/** The resident sets of all processes of a group together, bytes; null where the platform does not tell. O(processes). */
export function memoryOf(group: number): number | null {
  if (process.platform !== "linux") return null;
  return membersOf(group).reduce((sum, { pid }) => {
    const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readIfThere(`/proc/${pid}/status`))?.[1];
    return sum + Number(kilobytes ?? 0) * 1024;
  }, 0);
}

/** "1536 MB" */
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 / 1024)} MB`;
