import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import { escapeHtml } from "../escape-html.js";
import type { FamilyReport, Selection } from "../family-report.js";
import type { Caveat } from "./caveat.js";

/** Caveats as a list that draws itself. */
export interface CaveatList extends Displayable {
  readonly caveats: readonly Caveat[];
}

export function caveatList(found: readonly Caveat[]): CaveatList {
  const items = found.map(({ id, text }) => `<li data-caveat="${escapeHtml(id)}">${escapeHtml(text)}</li>`);
  return {
    caveats: found,
    [jupyterDisplay]: (): MimeBundle => ({
      "text/html": found.length === 0 ? "<p>No caveat applies.</p>" : `<ul>${items.join("")}</ul>`,
      "text/plain": found.length === 0 ? "No caveat applies." : found.map(({ text }) => `* ${text}`).join("\n"),
    }),
  };
}

/** Everything that limits what was measured of a family, or of a part of it. @throws LabError "unknown-arm", "unknown-case" */
export const caveats = (report: FamilyReport, selection: Selection = {}): CaveatList =>
  caveatList(report.caveats(selection));
