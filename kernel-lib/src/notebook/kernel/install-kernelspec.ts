import { accessSync, constants, mkdirSync, renameSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { parseArgs } from "node:util";
import { LabError } from "../../base/lab-error.js";
import { kernelName, launcherPath, ownKernelspec } from "./kernelspec.js";

const logo = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" role="img" aria-label="TypeScript (tslab, Covet)">
<rect width="64" height="64" rx="8" fill="#1f4e79"/>
<path d="M12 46h40" stroke="#fff" stroke-width="3"/>
<path d="M20 18v20M14 18h12M14 38h12" stroke="#9fd0ff" stroke-width="3"/><circle cx="20" cy="28" r="4" fill="#fff"/>
<path d="M44 24v18M38 24h12M38 42h12" stroke="#ffc266" stroke-width="3"/><circle cx="44" cy="34" r="4" fill="#fff"/>
</svg>
`;

/**
 * Tells the Jupyter of a Python environment about our kernel: writes `<prefix>/share/jupyter/kernels/tslab`.
 * Returns the path of the kernel.json.
 * @throws LabError `kernelspec-paths` if a path is relative or not there, `kernelspec-not-written` if the folder cannot be written.
 */
export function installKernelspec(options: { prefix: string; node?: string; launcher?: string }): string {
  const { prefix, node = process.execPath, launcher = launcherPath } = options;
  for (const path of [node, launcher]) {
    try {
      if (!isAbsolute(path)) throw new Error("it is not absolute");
      accessSync(path, constants.R_OK);
    } catch (cause) {
      const remedy = "compile kernel-lib first (npm run compile)";
      throw new LabError("kernelspec-paths", `the kernel cannot be installed: ${path}: ${String(cause)}`, {
        remedy,
        cause,
      });
    }
  }
  const folder = join(prefix, "share", "jupyter", "kernels", kernelName);
  const file = join(folder, "kernel.json");
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "logo-svg.svg"), logo);
    const fresh = `${file}.${process.pid}`;
    writeFileSync(fresh, `${JSON.stringify(ownKernelspec({ node, launcher }), null, 2)}\n`);
    renameSync(fresh, file);
  } catch (cause) {
    throw new LabError("kernelspec-not-written", `the kernel cannot be installed into ${folder}: ${String(cause)}`, {
      remedy: "choose a Python environment that you may write to",
      data: { folder },
      cause,
    });
  }
  return file;
}

if (import.meta.main) {
  const { prefix, node } = parseArgs({ options: { prefix: { type: "string" }, node: { type: "string" } } }).values;
  if (prefix === undefined) {
    process.stderr.write("usage: node install-kernelspec.js --prefix <Python environment> [--node <path>]\n");
    process.exit(2);
  }
  process.stdout.write(`${installKernelspec(node === undefined ? { prefix } : { prefix, node })}\n`);
}
