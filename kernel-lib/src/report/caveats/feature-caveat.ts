import type { CaveatRule } from "./caveat.js";
import { few, shownArms } from "./caveat.js";
import { featureWords } from "./feature-words.js";

/**
 * Features (true or false) on which the reference arm and shown arms differ: they do not do the same work.
 * An arm that does not state a feature is left out of it. O(arms × features).
 */
export const featureCaveat: CaveatRule = {
  id: "not-the-same-work",
  text: (shown) => {
    const arms = new Map(shownArms(shown).map((arm) => [arm.name, arm]));
    const base = arms.get(shown.reference ?? "");
    if (base === undefined) return null;
    const more: string[] = [];
    const less: string[] = [];
    for (const [feature, here] of Object.entries(base.features)) {
      if (typeof here !== "boolean") continue;
      const others = [...arms.values()].filter((arm) => arm !== base && typeof arm.features[feature] === "boolean");
      const differing = others.filter((arm) => arm.features[feature] !== here).map((arm) => arm.label);
      if (differing.length === 0) continue;
      const who = few(differing, others.length);
      if (here) more.push(`${featureWords(feature)} (not: ${who})`);
      else less.push(`${featureWords(feature)} (${who})`);
    }
    if (more.length + less.length === 0) return null;
    const said = [
      more.length === 0 ? "" : ` ${base.label} ${more.join(", ")}.`,
      less.length === 0 ? "" : ` Others, but not ${base.label}: ${less.join(", ")}.`,
    ];
    return `Not the same work.${said.join("")}`;
  },
};
