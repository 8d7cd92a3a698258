import type { Caveat, Shown } from "./caveat.js";
import { caveatRules } from "./caveat-rules.js";
import { featureCaveats } from "./feature-caveat.js";

/** The caveats of what is shown, in order of weight; each at most once. Pure. */
export function caveatsFor(shown: Shown): Caveat[] {
  const byRule = caveatRules.flatMap((rule) => {
    const text = rule.text(shown);
    return text === null ? [] : [{ id: rule.id, text }];
  });
  const rank = byRule.findIndex(
    (caveat) => !["decides-nothing", "sentinel-failed", "cross-language"].includes(caveat.id),
  );
  const at = rank === -1 ? byRule.length : rank;
  return [...byRule.slice(0, at), ...featureCaveats(shown), ...byRule.slice(at)];
}
