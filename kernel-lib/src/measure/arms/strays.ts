import { isOrphan, MARKER, parseMarker } from "./marker.js";
import { allProcesses, readIfThere } from "./process-group.js";

/** A process that carries a marker, and lives. */
export interface Marked {
  readonly pid: number;
  readonly marker: string;
  readonly command: string;
}

/**
 * The living processes whose environment, as they were started, holds a marker that is asked for. Only those of this user can be read; none where
 * there is no /proc. O(processes).
 */
export function markedProcesses(asked: (marker: string) => boolean): readonly Marked[] {
  return allProcesses().flatMap(({ pid, zombie }) => {
    if (zombie || pid === process.pid || !isOwn(pid)) return [];
    const marker = new RegExp(`(?:^|\\0)${MARKER}=([^\\0]*)`).exec(readIfThere(`/proc/${pid}/environ`))?.[1];
    if (marker === undefined || !asked(marker)) return [];
    const command = readIfThere(`/proc/${pid}/cmdline`).split("\0").join(" ").trim();
    return [{ pid, marker, command: command.length > 100 ? `${command.slice(0, 100)}…` : command }];
  });
}

/** The superuser can read others' processes, and leaves them alone. */
function isOwn(pid: number): boolean {
  return /^Uid:\s*(\d+)/m.exec(readIfThere(`/proc/${pid}/status`))?.[1] === String(process.getuid?.());
}

/** Ends a process, if it is still there. */
export function endProcess(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Ends all processes of a group; does nothing where there is none, or the platform knows no groups. */
export function endGroup(group: number): void {
  // Group 0 is our own, and 1 is everything.
  if (process.platform !== "win32" && group > 1) endProcess(-group);
}

/** Ends what carries a marker that is asked for, and what it starts meanwhile; returns what it found. */
export function endMarked(asked: (marker: string) => boolean): readonly Marked[] {
  const found: Marked[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    const living = markedProcesses(asked).filter(({ pid }) => !found.some((each) => each.pid === pid));
    if (living.length === 0) break;
    for (const { pid } of living) endProcess(pid);
    found.push(...living);
  }
  return found;
}

/** Ends what an orchestrator left behind that is dead itself; returns a sentence for each. */
export function endOrphans(): readonly string[] {
  const orphan = (text: string): boolean => {
    const marker = parseMarker(text);
    return marker !== undefined && isOrphan(marker);
  };
  return endMarked(orphan).map(
    ({ pid, command, marker }) =>
      `a process of an earlier measurement (process ${parseMarker(marker)?.pid}, which is gone) was still running and was ended: ${command} (pid ${pid})`,
  );
}

/** Ends all that an orchestrator with this prefix of markers started. */
export const endAllOf = (prefix: string): readonly Marked[] => endMarked((marker) => marker.startsWith(prefix));

/** "1 process: sleep 1000 (pid 4711)" */
export function namesOf(found: readonly Marked[]): string {
  const names = found.map(({ command, pid }) => `${command} (pid ${pid})`).join(", ");
  return `${found.length} ${found.length === 1 ? "process" : "processes"}: ${names}`;
}
