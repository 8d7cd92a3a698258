import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

/** The Pythons that set-up fills from a lock, each with what reads version conditions in it. */
const pythons = [
  { python: ".venv/bin/python", module: "packaging" },
  { python: ".cache/second-opinion/bin/python", module: "pip._vendor.packaging" },
];

interface LockEntry {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** Where Node looks for a package from the package at `path`: its own node_modules first, the project's last. */
function placesFor(name: string, path: string): string[] {
  const parts = path.split("/");
  const folders = [...parts.keys()].map((count) => parts.slice(0, parts.length - count).join("/"));
  return [...folders, ""].map((folder) => `${folder === "" ? "" : `${folder}/`}node_modules/${name}`);
}

describe("the lock files", () => {
  it("of npm names no host and pins the runtime exactly", () => {
    const text = readFileSync("package-lock.json", "utf8");
    const { packages } = JSON.parse(text) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    for (const [path, entry] of Object.entries(packages)) {
      expect(entry.resolved ?? "", path).not.toContain(":");
      // One of another platform may lack its checksum: see .ci/complete-lock.mjs.
      if (path.startsWith("node_modules/") && !entry.link && existsSync(path))
        expect(entry.integrity, path).toMatch(/^sha512-/);
    }
    const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(new Set(Object.values(optionalDependencies)).size).toBe(1);
  });

  it("of npm holds every package that another one names, also those of other platforms", () => {
    // `npm ci` refuses a file without them; `node .ci/complete-lock.mjs` adds them.
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8")) as {
      packages: Record<string, LockEntry>;
    };
    const lacking = Object.entries(packages).flatMap(([path, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
        .filter((name) => !placesFor(name, path).some((place) => Object.hasOwn(packages, place)))
        .map((name) => `${name}, which ${path || "the project"} names`),
    );
    expect(lacking).toEqual([]);
  });

  it.each([
    ["kernel-lib/python", 50],
    ["test", 2],
  ] as const)(
    "of Python in %s hashes every package, holds what requirements.in asks for, and names no host",
    (folder, least) => {
      const lock = readFileSync(`${folder}/requirements.lock`, "utf8");
      expect(lock).not.toMatch(/https?:|--index|--find-links|--trusted/);
      const entries = lock.split(/\n(?=\S)/).filter((entry) => /^[\w.-]+==/.test(entry));
      expect(entries.length).toBeGreaterThanOrEqual(least);
      for (const entry of entries) expect(entry, entry.split("\n")[0]).toContain("--hash=sha256:");
      for (const [line] of readFileSync(`${folder}/requirements.in`, "utf8").matchAll(/^[\w.-]+==\S+$/gm))
        expect(
          entries.some((entry) => entry.startsWith(`${line} `)),
          line,
        ).toBe(true);
    },
  );

  it.each(pythons.filter(({ python }) => existsSync(python)))(
    "of Python in $python holds for the oldest Python that set-up takes",
    async ({ python, module }) => {
      // What was resolved on a newer one may refuse it: soupsieve 4.1.2 asks for 3.11.5, Debian 12 has 3.11.2.
      const script = `
import importlib.metadata as m
from ${module}.specifiers import SpecifierSet
for d in m.distributions():
    if not SpecifierSet(d.metadata.get("Requires-Python") or "").contains("3.11.2"):
        print(d.metadata["Name"], d.version, d.metadata["Requires-Python"])
print("looked")`;
      const { stdout } = await promisify(execFile)(python, ["-c", script]);
      expect(stdout).toBe("looked\n");
    },
  );

  it("of cargo belongs to the manifest's exact versions", () => {
    const lock = readFileSync("native/Cargo.lock", "utf8");
    for (const [, name, version] of readFileSync("native/Cargo.toml", "utf8").matchAll(
      /^([\w-]+) = (?:\{ version = )?"=([\d.]+)"/gm,
    ))
      expect(lock).toContain(`name = "${name}"\nversion = "${version}"`);
  });
});
