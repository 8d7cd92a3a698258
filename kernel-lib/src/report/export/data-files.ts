import { gzipSync } from "node:zlib";
import { escapeHtml } from "../escape-html.js";

/** A file that can be saved from a page. */
export interface DataFile {
  readonly name: string;
  readonly json: unknown;
  /** The family that it is about; its figures and claims link to it. */
  readonly family?: string;
}

/** Up to this length a file is in the page as it is. */
const smallEnough = 4096;

function link({ name, json }: DataFile): string {
  const text = `${JSON.stringify(json, null, 1)}\n`;
  const id = escapeHtml(`file-${name}`);
  const shown = escapeHtml(name);
  if (text.length <= smallEnough)
    return `<a id="${id}" download="${shown}" href="data:application/json;charset=utf-8,${encodeURIComponent(text)}">${shown}</a>`;
  // Level 9: the page carries a dozen of them; without scripts the packed file is saved as it is.
  const packed = gzipSync(text, { level: 9 }).toString("base64");
  return `<a id="${id}" data-unpacked="${shown}" download="${shown}.gz" href="data:application/gzip;base64,${packed}">${shown}</a>`;
}

/** The list of files at the end of a page; "" where there is none. Same input, same bytes. */
export function dataFiles(files: readonly DataFile[]): string {
  if (files.length === 0) return "";
  const items = files.map((file) => `<li>${link(file)}</li>`);
  return `<section class="data" aria-labelledby="data-files"><h2 id="data-files">Data of this page</h2><ul>${items.join("")}</ul></section>`;
}
