import { processEntries, processTrees } from "./process-entries.js";

/**
 * CPU time that the descendants of each process have used so far, without its own, milliseconds in steps of 10; also that of children which it has waited for.
 * Null where there is no /proc. O(processes of the machine).
 */
export function cpuOfHelpers(pids: readonly number[]): readonly number[] | null {
  if (process.platform !== "linux") return null;
  const entries = processEntries();
  const treeOf = processTrees(entries);
  return pids.map((root) =>
    [...treeOf([root])].reduce((sum, pid) => {
      const { own = 0, waitedFor = 0 } = entries.get(pid) ?? {};
      return sum + waitedFor + (pid === root ? 0 : own);
    }, 0),
  );
}
