import { seededRandom } from "./random.ts";
import type { RouteTable } from "./table.ts";

/** What a lookup must answer: the route's place in the table with the values of its params; null where no route matches. */
export type ExpectedRoute = { readonly route: number; readonly params: Readonly<Record<string, string>> } | null;

/** Paths, and what a GET of each must answer, in the same order. */
export interface Paths {
  readonly inputs: readonly string[];
  readonly expected: readonly ExpectedRoute[];
}

const letters = "0123456789abcdefghijklmnopqrstuvwxyz";

/** 1 to 12 characters that need no decoding; it begins with a digit, as no static segment of our tables does. */
function paramValue(random: (below: number) => number): string {
  let value = letters.charAt(random(10));
  for (let left = random(12); left > 0; left--) value += letters.charAt(random(letters.length));
  return value;
}

/**
 * `howMany` paths that GET routes of the table match, the routes drawn by chance among those whose pattern `wanted` accepts.
 * All paths differ, except those of patterns without params, which have only one each.
 * @throws RangeError if no route is wanted.
 */
export function matchingPaths(
  table: RouteTable,
  wanted: (pattern: string) => boolean,
  howMany: number,
  seed: number,
): Paths {
  const random = seededRandom(seed);
  const routes = [...table.entries()].filter(([, [method, pattern]]) => method === "GET" && wanted(pattern));
  if (routes.length === 0) throw new RangeError("no GET route of the table is wanted");
  const inputs: string[] = [];
  const expected: ExpectedRoute[] = [];
  const seen = new Set<string>();
  while (inputs.length < howMany) {
    const [route, [, pattern]] = routes[random(routes.length)] ?? [0, ["GET", "/"]];
    const params: Record<string, string> = {};
    const path = pattern.replaceAll(/:(\w+)/g, (_, name: string) => {
      params[name] = paramValue(random);
      return params[name];
    });
    if (pattern.includes(":") && seen.has(path)) continue;
    seen.add(path);
    inputs.push(path);
    expected.push({ route, params });
  }
  return { inputs, expected };
}

/**
 * `howMany` different paths that no route of the table matches, whatever the method. A third of the attempts misses at the
 * first segment, a third goes one segment too far, a third stops one segment too early or misspells the last.
 */
export function missingPaths(table: RouteTable, howMany: number, seed: number): Paths {
  const random = seededRandom(seed);
  const shapes = table.map(([, pattern]) => new RegExp(`^${pattern.replaceAll(/:\w+/g, "[^/]+")}$`));
  const inputs = new Set<string>();
  while (inputs.size < howMany) {
    const [, pattern] = table[random(table.length)] ?? ["GET", "/"];
    const path = pattern.replaceAll(/:\w+/g, () => paramValue(random));
    const value = paramValue(random);
    const attempts = [`/${value}${path}`, `${path}/${value}`, path.replace(/\/[^/]+$/, ""), `${path}-${value}`];
    const missing = attempts[[0, 0, 1, 1, 2, 3][random(6)] ?? 0] ?? "";
    if (missing !== "" && !shapes.some((shape) => shape.test(missing))) inputs.add(missing);
  }
  return { inputs: [...inputs], expected: Array.from(inputs, () => null) };
}

/**
 * The table in an order in which the first match is the right one: static before param in each segment from the left, else
 * as it was. For routers that try routes in their order, whose documentation asks for specific routes first.
 */
export function specificFirst(table: RouteTable): RouteTable {
  const rank = (pattern: string): string =>
    pattern
      .split("/")
      .map((segment) => (segment.startsWith(":") ? "1" : "0"))
      .join("");
  const ranked = table.map((route) => ({ route, rank: rank(route[1]) }));
  return ranked.sort((a, b) => (a.rank < b.rank ? -1 : a.rank > b.rank ? 1 : 0)).map(({ route }) => route);
}
