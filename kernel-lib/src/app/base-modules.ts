import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, isAbsolute, join, relative, sep } from "node:path";

/** A folder of the repository, and the same one in the worktree. */
interface Place {
  readonly ours: string;
  readonly theirs: string;
}

/**
 * Gives a worktree the installed packages of the project without copying them: a `node_modules` of links to the project's packages, in which
 * the repository's own packages (workspaces, `file:` dependencies) are links to the worktree's; so for the project's folder and those above it
 * up to the repository's. Where an installed package itself imports one of the repository's it would reach ours, since Node follows links to
 * where a file really lies: see `needsInstall`.
 *
 * @param ours the project's folder
 * @param theirs the same folder in the worktree
 * @param prefix its path within the repository: "" or "packages/app/"
 */
export function linkModules(ours: string, theirs: string, prefix: string): void {
  const places: Place[] = [{ ours: realpathSync(ours), theirs }];
  for (const _ of prefix.split("/").filter((part) => part !== "")) {
    const below = places.at(-1) ?? { ours, theirs };
    places.push({ ours: dirname(below.ours), theirs: dirname(below.theirs) });
  }
  const repository = places.at(-1) ?? { ours, theirs };
  const at = (path: string): Place => ({ ours: join(repository.ours, path), theirs: join(repository.theirs, path) });
  const done = new Set<string>();
  // Packages that only one workspace has lie in its own folder; what they import is found from there and from the project.
  for (const place of places) {
    if (done.has(place.ours)) continue;
    done.add(place.ours);
    const own = linkFolder(join(place.ours, "node_modules"), join(place.theirs, "node_modules"), repository);
    places.push(...own.map(at).filter((each) => existsSync(each.theirs)));
  }
}

/** Fills one `node_modules`. @returns where the repository's own packages that it links to lie, relative to the repository */
function linkFolder(from: string, to: string, repository: Place): readonly string[] {
  if (!existsSync(from)) return [];
  mkdirSync(to, { recursive: true });
  const own: string[] = [];
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // Programs are links relative to their folder, or scripts that go by it: copied they lead to the worktree's packages.
    if (entry.name === ".bin") cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    else if (entry.name.startsWith(".") || entry.isFile()) continue;
    else if (entry.name.startsWith("@") && entry.isDirectory()) own.push(...linkFolder(source, target, repository));
    else if (existsSync(source)) {
      const place = placeWithin(source, repository.ours);
      if (place !== null) own.push(place);
      symlinkSync(place === null ? source : join(repository.theirs, place), target, "junction");
    }
  }
  return own;
}

/** Where in the repository a linked package really lies; null for an installed one, and for one outside. */
function placeWithin(entry: string, repository: string): string | null {
  const place = relative(repository, realpathSync(entry));
  return isAbsolute(place) || place.split(sep).some((part) => part === ".." || part === "node_modules") ? null : place;
}

interface LockedPackage {
  readonly link?: boolean;
  readonly [kind: string]: unknown;
}

/** True where an installed package depends on a workspace, so that links cannot lead it to the worktree's. */
export function needsInstall(root: string): boolean {
  const file = join(root, "package-lock.json");
  if (!existsSync(file)) return false;
  const { packages = {} } = JSON.parse(readFileSync(file, "utf8")) as { packages?: Record<string, LockedPackage> };
  const installed = Object.entries(packages).filter(([path]) => path.includes("node_modules/"));
  const workspaces = installed
    .filter(([, each]) => each.link === true)
    .map(([path]) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length));
  return installed.some(([, each]) =>
    ["dependencies", "peerDependencies", "optionalDependencies"].some((kind) =>
      Object.keys((each[kind] as object | undefined) ?? {}).some((name) => workspaces.includes(name)),
    ),
  );
}
