// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../project.mjs";
import { lastLines, runCommand } from "../run-command.mjs";

const installer = "kernel-lib/dist/report/export/install-nbconvert.js";

/**
 * Our exporter behind nbconvert's and JupyterLab's own, so that a page exported by either shows every figure.
 * @type {import("../step.mjs").Step}
 */
export const nbconvert = {
  name: "nbconvert",
  does: "telling nbconvert in .venv about our exporter",
  critical: false,
  after: ["compile", "python"],
  inputs: () => [installer, "kernel-lib/dist/report/export/nbconvert-install.js", "kernel-lib/python/nbconvert"],
  // The exporter's entry holds absolute paths.
  facts: ({ root }) => [root, pinnedNode(root)],
  outputs: ({ root }) => [join(root, ".venv", "etc", "jupyter", "jupyter_nbconvert_config.json")],
  needs: async ({ root }) =>
    existsSync(join(root, installer))
      ? null
      : { reason: `${installer} is not there`, remedy: "Run `npm start`: set-up compiles it." },
  run: async ({ root, env, signal }) => {
    const args = [join(root, installer), "--prefix", join(root, ".venv")];
    const logFile = join(root, ".cache", "setup", "nbconvert.log");
    const done = await runCommand(pinnedNode(root), args, { cwd: root, env, signal, logFile });
    if (done.ok) return null;
    return { reason: `${installer} failed:\n${lastLines(done.output, 6)}`, remedy: "See .cache/setup/nbconvert.log." };
  },
};
