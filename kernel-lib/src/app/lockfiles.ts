import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

const names = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"];

/** The lockfiles of a folder, whichever package manager's: name -> SHA-256. */
export const lockfiles = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names
      .filter((name) => existsSync(join(folder, name)))
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(folder, name)))
          .digest("hex"),
      ]),
  );
