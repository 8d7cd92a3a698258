import type { CaveatRule } from "./caveat.js";
import { few, labelOf } from "./caveat.js";

const unique = <T>(items: readonly T[]): T[] => [...new Set(items)];

/** The shown arms that some shown cases or scenarios lack, by reason: "Not measured: koa-tree-router at Real API, static (refuses …)." */
export const notMeasuredCaveat: CaveatRule = {
  id: "not-measured",
  text: ({ result, cases, scenarios, arms }) => {
    const tasks = [
      ...cases.map((one) => ({ name: one.case, title: one.title })),
      ...scenarios.map((one) => ({ name: one.scenario, title: one.title })),
    ];
    const missing = result.notMeasured.flatMap((one) => {
      const where = tasks.filter((task) => one.case === "*" || one.case === task.name).map((task) => task.title);
      return arms.includes(one.arm) && where.length > 0 ? [{ ...one, where }] : [];
    });
    const groups = unique(missing.map((one) => one.reason)).map((reason) => {
      const found = missing.filter((one) => one.reason === reason);
      const names = unique(found.map((one) => labelOf(result, one.arm)));
      const where = unique(found.flatMap((one) => one.where));
      const place = where.length === tasks.length ? "" : ` at ${few(where, tasks.length)}`;
      return `${few(names, arms.length)}${place} (${reason})`;
    });
    return groups.length === 0 ? null : `Not measured: ${groups.join("; ")}.`;
  },
};
