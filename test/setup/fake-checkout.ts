import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { tempTree, writeTree } from "./temp-tree.ts";

const lock = {
  lockfileVersion: 3,
  packages: {
    "": { dependencies: { one: "1.0.0" } },
    "kernel-lib": {},
    "node_modules/one": { version: "1.0.0", integrity: "sha512-1" },
  },
};

/**
 * A checkout whose packages are right and which compiles to nothing, with the real set-up; only the verbs' programs are stand-ins. Nothing
 * in it can install anything: PATH has to be chosen so that cargo and Python are missing or stubs.
 */
export function fakeCheckout(files: Readonly<Record<string, string>> = {}): string {
  const root = tempTree({
    "package.json": JSON.stringify({ name: "covet-laboratory", dependencies: { one: "1.0.0" } }),
    "package-lock.json": JSON.stringify(lock),
    "kernel-lib/package.json": JSON.stringify({ name: "kernel-lib" }),
    "kernel-lib/python/requirements.in": "jupyterlab==4.6.6\n",
    "kernel-lib/python/requirements.lock": "",
    "native/package.json": "{}",
    "node_modules/one/package.json": "{}",
    "node_modules/.package-lock.json": JSON.stringify({
      packages: { "node_modules/one": lock.packages["node_modules/one"] },
    }),
    "node_modules/typescript/bin/tsc": "",
  });
  cpSync("kernel-lib/setup", join(root, "kernel-lib", "setup"), { recursive: true });
  mkdirSync(join(root, "node_modules", ".bin"), { recursive: true });
  symlinkSync(process.execPath, join(root, "node_modules", ".bin", "node"));
  writeTree(root, files);
  return root;
}
