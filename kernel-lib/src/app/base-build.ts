import { copyFileSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { treeHash } from "../measure/plan/tree-hash.js";
import { linkModules, needsInstall } from "./base-modules.js";
import { type BaseRef, gitEnvironment } from "./base-ref.js";
import { lockfiles } from "./lockfiles.js";
import { type ProgramEnd, runProgram } from "./run-program.js";

export interface BuildRequest {
  readonly base: BaseRef;
  /** The project, and the same folder in the worktree. */
  readonly ours: string;
  readonly theirs: string;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onLine: (text: string) => void;
}

/** What kernel-lib's addon is built from, within `native/`. */
const addonSources = ["Cargo.toml", "Cargo.lock", "build.rs", "package.json", "src"];

/**
 * Makes a checked-out commit ready to be measured: its packages (the project's where the lockfiles are equal, else installed by `npm ci`), then
 * in kernel-lib's own repository its compiled modules and addon, elsewhere what the script `build` of its package.json makes.
 * @throws LabError "base-not-built", with the end of what the failing program printed; the signal's reason
 */
export async function buildBase(request: BuildRequest): Promise<void> {
  const { theirs, onLine } = request;
  if (!existsSync(join(theirs, "package.json"))) throw notBuilt(request, "it has no package.json here");
  await bringPackages(request);
  if (isOwnRepository(theirs)) {
    onLine("compiling the base's kernel-lib");
    const compiler = join(theirs, "node_modules", "typescript", "bin", "tsc");
    await step(request, "tsc -p kernel-lib", process.execPath, [compiler, "-p", "kernel-lib"]);
    await bringAddon(request);
  } else if (scriptsOf(theirs).build !== undefined) {
    onLine("running the base's build script");
    await npm(request, "npm run build", ["run", "build"]);
  }
}

/** True for the repository in which kernel-lib itself lies. */
function isOwnRepository(root: string): boolean {
  const file = join(root, "kernel-lib", "package.json");
  return existsSync(file) && (JSON.parse(readFileSync(file, "utf8")) as { name?: string }).name === "kernel-lib";
}

function scriptsOf(root: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, "package.json"), "utf8");
  return (JSON.parse(text) as { scripts?: Record<string, string> }).scripts ?? {};
}

/** True where the base can use the project's installed packages. */
function sharesPackages(ours: string, theirs: string): boolean {
  return JSON.stringify(lockfiles(ours)) === JSON.stringify(lockfiles(theirs)) && !needsInstall(theirs);
}

async function bringPackages(request: BuildRequest): Promise<void> {
  const { ours, theirs, base, onLine } = request;
  if (sharesPackages(ours, theirs)) {
    linkModules(ours, theirs, base.prefix);
    return;
  }
  const theirLocks = Object.keys(lockfiles(theirs));
  if (!theirLocks.includes("package-lock.json") && !theirLocks.includes("npm-shrinkwrap.json"))
    throw notBuilt(
      request,
      `its lockfile (${theirLocks.join(", ") || "none"}) is not ours (${Object.keys(lockfiles(ours)).join(", ") || "none"}), and only npm's can be installed from here`,
    );
  onLine("installing the base's packages, since its lockfile is another one");
  await npm(request, "npm ci", ["ci"]);
}

/** The binary is ours where it is built from the same sources (and none where we have none); else it is built. */
async function bringAddon(request: BuildRequest): Promise<void> {
  const [ours, theirs] = [join(request.ours, "native"), join(request.theirs, "native")];
  if (!existsSync(theirs)) return;
  if (treeHash(ours, addonSources) === treeHash(theirs, addonSources)) {
    for (const name of readdirSync(ours).filter((file) => file.endsWith(".node")))
      copyFileSync(join(ours, name), join(theirs, name));
    return;
  }
  const { env, signal, onLine } = request;
  const cargo = await runProgram("cargo", ["--version"], { cwd: theirs, env, signal });
  if (!cargo.ok)
    throw notBuilt(request, `its native functions have other sources, and cargo --version fails: ${tail(cargo)}`);
  onLine("building the base's native functions");
  await npm(request, "npm run build --workspace native", ["run", "build", "--workspace", "native"]);
}

/** Of a surrounding npm or npx: which project it was called in. An npm inside another project must find that out for itself. */
const ofSurroundings = /^npm_(package_|lifecycle_|command$|config_local_prefix$|config_prefix$)|^INIT_CWD$/;

async function npm(request: BuildRequest, what: string, args: readonly string[]): Promise<void> {
  const { env, ours } = request;
  const { npm_execpath: script, npm_node_execpath: node } = env;
  // Never on a Node of node_modules, which `npm ci` takes away while it runs.
  const own = join(ours, "node_modules");
  const known = node !== undefined && !node.startsWith(own) && script?.endsWith("npm-cli.js");
  const path = (env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(own));
  const clean = Object.entries(env).filter(([name]) => !ofSurroundings.test(name));
  const inTheirs = { ...request, env: { ...Object.fromEntries(clean), PATH: path.join(delimiter) } };
  if (known && script !== undefined) await step(inTheirs, what, node, [script, ...args]);
  else await step(inTheirs, what, process.platform === "win32" ? "npm.cmd" : "npm", args);
}

async function step(request: BuildRequest, what: string, program: string, args: readonly string[]): Promise<void> {
  const { theirs, env, signal } = request;
  const end = await runProgram(program, args, { cwd: theirs, env: gitEnvironment(env), signal });
  if (!end.ok) throw notBuilt(request, `${what} ${end.code === null ? "failed" : `exits ${end.code}`}:\n${tail(end)}`);
}

const tail = ({ output }: ProgramEnd) =>
  output
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-15)
    .join("\n");

function notBuilt({ base: { ref, commit } }: BuildRequest, why: string): LabError {
  return new LabError("base-not-built", `base ref ${ref} (${commit.slice(0, 10)}) does not build: ${why}`, {
    remedy: "Name a base that builds on this machine.",
    data: { ref, commit },
  });
}
