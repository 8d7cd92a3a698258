import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { lockMachine, type MachineLock } from "../measure/environment/machine-lock.js";
import { treeHash } from "../measure/plan/tree-hash.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { buildBase } from "./base-build.js";
import { type BaseRef, gitEnvironment, resolveBase } from "./base-ref.js";
import { lockfiles } from "./lockfiles.js";
import type { Project } from "./project.js";
import { type ProgramEnd, runProgram } from "./run-program.js";

export interface OpenBaseRequest {
  /** A branch, tag or commit. */
  readonly ref: string;
  readonly project: Project;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  readonly onLine: (text: string) => void;
  readonly now: () => Date;
}

/** Another commit of the project, checked out and built; nobody else changes or removes it until it is released. */
export interface OpenBase extends BaseRef {
  /** The project's folder in the worktree. */
  readonly root: string;
  /** True if it was there already. */
  readonly reused: boolean;
  release(): void;
}

/** Finished builds that are kept, the one at hand included. */
const KEPT = 3;

/** What is known of a finished build; the file is written last, so that a folder without it is half-made. */
interface Finished {
  readonly schema: 1;
  readonly commit: string;
  /** Hash of what it was built with beside its own files. */
  readonly builtWith: string;
  /** What git says has changed in it: what the build changed. */
  readonly status: string;
  readonly usedAt: string;
}

/**
 * Checks a commit out in a git worktree of its own, `.cache/base/<commit>`, and builds it; a finished build is taken again. Builds while
 * nobody measures on this machine. What fails or is stopped half-way is removed. Limits: submodules stay empty; since the worktree lies inside
 * the project, a package that the base lacks is found in the project's `node_modules`, as in any folder of it.
 * @throws LabError "base-not-found", "base-not-built"; the signal's reason
 */
export async function openBase(request: OpenBaseRequest): Promise<OpenBase> {
  const { ref, project, env, signal } = request;
  const base = await resolveBase(ref, project.root, env, signal);
  const parent = join(project.cache, "base");
  mkdirSync(parent, { recursive: true });
  // So that neither git nor tools that go by it see the worktrees as files of the project.
  writeFileSync(join(parent, ".gitignore"), "*\n");
  const lock = await lockOf(parent, base.commit, request);
  try {
    const reused = await build(base, parent, request);
    await prune(parent, base.commit, request);
    return { ...base, root: join(parent, base.commit, base.prefix), reused, release: () => lock.release() };
  } catch (error) {
    lock.release();
    throw error;
  }
}

const lockOf = (parent: string, commit: string, { signal, onLine, now }: OpenBaseRequest): Promise<MachineLock> =>
  lockMachine({
    what: `base ${commit.slice(0, 10)}`,
    folder: join(parent, "locks", commit),
    signal,
    onWait: ({ pid }) => onLine(`process ${pid} uses base ${commit.slice(0, 10)}: waiting for it`),
    now,
  });

/** @returns true if a finished build was there */
async function build(base: BaseRef, parent: string, request: OpenBaseRequest): Promise<boolean> {
  const { project, env, signal, onLine, now } = request;
  const { commit, ref } = base;
  const folder = join(parent, commit);
  const marker = `${folder}.json`;
  const builtWith = surroundingsOf(project);
  const finish = async () => {
    const status = await statusOf(folder, env, signal);
    const content: Finished = { schema: 1, commit, builtWith, status, usedAt: now().toISOString() };
    writeAtomically(marker, `${JSON.stringify(content)}\n`);
  };
  if (await isSound(folder, marker, builtWith, request)) {
    await finish();
    return true;
  }
  const machine = await lockMachine({
    what: `building base ${commit.slice(0, 10)}`,
    signal,
    onWait: ({ pid, what }) => onLine(`process ${pid} measures ${what}: the base is built after it`),
    now,
    ...(env.KERNEL_LIB_LOCK ? { folder: env.KERNEL_LIB_LOCK } : {}),
  });
  let finished = false;
  try {
    await remove(folder, project, env);
    onLine(`checking out base ${ref} (${commit.slice(0, 10)})`);
    // A project's hooks on a checkout are not meant for this one.
    const args = [
      "-c",
      "core.hooksPath=/dev/null",
      "worktree",
      "add",
      "--quiet",
      "--force",
      "--detach",
      folder,
      commit,
    ];
    const added = await runProgram("git", args, { cwd: project.root, env: gitEnvironment(env), signal });
    if (!added.ok) throw notCheckedOut(base, added);
    await buildBase({ base, ours: project.root, theirs: join(folder, base.prefix), env, signal, onLine });
    await finish();
    finished = true;
    return false;
  } finally {
    if (!finished) await remove(folder, project, env);
    machine.release();
  }
}

