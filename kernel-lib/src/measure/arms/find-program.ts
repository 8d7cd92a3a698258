import { statSync } from "node:fs";
import { delimiter, isAbsolute, join, resolve } from "node:path";

/** Where the system finds a program: a path is taken from `cwd`, a name is looked up in PATH. Undefined where it is not there. */
export function findProgram(program: string, cwd: string): string | undefined {
  const places =
    isAbsolute(program) || program.includes("/")
      ? [resolve(cwd, program)]
      : (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, program));
  return places.find((place) => statSync(place, { throwIfNoEntry: false })?.isFile() === true);
}
