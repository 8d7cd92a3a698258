import { inspect } from "node:util";
import { isDisplayable, jupyterDisplay, type MimeBundle } from "../../base/displayable.js";
import { LabError } from "../../base/lab-error.js";

/**
 * A value as a MIME bundle: what it draws of itself (`Symbol.for("Jupyter.display")`, awaited), else node's `inspect` text.
 * @throws LabError `bad-bundle` if it draws something that is not a bundle; whatever its own drawing throws.
 */
export async function toBundle(value: unknown): Promise<MimeBundle> {
  if (!isDisplayable(value)) return { "text/plain": inspect(value) };
  return checkBundle(await value[jupyterDisplay]());
}

/**
 * A bundle as the protocol carries it: bytes as base64, JSON types as they are, everything else text.
 * @throws LabError `bad-bundle` naming the MIME type whose content is neither.
 */
export function checkBundle(bundle: unknown): MimeBundle {
  if (typeof bundle !== "object" || bundle === null || Array.isArray(bundle)) throw bad("it is not an object", bundle);
  const out: Record<string, unknown> = {};
  for (const [mime, content] of Object.entries(bundle)) {
    if (!mime.includes("/")) throw bad(`"${mime}" is not a MIME type`, bundle);
    if (content instanceof Uint8Array) out[mime] = Buffer.from(content).toString("base64");
    else if (typeof content === "string" || isJson(mime)) out[mime] = content;
    else throw bad(`the content of ${mime} is ${inspect(content, { depth: 0 })}, expected a string`, bundle);
  }
  return out;
}

function isJson(mime: string): boolean {
  return mime === "application/json" || mime.endsWith("+json");
}

function bad(why: string, bundle: unknown): LabError {
  return new LabError("bad-bundle", `an object drew itself as something that is not a MIME bundle: ${why}`, {
    remedy: "return { 'text/html': '…', 'text/plain': '…' } from [Symbol.for('Jupyter.display')]()",
    data: { bundle: inspect(bundle, { depth: 1 }) },
  });
}
