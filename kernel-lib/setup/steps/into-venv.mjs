// @ts-check
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pinnedNode } from "../project.mjs";
import { lastLines, runCommand } from "../run-command.mjs";

/**
 * A step that runs one of kernel-lib's compiled programs on `.venv` (`--prefix`), after both are there.
 * @param {{ name: string, does: string, installer: string, inputs: readonly string[], output: readonly string[] }} what `output`: path
 *   within `.venv` of what it writes
 * @returns {import("../step.mjs").Step}
 */
export const intoVenv = ({ name, does, installer, inputs, output }) => ({
  name,
  does,
  critical: false,
  after: ["compile", "python"],
  inputs: () => [installer, ...inputs],
  // What is written holds absolute paths.
  facts: ({ root }) => [root, pinnedNode(root)],
  outputs: ({ root }) => [join(root, ".venv", ...output)],
  needs: async ({ root }) =>
    existsSync(join(root, installer))
      ? null
      : { reason: `${installer} is not there`, remedy: "Run `npm start`: set-up compiles it." },
  run: async ({ root, env, signal }) => {
    const args = [join(root, installer), "--prefix", join(root, ".venv")];
    const logFile = join(root, ".cache", "setup", `${name}.log`);
    const done = await runCommand(pinnedNode(root), args, { cwd: root, env, signal, logFile });
    if (done.ok) return null;
    return { reason: `${installer} failed:\n${lastLines(done.output, 6)}`, remedy: `See .cache/setup/${name}.log.` };
  },
});
