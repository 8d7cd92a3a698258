import { readlinkSync } from "node:fs";
import { processEntry } from "./process-group.js";

/** The variable by which processes that an orchestrator started are known, and those that they started, whatever group or session they went to. */
export const MARKER = "KERNEL_LIB_ARM";

/** What a marker says. */
export interface Marker {
  /** The processes that this one's pid is a name among: another container's 4711 is another. */
  readonly space: string;
  readonly pid: number;
  /** When the orchestrator began: with the pid it names one process for good. */
  readonly began: string;
}

let count = 0;

/** A new marker of this process: `<space>-<pid>-<began>-<number>`, of the same length each time, because the size of the environment matters. */
export function newMarker(): string {
  count++;
  return `${markerPrefix()}${String(count).padStart(8, "0")}`;
}

/** With what all markers of this process begin. */
export function markerPrefix(): string {
  return `${ownSpace()}-${process.pid}-${processEntry(process.pid)?.began ?? "0"}-`;
}

/** Undefined where the text is no marker. */
export function parseMarker(text: string): Marker | undefined {
  const [, space, pid, began] = /^(\d+)-(\d+)-(\d+)-\d+$/.exec(text) ?? [];
  return space === undefined || began === undefined ? undefined : { space, pid: Number(pid), began };
}

/** True if the orchestrator that set the marker lived in this space and is dead. */
export function isOrphan({ space, pid, began }: Marker): boolean {
  const now = processEntry(pid);
  return space === ownSpace() && (now === undefined || now.zombie || now.began !== began);
}

/** The number of this process's pid namespace; "0" where there is none. */
function ownSpace(): string {
  if (process.platform !== "linux") return "0";
  return /\d+/.exec(readlinkSync("/proc/self/ns/pid"))?.[0] ?? "0";
}
