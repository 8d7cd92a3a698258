import type { RouteTree } from "./route-tree.js";
import type { RequestFacts, Requirements } from "./router.js";

/** One host's versions of routes. */
interface Host<Handler> {
  /** In lower case; without "*" for one with a wildcard: ".example.com". Null: any host. */
  readonly name: string | null;
  /** By version, the newest first; null: without one. */
  readonly versions: { readonly version: readonly number[] | null; readonly tree: RouteTree<Handler> }[];
}

/** What is wrong with a requirement; whoever knows the route makes an InvalidRoute of it. */
export class RequirementFault extends Error {}

/** The trees of each host and version that routes ask for. */
export class Realms<Handler> {
  /** Routes that ask for nothing. */
  readonly common: RouteTree<Handler>;
  readonly #hosts: Host<Handler>[];
  readonly #createTree: () => RouteTree<Handler>;

  constructor(createTree: () => RouteTree<Handler>) {
    this.#createTree = createTree;
    this.common = createTree();
    this.#hosts = [{ name: null, versions: [{ version: null, tree: this.common }] }];
  }

  /** The tree of routes with these requirements, made where there is none. @throws RequirementFault */
  of({ host, version }: Requirements): RouteTree<Handler> {
    if (host === undefined && version === undefined) return this.common;
    const name = host === undefined ? null : hostName(host);
    const numbers = version === undefined ? null : versionNumbers(version);
    let own = this.#hosts.find((each) => each.name === name);
    if (own === undefined) {
      own = { name, versions: [] };
      this.#hosts.push(own);
      this.#hosts.sort((a, b) => (b.name?.length ?? -1) - (a.name?.length ?? -1));
    }
    const known = own.versions.find((each) => each.version?.join() === numbers?.join());
    if (known !== undefined) return known.tree;
    const tree = this.#createTree();
    own.versions.push({ version: numbers, tree });
    own.versions.sort((a, b) => newestFirst(a.version, b.version));
    return tree;
  }

  /** The trees in which a request's route is looked for, the best first. */
  for({ host, version }: RequestFacts): readonly RouteTree<Handler>[] {
    const name = host?.replace(/:\d*$/, "").toLowerCase();
    const wanted = version === undefined ? null : wantedNumbers(version);
    const trees: RouteTree<Handler>[] = [];
    // An exact name is longer than any wildcard's ending of it.
    for (const own of this.#hosts) {
      if (own.name !== null && (name === undefined || !takesHost(own.name, name))) continue;
      for (const each of own.versions)
        if (each.version === null || wanted?.every((number, place) => number === each.version?.[place]))
          trees.push(each.tree);
    }
    return trees;
  }
}

const takesHost = (own: string, name: string): boolean =>
  own.startsWith(".") ? name.length > own.length && name.endsWith(own) : name === own;

/** @throws RequirementFault */
function hostName(host: string): string {
  const label = "[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?";
  const name = host.toLowerCase();
  if (!new RegExp(`^(?:\\*\\.)?${label}(?:\\.${label})*$|^\\[[0-9a-f:.]+\\]$`).test(name))
    throw new RequirementFault(`its host ${JSON.stringify(host)} is no host's name, nor one after "*."`);
  return name.startsWith("*") ? name.slice(1) : name;
}

/** @throws RequirementFault */
function versionNumbers(version: string): readonly number[] {
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(version))
    throw new RequirementFault(`its version ${JSON.stringify(version)} is not three numbers`);
  return version.split(".").map(Number);
}

/** How the versions begin that a request accepts; null: none can be meant. */
function wantedNumbers(version: string): readonly number[] | null {
  if (!/^(?:\d{1,9}(?:\.\d{1,9}){0,2}(?:\.[x*])?|[x*])$/.test(version)) return null;
  return version
    .split(".")
    .filter((part) => part !== "x" && part !== "*")
    .map(Number);
}

function newestFirst(a: readonly number[] | null, b: readonly number[] | null): number {
  if (a === null || b === null) return (a === null ? 1 : 0) - (b === null ? 1 : 0);
  for (const [place, number] of a.entries()) {
    const difference = (b[place] ?? 0) - number;
    if (difference !== 0) return difference;
  }
  return 0;
}
