import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { growthTable } from "../../../datasets/routes/growth-table.ts";
import { TreeRouter } from "../../../kernel-lib/src/framework/router/tree-router.ts";

const root = resolve(import.meta.dirname, "../../..");
const program = resolve(root, "test/framework/router/ask-routes.mjs");

/** Runs the program that asks a router for one path of each of its routes, with these flags of Node. */
function ask(table: readonly (readonly [string, string])[], flags: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [...flags, program], {
    cwd: root,
    input: JSON.stringify(table),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

const stored = (name: string) =>
  JSON.parse(readFileSync(resolve(root, "datasets/routes", name), "utf8")) as [string, string][];

const tables: readonly (readonly [string, () => readonly (readonly [string, string])[]])[] = [
  ["the source report's", () => stored("source-100.json")],
  ["a real API's", () => stored("github-200.json")],
  ["200 routes of one shape", () => growthTable(200)],
  ["static ones", () => Array.from({ length: 250 }, (_, index) => ["GET", `/static/page/${index.toString(36)}x`])],
  ["long texts", () => Array.from({ length: 12 }, (_, index) => ["GET", `/${index}${"x".repeat(300)}`])],
  ["many params", () => Array.from({ length: 150 }, (_, index) => ["GET", `/:a/:b/${index}/:c/:d`])],
  ["constraints", () => Array.from({ length: 120 }, (_, index) => ["GET", `/${index}/:a(\\d+)-:b/:c<int>`] as const)],
  ["wildcards", () => Array.from({ length: 150 }, (_, index) => ["GET", `/${index}/*x/y${index}/*z`] as const)],
  ["one text within the other", () => Array.from({ length: 300 }, (_, index) => ["GET", `/${"x".repeat(index)}`])],
];

describe("generated functions", () => {
  test.each(tables)("stay below the size that V8 optimises, and find every route: %s", (_, table) => {
    const routes = table();
    const printed = ask(routes, ["--print-bytecode", "--print-bytecode-filter=findPart"]);
    const sizes = Array.from(printed.matchAll(/^Bytecode length: (\d+)$/gm), ([, size]) => Number(size));
    expect(sizes.length).toBeGreaterThan(0);
    expect(Math.max(...sizes)).toBeLessThan(61_440);
    expect(printed).toContain(`found ${routes.filter(([method]) => method === "GET").length}`);
  });

  test("where code from text is forbidden, the tree is read: the same answers", () => {
    const routes = stored("source-100.json");
    expect(ask(routes, ["--disallow-code-generation-from-strings"])).toBe(ask(routes, []));
  });

  test("are not made of large tables, which are read: the same answers", () => {
    const routes = growthTable(2_000);
    const printed = ask(routes, ["--print-bytecode", "--print-bytecode-filter=findPart"]);
    expect(printed).toBe("found 2000\n");
  });

  test("are made anew after a change, and answer for every method", () => {
    const router = new TreeRouter<string>({}, 0);
    router.add("GET", "/a/:x", "first");
    expect(router.find("GET", "/a/1")).toMatchObject({ handler: "first" });
    expect(router.find("POST", "/a/1")).toMatchObject({ kind: "method-not-allowed" });
    router.add("GET", "/a/1", "second");
    expect(router.find("GET", "/a/1")).toMatchObject({ handler: "second" });
    router.remove("GET", "/a/1");
    expect(router.find("GET", "/a/1")).toMatchObject({ handler: "first" });
    // Methods that no route names share one tree: asking for ever new ones keeps nothing.
    for (let index = 0; index < 1_000; index++)
      expect(router.find(`M${index}`, "/a/1").kind).toBe("method-not-allowed");
  });

  test("take over from the tree after so many lookups, with the same answers", () => {
    const router = new TreeRouter<string>({}, 3);
    router.add("GET", "/a/:x", "a");
    const answers = Array.from({ length: 8 }, () => JSON.stringify(router.find("GET", "/a/1")));
    expect(new Set(answers).size).toBe(1);
  });

  test("params have their class, whatever they are named", () => {
    const router = new TreeRouter<string>({}, 0);
    router.add("GET", "/a/:__proto__/:constructor/*", "x");
    const found = router.find("GET", "/a/polluted/b/c");
    expect(found.kind === "found" && Object.entries(found.params)).toEqual([
      ["__proto__", "polluted"],
      ["constructor", "b"],
      ["*", "c"],
    ]);
    expect(found.kind === "found" && Object.getPrototypeOf(Object.getPrototypeOf(found.params))).toBeNull();
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
  });
});
