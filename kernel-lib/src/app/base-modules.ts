import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, symlinkSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";

/**
 * Gives a worktree the installed packages of the project without copying them: a `node_modules` of links to the project's packages, in which
 * the project's own packages (workspaces) are links to the worktree's. Where a linked package itself imports a workspace it would reach the
 * project's, since Node follows links to where a file really lies: see `needsInstall`.
 *
 * @param from the project's folder
 * @param to the same folder in the worktree
 */
export function linkModules(from: string, to: string): void {
  const workspaces = linkFolder(join(from, "node_modules"), join(to, "node_modules"), from, to);
  // Packages that only one workspace has lie in its own folder; what they import is found from there and from the project.
  for (const place of workspaces) {
    const nested = join(from, place, "node_modules");
    if (existsSync(nested) && existsSync(join(to, place)))
      linkFolder(nested, join(to, place, "node_modules"), from, to);
  }
}

/** Fills one `node_modules`. @returns where the workspaces that it links to lie, relative to the project */
function linkFolder(from: string, to: string, root: string, worktree: string): readonly string[] {
  if (!existsSync(from)) return [];
  mkdirSync(to, { recursive: true });
  const workspaces: string[] = [];
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    // Programs are links relative to their folder, or scripts that go by it: copied they lead to the worktree's packages.
    if (entry.name === ".bin") cpSync(source, target, { recursive: true, verbatimSymlinks: true });
    else if (entry.name.startsWith(".") || entry.isFile()) continue;
    else if (entry.name.startsWith("@") && entry.isDirectory())
      workspaces.push(...linkFolder(source, target, root, worktree));
    else if (existsSync(source)) {
      const place = workspaceAt(source, root);
      if (place !== null) workspaces.push(place);
      symlinkSync(place === null ? source : join(worktree, place), target, "junction");
    }
  }
  return workspaces;
}

/** Where in the project a linked package really lies; null for an installed one, and for one outside. */
function workspaceAt(entry: string, root: string): string | null {
  const place = relative(realpathSync(root), realpathSync(entry));
  return place === "" || place.split(sep).some((part) => part === ".." || part === "node_modules") ? null : place;
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

/** Folders above the project up to its repository's, in which packages may be installed too: pairs of ours and the worktree's. */
export function foldersAbove(
  root: string,
  worktreeRoot: string,
  prefix: string,
): readonly (readonly [string, string])[] {
  const steps = prefix.split("/").filter((part) => part !== "").length;
  const pairs: (readonly [string, string])[] = [];
  let [ours, theirs] = [root, worktreeRoot];
  for (let step = 0; step < steps; step++) {
    [ours, theirs] = [dirname(ours), dirname(theirs)];
    pairs.push([ours, theirs]);
  }
  return pairs;
}
