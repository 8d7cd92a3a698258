import { readFileSync } from "node:fs";
import type { CaseSpec, Json } from "kernel-lib";
import { growthTable } from "../../../datasets/routes/growth-table.ts";
import { type ExpectedRoute, matchingPaths, missingPaths, specificFirst } from "../../../datasets/routes/paths.ts";
import type { RouteTable } from "../../../datasets/routes/table.ts";

/** As many as the rules ask for at least; the harness makes fresh strings of them for each turn. */
const pathsPerCase = 4_096;

function storedTable(file: string): RouteTable {
  const url = new URL(`../../../datasets/routes/${file}`, import.meta.url);
  return specificFirst(JSON.parse(readFileSync(url, "utf8")) as RouteTable);
}

type MakePaths = (table: RouteTable, seed: number) => { inputs: readonly string[]; expected: readonly ExpectedRoute[] };

const matching =
  (wanted: (pattern: string) => boolean): MakePaths =>
  (table, seed) =>
    matchingPaths(table, wanted, pathsPerCase, seed);
const missing: MakePaths = (table, seed) => missingPaths(table, pathsPerCase, seed);

/**
 * `kind`: a lookup that hands over params allocates them and their object, which costs more than finding the route;
 * a static hit or a miss is a walk, where most routers allocate little or nothing.
 */
const lookup = (
  name: string,
  title: string,
  kind: CaseSpec["kind"],
  table: () => RouteTable,
  paths: MakePaths,
  delivery: CaseSpec["delivery"] = "fresh",
): CaseSpec => ({
  name,
  title,
  kind,
  delivery,
  load: () => {
    const setup = table();
    const { inputs, expected } = paths(setup, 3);
    return { setup: setup as Json, inputs, expected };
  },
});

/** The source report's 100 routes. */
export const source = () => storedTable("source-100.json");
const api = () => storedTable("github-200.json");
const simple = matching((pattern) => !pattern.includes(":"));
const oneParam = matching((pattern) => /^\/[^/]+\/:\w+$/.test(pattern));
const twoParams = matching((pattern) => /^\/[^/]+\/:\w+\/[^/]+\/:\w+$/.test(pattern));
const nested = matching((pattern) => pattern.startsWith("/api/v1/"));
const anyParams = matching((pattern) => pattern.includes(":"));
const growthSizes = [10, 100, 1_000, 10_000];

export const sourceCases: readonly CaseSpec[] = [
  lookup("static", "Simple route, /users", "cpu", source, simple),
  lookup("one-param", "Path parameter, /users/{id}", "allocation", source, oneParam),
  lookup("two-params", "Several parameters, /users/{id}/posts/{post_id}", "allocation", source, twoParams),
  lookup("nested", "Nested route, /api/v1/users/{id}/profile", "allocation", source, nested),
  lookup("miss", "No route", "cpu", source, missing),
];
export const apiCases: readonly CaseSpec[] = [
  lookup("api-static", "GitHub's API, routes without params", "cpu", api, simple),
  lookup("api-params", "GitHub's API, routes with params", "allocation", api, anyParams),
  lookup("api-miss", "GitHub's API, no route", "cpu", api, missing),
];
export const cut = lookup("one-param-cut", "Path parameter, cut from a buffer", "allocation", source, oneParam, "cut");
export const growth: readonly CaseSpec[] = growthSizes.map((size) =>
  lookup(`growth-${size}`, `One of ${size} routes`, "allocation", () => growthTable(size), anyParams),
);
export const cutAlone: CaseSpec = {
  name: "cut-alone",
  arms: ["cut-alone"],
  title: "Cutting the string alone",
  kind: "allocation",
  delivery: "cut",
  load: () => {
    const { inputs } = oneParam(source(), 3);
    return { setup: null, inputs, expected: inputs.map((path) => ({ length: path.length })) };
  },
};
