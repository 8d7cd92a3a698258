import type { RouteTable } from "./table.ts";

/** What `@octokit/plugin-rest-endpoint-methods` generates from GitHub's API description: chapter -> operation -> route. */
type Endpoints = Readonly<Record<string, Readonly<Record<string, readonly [route: string, ...unknown[]]>>>>;

const chapters = ["activity", "gists", "git", "issues", "meta", "pulls", "rateLimit", "search", "users"] as const;

/**
 * The one route that is left out: it names its last param in another way than the GET route of the same shape, which
 * @medley/router refuses. With it one of the fastest peers could not be measured on this table.
 */
const leftOut = "DELETE /users/:username/attestations/:attestation_id";

/**
 * The routes of these nine chapters of GitHub's REST API, in the order of its description, each once, with `{name}`
 * written `:name`, without the query part that one of them carries (`{?…}`), and without the one that is left out.
 * @throws Error if a chapter is missing.
 */
export function githubTable(endpoints: Endpoints): RouteTable {
  const table = new Map<string, readonly [string, string]>();
  for (const chapter of chapters) {
    const operations = endpoints[chapter];
    if (operations === undefined) throw new Error(`the description has no chapter "${chapter}"`);
    for (const [route] of Object.values(operations)) {
      const [method = "", template = ""] = route.split(" ");
      const pattern = template.replace(/\{\?[^}]*\}$/, "").replaceAll(/\{(\w+)\}/g, ":$1");
      table.set(`${method} ${pattern}`, [method, pattern]);
    }
  }
  if (!table.delete(leftOut))
    throw new Error(`the description has no ${leftOut}: look again which routes peers refuse`);
  return [...table.values()];
}
