import { describe, expect, test } from "vitest";
import type { Router } from "../../kernel-lib/src/framework/router/router.ts";
import { collectGarbage } from "../collect-garbage.ts";
import { lineOf } from "./router-line.ts";

/** Paths and tables that mean no good; `routerOf` makes a router of these GET patterns, each its own handler. */
export function describeHostileInput(name: string, routerOf: (...patterns: string[]) => Router<string>): void {
  const find = (router: Router<string>, path: string, method = "GET"): string => lineOf(router.find(method, path));

  describe(`${name}: hostile paths`, () => {
    const router = routerOf("/", "/a", "/a/:b", "/a/:b/c", "/f/*rest");
    test.each([
      ["NUL", "/a/\0", "/a/:b b=\0"],
      ["lone surrogate", "/a/\ud800", "/a/:b b=\ud800"],
      ["dots", "/a/../..", "404"],
      ["double slashes", "//a//", "404"],
      ["only slashes", "/".repeat(65_536), "404"],
      ["64 KB param", `/a/${"x".repeat(65_536)}`, `/a/:b b=${"x".repeat(65_536)}`],
      ["64 KB of segments", `/f${"/x".repeat(32_768)}`, `/f/*rest rest=x${"/x".repeat(32_767)}`],
      ["two-byte string", "/a/日本", "/a/:b b=日本"],
      ["absolute URL", "http://host/a", "404"],
    ])("%s", (_, path, expected) => {
      expect(find(router, path) === expected).toBe(true);
    });
  });

  describe(`${name}: hostile tables`, () => {
    test("a branch at each of as many segments as a pattern can have", () => {
      const prefixes = Array.from({ length: 1_022 }, (_, depth) => "/x".repeat(depth));
      const router = routerOf(...prefixes.flatMap((prefix) => [`${prefix}/*`, `${prefix}/:a/y`]));
      const path = "/x".repeat(5_000);
      expect(find(router, path)).toBe(`${prefixes.at(-1)}/* *=${path.slice(2_043)}`);
      expect(find(router, path, "POST")).toBe("405 GET,HEAD,OPTIONS");
    });

    test("a node for each character of the longest pattern", () => {
      const patterns = Array.from({ length: 2_048 }, (_, index) => `/${"x".repeat(index)}`);
      const router = routerOf(...patterns);
      expect(find(router, patterns[2_047] ?? "")).toBe(patterns[2_047]);
      expect(find(router, `${patterns[2_047]}x`)).toBe("404");
    });

    test("a long pattern, all of it params", () => {
      const names = Array.from({ length: 300 }, (_, index) => `p${index}`);
      const router = routerOf(`/:${names.join("/:")}`);
      const found = router.find("GET", "/7".repeat(names.length));
      expect(found.kind === "found" && Object.keys(found.params)).toEqual(names);
    });
  });

  test(`${name}: a million distinct paths and methods leave nothing`, async () => {
    const router = routerOf("/a/:b", "/c");
    const kinds: Record<string, number> = {};
    const ask = (method: string, path: string) => {
      const { kind } = router.find(method, path);
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    };
    const askAll = (count: number) => {
      for (let at = 0; at < count; at++) {
        ask("GET", `/nothing/is/here/${at}`);
        if (at % 10 === 0) {
          ask("GET", `/a/${at}`);
          ask(`M${at}`, "/c");
        }
      }
    };
    askAll(1_000);
    await collectGarbage();
    const before = process.memoryUsage().heapUsed;
    askAll(1_000_000);
    await collectGarbage();
    // A path that was kept would be some 40 bytes.
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(3e6);
    expect(kinds).toEqual({ "not-found": 1_001_000, found: 100_100, "method-not-allowed": 100_100 });
  });
}
