import { type Displayable, jupyterDisplay } from "../base/displayable.js";
import { escapeHtml } from "../report/escape-html.js";

/** One small line that tells how far something is. */
export const progressLine = (text: string): Displayable => ({
  [jupyterDisplay]: () => ({ "text/html": `<p><small>${escapeHtml(text)}</small></p>`, "text/plain": text }),
});
