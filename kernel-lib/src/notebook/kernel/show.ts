import { isDisplayable, type MimeBundle } from "../../base/displayable.js";
import { currentKernel, type DisplayOptions } from "./kernel-api.js";
import { checkBundle, toBundle } from "./to-bundle.js";

/**
 * Draws a value in the current cell: an object that draws itself, a MIME bundle, or any other value as text.
 * Outside a kernel its text is printed. Resolves when it is shown.
 * @throws LabError `bad-bundle` if the object draws something that is not a bundle; what its own drawing throws.
 */
export async function show(value: unknown, options: DisplayOptions = {}): Promise<void> {
  const bundle = isBundle(value) ? checkBundle(value) : await toBundle(value);
  const kernel = currentKernel();
  if (kernel) kernel.display(bundle, options);
  else process.stdout.write(`${plainText(bundle)}\n`);
}

/** A plain object whose keys are all MIME types. */
function isBundle(value: unknown): value is MimeBundle {
  if (typeof value !== "object" || value === null || isDisplayable(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && keys.every((key) => /^[a-z]+\/[\w.+-]+$/.test(key));
}

function plainText(bundle: MimeBundle): string {
  const text = bundle["text/plain"] ?? bundle["text/markdown"];
  return typeof text === "string" ? text : `[${Object.keys(bundle).join(", ")}]`;
}
