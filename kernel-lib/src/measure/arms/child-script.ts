import { existsSync } from "node:fs";
import { sep } from "node:path";
import { fileURLToPath } from "node:url";
import { LabError } from "../../base/lab-error.js";

const here = fileURLToPath(import.meta.url);

/**
 * Absolute path of a program of ours that runs in a process of its own, compiled, relative to `measure/`; also where this file itself is run
 * from its source (tests): what is measured is what is shipped.
 * @throws LabError "not-compiled".
 */
export function childScript(name: string): string {
  const compiled = here.replace(`${sep}src${sep}measure${sep}`, `${sep}dist${sep}measure${sep}`);
  const file = compiled.replace(/arms[/\\]child-script\.[jt]s$/, `${name}.js`);
  if (!existsSync(file))
    throw new LabError("not-compiled", `${file} is not there`, { remedy: "npm run compile", data: { file } });
  return file;
}

/** Absolute path of the Python arm's program. @throws LabError "python-arm-missing". */
export function pythonArm(): string {
  const file = here.replace(/(src|dist)[/\\]measure[/\\]arms[/\\]child-script\.[jt]s$/, `python${sep}arm.py`);
  if (!existsSync(file))
    throw new LabError("python-arm-missing", `${file} is not there`, {
      remedy: "Install kernel-lib again.",
      data: { file },
    });
  return file;
}
