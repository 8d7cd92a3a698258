import type { Caveat, Shown } from "./caveat.js";
import { listed, shownArms } from "./caveat.js";

/** What features of an arm are called in a sentence; others are their name cut into words. */
const featureWords: Readonly<Record<string, string>> = {
  decodesParams: "percent-decodes params",
  staticBeatsParam: "prefers a static route over a param whatever the order of registration",
  backtracks: "backtracks",
  methodNotAllowed405: "tells a wrong method (405) from a missing route",
  checksConflicts: "refuses conflicting routes",
  compiled: "generates code when built",
};

const words = (feature: string): string =>
  featureWords[feature] ?? feature.replaceAll(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();

/**
 * One caveat for each feature (true or false) on which the reference arm and a shown arm differ: they do not do the same work.
 * Arms that do not state a feature are left out. O(arms × features).
 */
export function featureCaveats(shown: Shown): Caveat[] {
  const { reference } = shown;
  if (reference === null) return [];
  const arms = new Map(shownArms(shown).map((arm) => [arm.name, arm]));
  const base = arms.get(reference);
  if (base === undefined) return [];
  return Object.entries(base.features).flatMap(([feature, here]) => {
    if (typeof here !== "boolean") return [];
    const differing = [...arms.values()].filter(
      (arm) => typeof arm.features[feature] === "boolean" && arm.features[feature] !== here,
    );
    if (differing.length === 0) return [];
    const names = listed(differing.map((arm) => arm.label));
    const text = `Not the same work: ${base.label} ${here ? "" : "does not do this: "}${words(feature)}; ${names} ${differing.length === 1 ? "does" : "do"}${here ? " not" : ""}.`;
    return [{ id: `feature-${feature.replaceAll(/([a-z])([A-Z0-9])/g, "$1-$2").toLowerCase()}`, text }];
  });
}
