import type { Route } from "./router.js";

interface Branch {
  readonly routes: Route<unknown>[];
  readonly below: Map<string, Branch>;
}

/** All routes as an indented tree of their patterns' segments, each with its methods. O(text of all patterns). */
export function printRoutes(routes: readonly Route<unknown>[]): string {
  const root: Branch = { routes: [], below: new Map() };
  for (const route of routes) {
    let branch = root;
    for (const segment of route.pattern === "/" ? [] : route.pattern.slice(1).split("/")) {
      const next = branch.below.get(segment) ?? { routes: [], below: new Map() };
      branch.below.set(segment, next);
      branch = next;
    }
    branch.routes.push(route);
  }
  return [labelled("/", root), ...linesBelow(root, "")].join("\n");
}

function linesBelow({ below }: Branch, indent: string): string[] {
  const sorted = [...below].sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.flatMap(([segment, branch], index) => {
    const isLast = index === sorted.length - 1;
    return [
      `${indent}${isLast ? "└─ " : "├─ "}${labelled(`/${segment}`, branch)}`,
      ...linesBelow(branch, `${indent}${isLast ? "   " : "│  "}`),
    ];
  });
}

const labelled = (text: string, { routes }: Branch): string =>
  routes.length === 0 ? text : `${text} (${routes.map(nameOf).join(", ")})`;

const nameOf = ({ method, host, version }: Route<unknown>): string =>
  [method, ...(host === undefined ? [] : [host]), ...(version === undefined ? [] : [version])].join(" ");
