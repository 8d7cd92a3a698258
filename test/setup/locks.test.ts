import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

describe("the lock files", () => {
  it("of npm names no host and pins the runtime exactly", () => {
    const text = readFileSync("package-lock.json", "utf8");
    const { packages } = JSON.parse(text) as {
      packages: Record<string, { resolved?: string; integrity?: string; link?: boolean }>;
    };
    for (const [path, entry] of Object.entries(packages)) {
      expect(entry.resolved ?? "", path).not.toContain(":");
      if (path.startsWith("node_modules/") && !entry.link) expect(entry.integrity, path).toMatch(/^sha512-/);
    }
    const { optionalDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(new Set(Object.values(optionalDependencies)).size).toBe(1);
  });

  it("of Python hashes every package, holds what requirements.in asks for, and names no host", () => {
    const lock = readFileSync("kernel-lib/python/requirements.lock", "utf8");
    expect(lock).not.toMatch(/https?:|--index|--find-links|--trusted/);
    const entries = lock.split(/\n(?=\S)/).filter((entry) => /^[\w.-]+==/.test(entry));
    expect(entries.length).toBeGreaterThan(50);
    for (const entry of entries) expect(entry, entry.split("\n")[0]).toContain("--hash=sha256:");
    for (const [line] of readFileSync("kernel-lib/python/requirements.in", "utf8").matchAll(/^[\w.-]+==\S+$/gm))
      expect(
        entries.some((entry) => entry.startsWith(`${line} `)),
        line,
      ).toBe(true);
  });

  it("of cargo belongs to the manifest's exact versions", () => {
    const lock = readFileSync("native/Cargo.lock", "utf8");
    for (const [, name, version] of readFileSync("native/Cargo.toml", "utf8").matchAll(
      /^([\w-]+) = (?:\{ version = )?"=([\d.]+)"/gm,
    ))
      expect(lock).toContain(`name = "${name}"\nversion = "${version}"`);
  });
});
