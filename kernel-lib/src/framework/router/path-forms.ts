import type { RouterSettings } from "./router-settings.js";

/** A path as the tree is walked with it, and with its capitals. */
export interface PathForm {
  readonly path: string;
  readonly original: string;
}

/** The paths that one stands for, by what the router ignores; itself first. O(length). */
export function pathForms(
  path: string,
  { ignoreCase, ignoreDuplicateSlashes, ignoreTrailingSlash }: RouterSettings,
): readonly PathForm[] {
  const own = ignoreDuplicateSlashes && path.includes("//") ? path.replaceAll(/\/{2,}/g, "/") : path;
  const all = ignoreTrailingSlash && own !== "/" ? [own, own.endsWith("/") ? own.slice(0, -1) : `${own}/`] : [own];
  return all.map((original) => ({ path: ignoreCase ? folded(original) : original, original }));
}

/** Of the same length, unlike what `toLowerCase` makes of some letters outside ASCII. */
const folded = (path: string): string =>
  /[A-Z]/.test(path) ? path.replaceAll(/[A-Z]+/g, (capitals) => capitals.toLowerCase()) : path;
