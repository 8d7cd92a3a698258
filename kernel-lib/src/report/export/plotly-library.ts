import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";

/** The plotting library as a page carries it: once, packed, with the hash that lets it run. */
export interface PlotlyLibrary {
  /** Gzip, then base64: 0.66 MB instead of 1.5 MB. */
  readonly packed: string;
  /** "sha256-…" of the unpacked script, for the page's policy. */
  readonly hash: string;
}

const require = createRequire(import.meta.url);
let library: PlotlyLibrary | null = null;

/** "sha256-…" as a Content-Security-Policy names a script or style. */
export const cspHash = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;

/** Reads and packs plotly.js (cartesian traces) at the first call; the same bytes each time. */
export function plotlyLibrary(): PlotlyLibrary {
  if (library !== null) return library;
  const code = readFileSync(require.resolve("plotly.js-cartesian-dist-min"), "utf8");
  library = { packed: gzipSync(code, { level: 9 }).toString("base64"), hash: cspHash(code) };
  return library;
}
