import { existsSync } from "node:fs";
import { delimiter, dirname, isAbsolute, join, resolve } from "node:path";

const inVenv = process.platform === "win32" ? join("Scripts", "python.exe") : join("bin", "python");

/**
 * The interpreter for Python arms: `given` (a path, or a name looked up in PATH) or else `.venv` of the nearest folder above `from` that has one.
 * Undefined if there is none.
 */
export function findPython(from: string, given?: string): string | undefined {
  if (given !== undefined) {
    if (isAbsolute(given) || /[/\\]/.test(given)) return existsSync(given) ? resolve(given) : undefined;
    const names = process.platform === "win32" ? [`${given}.exe`, given] : [given];
    const places = (process.env.PATH ?? "")
      .split(delimiter)
      .flatMap((folder) => names.map((name) => join(folder, name)));
    return places.find(existsSync);
  }
  for (let at = resolve(from); ; at = dirname(at)) {
    const file = join(at, ".venv", inVenv);
    if (existsSync(file)) return file;
    if (at === dirname(at)) return undefined;
  }
}
