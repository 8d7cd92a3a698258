import type { Finding } from "./finding.js";
import type { RuntimeReport } from "./inspection.js";

/**
 * How the processes of one group's contestants run (flags, versions, heap limit, priority …) must be alike; contestants in different languages share
 * no keys but the common ones, which are compared. One finding a difference.
 */
export function unequalFlags(
  reports: readonly { readonly id: string; readonly runtime: RuntimeReport }[],
): readonly Finding[] {
  const keys = [...new Set(reports.flatMap(({ runtime }) => Object.keys(runtime)))].sort();
  return keys.flatMap((key) => {
    const holders = reports.filter(({ runtime }) => runtime[key] !== undefined);
    const values = Map.groupBy(holders, ({ runtime }) => runtime[key]);
    if (values.size < 2) return [];
    const shown = [...values].map(
      ([value, those]) => `${value || "(none)"} in ${those.map(({ id }) => `"${id}"`).join(", ")}`,
    );
    return [{ guard: "unequal-flags" as const, text: `${key} differs: ${shown.join("; ")}`, voids: true }];
  });
}
