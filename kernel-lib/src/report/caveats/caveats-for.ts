import type { Caveat, Shown } from "./caveat.js";
import { caveatRules } from "./caveat-rules.js";

/** The caveats of what is shown, in order of weight; each at most once. Pure. */
export function caveatsFor(shown: Shown): Caveat[] {
  return caveatRules.flatMap(({ id, text }) => {
    const said = text(shown);
    return said === null ? [] : [{ id, text: said }];
  });
}
