import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { InvalidPathParam } from "../../../kernel-lib/src/framework/errors/invalid-path-param.ts";
import type { StandardValues } from "../../../kernel-lib/src/framework/router/converter.ts";
import { createRouter } from "../../../kernel-lib/src/framework/router/create-router.ts";
import { errorOf } from "../../error-of.ts";
import { holds } from "../../holds.ts";

describe("building paths", () => {
  const router = createRouter<string, StandardValues>();

  test("from a pattern and its params", () => {
    expect(router.path("/")).toBe("/");
    expect(router.path("/users/:id<int>/posts/:post", { id: 7, post: "ü b/c" })).toBe("/users/7/posts/%C3%BC%20b%2Fc");
    expect(router.path("/users/:id?", {})).toBe("/users");
    expect(router.path("/users/:id?", { id: 7 })).toBe("/users/7");
    expect(router.path("/:id?", {})).toBe("/");
    expect(router.path("/files/*path", { path: "a b/c.txt" })).toBe("/files/a%20b/c.txt");
    expect(router.path("/files/*", { "*": "" })).toBe("/files/");
    expect(router.path("/*repo/issues/:id", { repo: "a/b", id: "7" })).toBe("/a/b/issues/7");
    expect(router.path("/v:major<int>.:minor<int>", { major: 1, minor: 2 })).toBe("/v1.2");
  });

  test("a missing or wrong param is a type error", () => {
    // @ts-expect-error id is missing
    expect(() => router.path("/users/:id")).toThrow(InvalidPathParam);
    // @ts-expect-error id is missing
    expect(() => router.path("/users/:id", {})).toThrow(InvalidPathParam);
    // @ts-expect-error an int is no text
    expect(() => router.path("/users/:id<int>", { id: "x" })).toThrow(InvalidPathParam);
    // @ts-expect-error no such param
    expect(router.path("/users", { id: "x" })).toBe("/users");
  });

  test.each([
    ["/:id", { id: "" }, "is empty"],
    ["/:id", { id: ".." }, "clients take away"],
    ["/a/*path", { path: "x/../y" }, "clients take away"],
    ["/:id", { id: "\ud800" }, "half a surrogate pair"],
    ["/:id", { id: null }, "neither a string nor a number"],
    ["/:id(\\d+)", { id: "x" }, "does not take"],
    ["/:id<int>", { id: 1.5 }, "does not take"],
    ["/:id<int>", { id: Number.NaN }, "does not take"],
    ["/:a-:b", { a: "x-y", b: "z" }, 'would be read back from "x-y-z" as "x"'],
    ["/*a/b/*c", { a: "x/b/y", c: "z" }, "would be read back"],
    ["/:toString", {}, "is missing"],
  ])("%s of %j is refused", (pattern, params, reason) => {
    const error = errorOf(() => router.path<string>(pattern, params as Record<string, string>));
    expect(error).toBeInstanceOf(InvalidPathParam);
    expect(error).toMatchObject({ code: "invalid-path-param", data: { pattern } });
    expect((error as Error).message).toContain(reason);
  });

  test("what is built is found again, with the same params", () => {
    const patterns = ["/a/:x", "/:x/b/:y", "/:x-:y", "/p/:n<int>/:x(\\w+)", "/f/*rest", "/*x/mid/:y", "/o/:x?"];
    const text = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 6 }),
      fc.constantFrom("a", "b", "-", "mid", "x/mid/y", "%", "..", "7"),
    );
    return holds(
      fc.property(
        fc.constantFrom(...patterns),
        fc.record({ x: text, y: text, rest: text, n: fc.integer({ min: -1e6, max: 1e6 }) }),
        (pattern, all) => {
          const alone = createRouter<string, StandardValues>();
          alone.add<string>("GET", pattern, pattern);
          const names = pattern.match(/(?<=[:*])\w+/g) ?? [];
          const params = Object.fromEntries(names.map((name) => [name, all[name as "x"]]));
          let path: string;
          try {
            path = alone.path<string>(pattern, params);
          } catch (error) {
            expect(error).toBeInstanceOf(InvalidPathParam);
            return;
          }
          const found = alone.find("GET", path);
          expect({ ...(found.kind === "found" ? found.params : {}) }).toEqual(params);
        },
      ),
      1_000,
    );
  });
});
