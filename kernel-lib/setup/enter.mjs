// @ts-check
// What npm's scripts start, on the machine's own Node and before anything is installed: set-up, then the verb. The check of Node's version
// comes before every import that an old Node might not read.
import process from "node:process";

const major = Number.parseInt(process.versions.node, 10);
if (major < 20) {
  process.stderr.write(
    `This is Node ${process.versions.node}; set-up needs Node 20 or later (it then installs the pinned Node itself).\n` +
      "  Remedy: install a current Node from https://nodejs.org and start again.\n",
  );
  process.exit(1);
}

const { enter } = await import("./enter-verb.mjs");
process.exitCode = await enter(process.argv.slice(2));
