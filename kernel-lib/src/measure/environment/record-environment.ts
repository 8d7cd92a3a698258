import { execFile } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { cpus, release, totalmem, type } from "node:os";
import { promisify } from "node:util";
import type { Environment } from "./environment.js";
import type { PlacementKind } from "./placement-kind.js";

const run = promisify(execFile);

/** What the record needs to be told. */
export interface EnvironmentRequest {
  /** Path of the interpreter of Python arms, if there is one. */
  readonly python: string | undefined;
  readonly placement: PlacementKind;
  readonly flags: readonly string[];
  /** A folder of the git checkout. */
  readonly folder: string;
  readonly now: () => Date;
}

/** Records the machine and what runs on it. */
export async function recordEnvironment(request: EnvironmentRequest): Promise<Environment> {
  return {
    node: process.version,
    v8: process.versions.v8,
    os: `${type()} ${release()} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    python: request.python === undefined ? null : await versionOfPython(request.python),
    pinned: request.placement !== "scheduler",
    placement: request.placement,
    clockStep: clockStep(),
    clockSource: readOrNull("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
    virtualMachine: virtualMachine(),
    flags: request.flags,
    git: await gitState(request.folder),
    recordedAt: request.now().toISOString(),
  };
}

const readOrNull = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8").trim() : null);

function virtualMachine(): boolean | null {
  const flags = /^flags\s*:(.*)$/m.exec(readOrNull("/proc/cpuinfo") ?? "")?.[1];
  return flags === undefined ? null : flags.split(" ").includes("hypervisor");
}

/** The smallest of 1,000 steps of the clock that the arms are timed with, nanoseconds. */
function clockStep(): number {
  let smallest = Number.POSITIVE_INFINITY;
  for (let step = 0; step < 1_000; step++) {
    const start = performance.now();
    let end = start;
    while (end === start) end = performance.now();
    smallest = Math.min(smallest, end - start);
  }
  return Math.round(smallest * 1e6);
}

async function versionOfPython(python: string): Promise<string | null> {
  try {
    const { stdout } = await run(python, ["--version"]);
    return stdout.trim().replace(/^Python /, "");
  } catch {
    // An interpreter that cannot tell its version cannot run an arm either; that arm says so.
    return null;
  }
}

async function gitState(folder: string): Promise<Environment["git"]> {
  try {
    const commit = (await run("git", ["rev-parse", "HEAD"], { cwd: folder })).stdout.trim();
    const changes = (await run("git", ["status", "--porcelain"], { cwd: folder })).stdout.trim();
    return { commit, dirty: changes !== "" };
  } catch {
    // No git, or no checkout: a packed library's user has neither.
    return null;
  }
}
