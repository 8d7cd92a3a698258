#!/usr/bin/env node
// @ts-check
// The `kernel-lib` command. It runs on any Node that reads this file, and goes on with the project's pinned Node where this one is too old.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const argv = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));

process.exitCode = await start();

/** @returns {Promise<number>} the exit code */
async function start() {
  const { checkoutRoot, majorOf, oldestNode, pinnedNode } = await import("./project.mjs");
  if (argv[0] === "doctor") return (await import("./doctor.mjs")).doctor(argv.slice(1));
  if (majorOf(process.version) < oldestNode) {
    const root = checkoutRoot();
    const node = [root, process.cwd()]
      .map((folder) => pinnedNode(folder ?? process.cwd()))
      .find((path) => existsSync(path));
    if (node === undefined) {
      const remedy =
        root === null ? "install Node 26 (https://nodejs.org) and start again" : `run \`npm start\` in ${root} once`;
      process.stderr.write(
        `kernel-lib needs Node ${oldestNode} or later; this is Node ${process.versions.node}.\n  Remedy: ${remedy}.\n`,
      );
      return 1;
    }
    process.stderr.write(`kernel-lib: Node ${process.versions.node} is too old; going on with ${node}\n`);
    const { runInFront } = await import("./run-in-front.mjs");
    return runInFront(node, [fileURLToPath(import.meta.url), ...argv]);
  }
  const compiled = join(here, "..", "dist", "cli.js");
  if (!existsSync(compiled)) {
    process.stderr.write(
      `kernel-lib is not compiled: ${compiled} is not there.\n  Remedy: run \`npm start\` in the project once.\n`,
    );
    return 1;
  }
  const { main } = await import("../dist/cli.js");
  return main(argv);
}
