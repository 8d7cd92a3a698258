import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { LabError } from "../../base/lab-error.js";
import { installNbconvert } from "./nbconvert-install.js";

/** `node install-nbconvert.js --prefix .venv`: set-up calls it after the environment was made. */
const { values } = parseArgs({ options: { prefix: { type: "string" } } });
try {
  if (values.prefix === undefined)
    throw new LabError("option-missing", "--prefix is missing", {
      remedy: "name the Python environment: --prefix .venv",
    });
  for (const path of installNbconvert({ prefix: resolve(values.prefix), node: process.execPath }))
    process.stderr.write(`${path}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof LabError ? error.message : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}
