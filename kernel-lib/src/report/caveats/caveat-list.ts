import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { escapeHtml } from "../escape-html.js";
import type { FamilyReport, Selection } from "../family-report.js";
import type { Caveat } from "./caveat.js";

/** Caveats as a list that draws itself. */
export interface CaveatList extends Displayable {
  readonly caveats: readonly Caveat[];
}

/** Everything that limits what was measured of a family, or of a part of it. @throws LabError "unknown-arm", "unknown-case" */
export function caveats(report: FamilyReport, selection: Selection = {}): CaveatList {
  const found = report.caveats(selection);
  const items = found.map(({ id, text }) => `<li data-caveat="${escapeHtml(id)}">${escapeHtml(text)}</li>`);
  return {
    caveats: found,
    [jupyterDisplay]: (): MimeBundle => ({
      "text/html": found.length === 0 ? "<p>No caveat applies.</p>" : `<ul>${items.join("")}</ul>`,
      "text/plain": found.length === 0 ? "No caveat applies." : found.map(({ text }) => `* ${text}`).join("\n"),
    }),
  };
}
