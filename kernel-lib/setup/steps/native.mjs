// @ts-check
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "../find-program.mjs";
import { npmCommand } from "../npm-command.mjs";
import { errorLines, lastLines, runCommand } from "../run-command.mjs";

/**
 * The Rust functions, where there is cargo; without it their TypeScript twins are used.
 * @type {import("../step.mjs").Step}
 */
export const native = {
  name: "native",
  does: "building the Rust functions",
  critical: false,
  after: ["dependencies"],
  inputs: () => ["Cargo.toml", "Cargo.lock", "build.rs", "package.json", "src"].map((name) => `native/${name}`),
  facts: () => [process.platform, process.arch],
  outputs: ({ root }) => [builtBinary(root) ?? join(root, "native", `covet.${process.platform}-${process.arch}*.node`)],
  needs: async ({ env, signal }) => {
    const remedy =
      "Install Rust (https://rustup.rs) and start again; without it the TypeScript twins of the functions are used.";
    const [cargo] = findPrograms(["cargo"], env);
    if (cargo === undefined) return { reason: "cargo is not in PATH", remedy };
    // Being in PATH says little: rustup's cargo is a stub that fails where no toolchain is set up.
    const version = await runCommand(cargo, ["--version"], { env, signal, timeout: 10_000 });
    return version.ok ? null : { reason: `${cargo} --version fails: ${lastLines(version.output, 1)}`, remedy };
  },
  run: async ({ root, env, signal }) => {
    const npm = npmCommand(root, env);
    const logFile = join(root, ".cache", "setup", "native.log");
    const args = [...npm.args, "run", "build", "--workspace", "native"];
    const done = await runCommand(npm.command, args, { cwd: root, env: npm.env, signal, logFile });
    if (done.ok && builtBinary(root) !== null) return null;
    return {
      reason: `the native build failed:\n${errorLines(done.output, 12)}`,
      remedy: "See .cache/setup/native.log; cargo needs the network the first time, and a C linker.",
    };
  },
  discard: ({ root }) => {
    const binary = builtBinary(root);
    if (binary !== null) rmSync(binary);
  },
};

/** The binary for this machine, as the build names it (with the C library's name at the end on Linux). @param {string} root */
function builtBinary(root) {
  const start = `covet.${process.platform}-${process.arch}`;
  const name = readdirSync(join(root, "native")).find((file) => file.startsWith(start) && file.endsWith(".node"));
  return name === undefined ? null : join(root, "native", name);
}
