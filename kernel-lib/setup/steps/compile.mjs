// @ts-check
import { rmSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../content-hash.mjs";
import { pinnedNode } from "../project.mjs";
import { lastLines, runCommand } from "../run-command.mjs";

/**
 * kernel-lib's compiled modules.
 * @type {import("../step.mjs").Step}
 */
export const compile = {
  name: "compile",
  does: "compiling kernel-lib",
  critical: true,
  after: ["dependencies"],
  // The lockfile stands for the compiler and the type packages.
  inputs: () => ["kernel-lib/src", "kernel-lib/tsconfig.json", "kernel-lib/package.json", "package-lock.json"],
  facts: () => [],
  outputs: ({ root }) => [...expectedModules(root)].map((path) => join(root, path)),
  needs: async () => null,
  run: async ({ root, env, signal }) => {
    const expected = expectedModules(root);
    // A module whose source is gone would still be importable.
    for (const path of filesBelow(root, "kernel-lib/dist"))
      if (!expected.has(path.replace(/\.d\.ts$/, ".js"))) rmSync(join(root, path));
    // With its record the compiler would write only what changed since, not what is not there.
    rmSync(join(root, ".cache", "kernel-lib.tsbuildinfo"), { force: true });
    // Not node_modules/.bin/tsc: that is the older compiler which tslab brings.
    const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
    const logFile = join(root, ".cache", "setup", "compile.log");
    const done = await runCommand(pinnedNode(root), [compiler, "-p", "kernel-lib"], {
      cwd: root,
      env,
      signal,
      logFile,
    });
    if (done.ok) return null;
    return { reason: `kernel-lib does not compile:\n${lastLines(done.output, 20)}`, remedy: "Mend the errors above." };
  },
};

/** The modules that the sources compile to, relative to the root. @param {string} root @returns {Set<string>} */
function expectedModules(root) {
  const sources = filesBelow(root, "kernel-lib/src").filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
  return new Set(sources.map((path) => path.replace("/src/", "/dist/").replace(/\.ts$/, ".js")));
}
