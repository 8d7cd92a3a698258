// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../project.mjs";
import { lastLines, runCommand } from "../run-command.mjs";

const installer = "kernel-lib/dist/notebook/kernel/install-kernelspec.js";

/**
 * Our kernel's entry in `.venv`, so that Jupyter finds it.
 * @type {import("../step.mjs").Step}
 */
export const kernelspec = {
  name: "kernelspec",
  does: "telling Jupyter in .venv about our kernel",
  critical: false,
  after: ["compile", "python"],
  inputs: () => [installer, "kernel-lib/dist/notebook/kernel/launcher.js"],
  // The entry holds absolute paths.
  facts: ({ root }) => [root, pinnedNode(root)],
  outputs: ({ root }) => [join(root, ".venv", "share", "jupyter", "kernels", "tslab", "kernel.json")],
  needs: async ({ root }) =>
    existsSync(join(root, installer))
      ? null
      : { reason: `${installer} is not there`, remedy: "Run `npm start`: set-up compiles it." },
  run: async ({ root, env, signal }) => {
    const args = [join(root, installer), "--prefix", join(root, ".venv")];
    const logFile = join(root, ".cache", "setup", "kernelspec.log");
    const done = await runCommand(pinnedNode(root), args, { cwd: root, env, signal, logFile });
    if (done.ok) return null;
    return { reason: `${installer} failed:\n${lastLines(done.output, 6)}`, remedy: "See .cache/setup/kernelspec.log." };
  },
};
