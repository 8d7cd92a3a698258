import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { growthTable } from "../../datasets/routes/growth-table.ts";
import { matchingPaths, missingPaths, specificFirst } from "../../datasets/routes/paths.ts";
import { sourceTable } from "../../datasets/routes/source-table.ts";
import { formatTable, type RouteTable } from "../../datasets/routes/table.ts";
import { OracleRouter } from "../conformance/router-oracle.ts";

const folder = join(import.meta.dirname, "../../datasets/routes");
const read = (file: string): string => readFileSync(join(folder, file), "utf8");
const github = JSON.parse(read("github-200.json")) as RouteTable;

describe("stored route tables", () => {
  test("are those of the checksums", () => {
    const lines = read("SHA256SUMS").trimEnd().split("\n");
    expect(lines.map((line) => line.slice(66))).toEqual(["github-200.json", "source-100.json"]);
    for (const line of lines)
      expect(
        createHash("sha256")
          .update(read(line.slice(66)))
          .digest("hex"),
      ).toBe(line.slice(0, 64));
  });

  test("source-100.json is what its generator makes: 25 routes of each of the report's four kinds", () => {
    expect(read("source-100.json")).toBe(formatTable(sourceTable()));
    const kinds = sourceTable().map(([, pattern]) => pattern.replaceAll(/:\w+/g, ":").replaceAll(/[a-z0-9]+/g, "x"));
    expect(Object.groupBy(kinds, (kind) => kind)).toEqual(
      Object.fromEntries(["/x", "/x/:", "/x/:/x/:", "/x/x/x/:/x"].map((kind) => [kind, Array(25).fill(kind)])),
    );
    expect(sourceTable().slice(0, 4)).toEqual([
      ["GET", "/users"],
      ["GET", "/users/:id"],
      ["GET", "/users/:id/posts/:post_id"],
      ["GET", "/api/v1/users/:id/profile"],
    ]);
  });

  test("github-200.json holds 200 different routes of five methods", () => {
    expect(new Set(github.map((route) => route.join(" "))).size).toBe(200);
    expect([...new Set(github.map(([method]) => method))].sort()).toEqual(["DELETE", "GET", "PATCH", "POST", "PUT"]);
  });
});

describe("growth tables", () => {
  test.each([1, 10, 100, 1_000, 10_000])("of %i routes have one shape, one length and no route twice", (size) => {
    const table = growthTable(size);
    expect(table).toHaveLength(size);
    expect(new Set(table.map(([, pattern]) => pattern)).size).toBe(size);
    expect(table.every(([method, pattern]) => method === "GET" && /^\/[a-z]{6}\/[a-z]{6}\/:id$/.test(pattern))).toBe(
      true,
    );
    expect(growthTable(size)).toEqual(table);
  });
});

describe("paths", () => {
  const tables: [string, RouteTable][] = [
    ["the source's", sourceTable()],
    ["GitHub's", specificFirst(github)],
  ];

  test.each(tables)("of %s table are answered as expected by the linear oracle", (_, table) => {
    const oracle = new OracleRouter<number>();
    for (const [index, [method, pattern]] of table.entries()) oracle.add(method, pattern, index);
    const { inputs, expected } = matchingPaths(table, () => true, 500, 1);
    for (const [index, path] of inputs.entries()) {
      const found = oracle.find("GET", path);
      expect(found.kind === "found" && { route: found.handler, params: { ...found.params } }).toEqual(expected[index]);
    }
    const missing = missingPaths(table, 500, 1);
    expect(new Set(missing.inputs).size).toBe(500);
    for (const path of missing.inputs) expect([path, oracle.find("GET", path).kind]).toEqual([path, "not-found"]);
  });

  test("are the same for the same seed, and others for another", () => {
    const make = (seed: number) => matchingPaths(sourceTable(), () => true, 50, seed);
    expect(make(1)).toEqual(make(1));
    expect(make(1).inputs).not.toEqual(make(2).inputs);
  });

  test("of no wanted route are refused", () => {
    expect(() => matchingPaths(sourceTable(), () => false, 1, 1)).toThrow(RangeError);
  });

  test("specificFirst puts static before param in each segment, so that the first match is the best", () => {
    const table: RouteTable = [
      ["GET", "/:any/b"],
      ["GET", "/a/:id"],
      ["GET", "/a/b"],
      ["GET", "/c/:id"],
    ];
    expect(specificFirst(table).map(([, pattern]) => pattern)).toEqual(["/a/b", "/a/:id", "/c/:id", "/:any/b"]);
    expect(specificFirst(github).map(String).sort()).toEqual(github.map(String).sort());
  });
});
