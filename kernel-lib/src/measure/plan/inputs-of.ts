import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import type { PlannedArm } from "./plan.js";
import { hashesOf } from "./planned-command.js";
import { pythonImports } from "./python-imports.js";
import { treeHash } from "./tree-hash.js";

/**
 * What a family's samples depend on, as far as its description can tell: own files by path (from the family's folder) and hash, installed packages
 * by name and version, addons by hash, the programs of command arms by hash, and as a whole what an arm may load later: the folder named as the family file, and kernel-lib's
 * framework with its addon. Not seen: a file elsewhere that `prepare` imports by itself, and what an arm reads from disk or network.
 *
 * @param loaded modules and addons that describing the family loaded, absolute paths
 */
export function inputsOf(
  familyFile: string,
  loaded: ReadonlySet<string>,
  arms: readonly PlannedArm[],
): Record<string, string> {
  const here = dirname(familyFile);
  const nameOf = (file: string) => relative(here, file).split(sep).join("/");
  const library = libraryOf(loaded);
  const inputs: Record<string, string> = library === undefined ? {} : libraryInputs(library, loaded);
  const scripts = arms.flatMap((arm) => (arm.script === undefined ? [] : pythonImports(arm.script)));
  for (const file of [...loaded, ...scripts]) {
    const installed = /.*[/\\]node_modules[/\\]((?:@[^/\\]+[/\\])?[^/\\]+)/.exec(file);
    if (installed?.[1]) {
      const name = installed[1].split(sep).join("/");
      inputs[`package ${name}`] = packageAt(installed[0])?.version ?? "unknown";
      if (extname(file) === ".node") inputs[`addon ${name}/${basename(file)}`] = hashOf(file);
    } else if (library === undefined || !file.startsWith(library + sep)) inputs[nameOf(file)] = hashOf(file);
  }
  for (const { run } of arms) if (run) Object.assign(inputs, hashesOf(run));
  for (const arm of arms) if (arm.package && arm.version) inputs[`package ${arm.package}`] = arm.version;
  const own = join(here, basename(familyFile, extname(familyFile)));
  if (statSync(own, { throwIfNoEntry: false })?.isDirectory()) inputs[`${nameOf(own)}/`] = treeHash(own, ["."]);
  return Object.fromEntries(Object.entries(inputs).sort(([a], [b]) => (a < b ? -1 : 1)));
}

const hashOf = (file: string) => createHash("sha256").update(readFileSync(file)).digest("hex");

function packageAt(folder: string): { readonly name?: string; readonly version?: string } | undefined {
  const file = join(folder, "package.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { name?: string; version?: string }) : undefined;
}

/** The folder of the kernel-lib that the family file imported: another commit's where the family file is another commit's. */
function libraryOf(loaded: ReadonlySet<string>): string | undefined {
  for (const file of loaded) {
    const place = /^(.*)[/\\]dist[/\\](?:index\.js$|(?:app|base|framework)[/\\])/.exec(file);
    if (place?.[1] !== undefined && packageAt(place[1])?.name === "kernel-lib") return place[1];
  }
  return undefined;
}

/** What was loaded of kernel-lib, its whole framework with what `auto` chooses by (constants in its code), and the binary that `auto` finds, if any. */
function libraryInputs(library: string, loaded: ReadonlySet<string>): Record<string, string> {
  const files = [...loaded].filter((file) => file.startsWith(library + sep)).map((file) => relative(library, file));
  const whole = { "kernel-lib": treeHash(library, [...files.sort(), "dist/base", "dist/framework"]) };
  const addons = addonsOf(library);
  if (addons.length === 0) return { ...whole, "native addon": "none" };
  return { ...whole, ...Object.fromEntries(addons.map((file) => [`native addon ${basename(file)}`, hashOf(file)])) };
}

function addonsOf(library: string): readonly string[] {
  const addon = "@covet/native/package.json";
  try {
    const folder = dirname(createRequire(join(library, "package.json")).resolve(addon));
    return readdirSync(folder)
      .filter((name) => name.endsWith(".node"))
      .sort()
      .map((name) => join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return [];
    throw error;
  }
}
