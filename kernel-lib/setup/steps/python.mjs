// @ts-check
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPython, makeVenv } from "../make-venv.mjs";
import { venvPython } from "../project.mjs";

const lock = "kernel-lib/python/requirements.lock";

/**
 * `.venv`: JupyterLab and the Python peers, in the versions of the lock.
 * @type {import("../step.mjs").Step}
 */
export const python = {
  name: "python",
  does: "making .venv with JupyterLab and the Python peers",
  critical: false,
  after: [],
  inputs: () => [lock],
  // The scripts of a virtual environment hold its absolute path.
  facts: ({ root }) => [root],
  outputs: ({ root }) => [venvPython(root), join(root, ".venv", "package.json")],
  needs: async (context) => (await findPython(context)).lack,
  run: async (context) => {
    const lack = await makeVenv(context, { folder: ".venv", lock, log: "python.log" });
    // JupyterLab runs CommonJS files in here with Node, which would take them for modules by the project's own package.json.
    if (lack === null) writeFileSync(join(context.root, ".venv", "package.json"), '{ "type": "commonjs" }\n');
    return lack;
  },
};
