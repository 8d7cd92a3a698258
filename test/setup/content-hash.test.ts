import { mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentHash, filesBelow } from "../../kernel-lib/setup/content-hash.mjs";
import { tempTree } from "./temp-tree.ts";

const hash = (root: string) => contentHash(root, ["src", "lock.json"], ["linux"]);

describe("the hash of a step's inputs", () => {
  it("changes with any content and comes back with it", () => {
    const root = tempTree({ "src/a.txt": "", "lock.json": "{}" });
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        writeFileSync(join(root, "src/a.txt"), one);
        const before = hash(root);
        writeFileSync(join(root, "src/a.txt"), other);
        expect(hash(root) === before).toBe(one === other);
      }),
      { numRuns: 50 },
    );
  });

  it("does not change with dates", () => {
    const root = tempTree({ "src/a.txt": "a", "lock.json": "{}" });
    const before = hash(root);
    utimesSync(join(root, "src/a.txt"), 0, 0);
    expect(hash(root)).toBe(before);
  });

  it("changes when a file is added, renamed, removed, or its content moves to another file", () => {
    const root = tempTree({ "src/a.txt": "x", "src/deep/b.txt": "", "lock.json": "{}" });
    const seen = new Set([hash(root)]);
    const fresh = () => {
      const now = hash(root);
      expect(seen.has(now)).toBe(false);
      seen.add(now);
    };
    writeFileSync(join(root, "src/c.txt"), "");
    fresh();
    renameSync(join(root, "src/c.txt"), join(root, "src/d.txt"));
    fresh();
    rmSync(join(root, "src/a.txt"));
    fresh();
    writeFileSync(join(root, "src/deep/b.txt"), "x");
    fresh();
    rmSync(join(root, "lock.json"));
    fresh();
  });

  it("tells an absent file from an empty one, and one fact from another", () => {
    const root = tempTree({ "src/a.txt": "" });
    const absent = hash(root);
    writeFileSync(join(root, "lock.json"), "");
    expect(hash(root)).not.toBe(absent);
    expect(contentHash(root, ["src"], ["a"])).not.toBe(contentHash(root, ["src"], ["b"]));
  });

  it("lists files in one order, whatever made them", () => {
    const root = tempTree({ "src/z.txt": "", "src/a/b.txt": "", "src/B.txt": "" });
    mkdirSync(join(root, "src/empty"));
    expect(filesBelow(root, "src")).toEqual(["src/B.txt", "src/a/b.txt", "src/z.txt"]);
    expect(filesBelow(root, "nowhere")).toEqual([]);
  });
});