function notCheckedOut({ ref, commit }: BaseRef, { output }: ProgramEnd): LabError {
  return new LabError("base-not-built", `base ref ${ref} (${commit}) cannot be checked out: ${output.trim()}`, {
    data: { ref, commit },
  });
}

/** True for a finished build of the same surroundings in which nothing has been changed since. */
async function isSound(folder: string, marker: string, builtWith: string, { env, signal }: OpenBaseRequest) {
  if (!existsSync(folder) || !existsSync(marker)) return false;
  const finished = JSON.parse(readFileSync(marker, "utf8")) as Finished;
  return finished.builtWith === builtWith && finished.status === (await statusOf(folder, env, signal));
}

async function statusOf(folder: string, env: NodeJS.ProcessEnv, signal?: AbortSignal): Promise<string> {
  const args = ["status", "--porcelain"];
  const { output } = await runProgram("git", args, { cwd: folder, env: gitEnvironment(env), signal });
  return output;
}

/** What a build takes from the project: its lockfiles and installed packages (linked by name), the addon, and Node. */
function surroundingsOf({ root }: Project): string {
  const modules = join(root, "node_modules");
  const names = (folder: string) => (existsSync(folder) ? readdirSync(folder).sort() : []);
  const installed = names(modules).flatMap((name) =>
    name.startsWith("@") ? [name, ...names(join(modules, name))] : name,
  );
  const addons = names(join(root, "native")).filter((name) => name.endsWith(".node"));
  const facts = [root, process.version, lockfiles(root), installed, treeHash(join(root, "native"), addons)];
  return createHash("sha256").update(JSON.stringify(facts)).digest("hex");
}

/** Removes a worktree, finished or half-made, and git's record of it. */
async function remove(folder: string, project: Project, env: NodeJS.ProcessEnv): Promise<void> {
  rmSync(`${folder}.json`, { force: true });
  if (!existsSync(folder)) return;
  // It refuses a folder that git knows nothing of; what is there then goes all the same.
  const args = ["worktree", "remove", "--force", "--force", folder];
  await runProgram("git", args, { cwd: project.root, env: gitEnvironment(env) });
  rmSync(folder, { recursive: true, force: true });
}

/** Removes the builds that were used longest ago, but none that somebody uses now. */
async function prune(parent: string, commit: string, request: OpenBaseRequest): Promise<void> {
  const markers = readdirSync(parent).filter((name) => /^[0-9a-f]{40,64}\.json$/.test(name));
  const others = markers
    .map((name) => JSON.parse(readFileSync(join(parent, name), "utf8")) as Finished)
    .filter((finished) => finished.commit !== commit)
    .sort((a, b) => (a.usedAt < b.usedAt ? 1 : -1));
  for (const { commit: old } of others.slice(KEPT - 1)) {
    const lock = await lockIfFree(parent, old, request);
    if (lock === null) continue;
    await remove(join(parent, old), request.project, request.env);
    lock.release();
  }
}

async function lockIfFree(parent: string, commit: string, request: OpenBaseRequest): Promise<MachineLock | null> {
  const taken = new AbortController();
  const inUse = () => taken.abort();
  return lockMachine({
    what: "removing an old base",
    folder: join(parent, "locks", commit),
    signal: taken.signal,
    onWait: inUse,
    now: request.now,
  }).catch((error: unknown) => {
    if (taken.signal.aborted) return null;
    throw error;
  });
}
