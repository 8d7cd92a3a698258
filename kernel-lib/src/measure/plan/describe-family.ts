import { execFile, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import { LabError } from "../../base/lab-error.js";
import { childEnvironment } from "../arms/child-environment.js";
import { childScript, pythonArm } from "../arms/child-script.js";
import { findPython } from "../arms/find-python.js";
import type { FamilyDescription } from "./family-description.js";
import type { PlannedArm } from "./plan.js";
import { treeHash } from "./tree-hash.js";

export interface DescribeOptions {
  /** Where to write the cases' data; where absent a new temporary folder, which goes when this process exits. A job copies them. */
  readonly into?: string;
  /** The interpreter that tells the versions of Python packages; `.venv` above the family file where absent. */
  readonly python?: string;
  readonly signal?: AbortSignal;
  /** How long importing and loading may take, milliseconds; 120 s where absent. */
  readonly timeLimit?: number;
}

/**
 * Describes a family file in a process of its own: a file that is broken, slow or prints does no harm here.
 * @throws LabError "family-not-found", "family-not-loaded", "family-invalid", "case-invalid", "family-hangs", each naming the file.
 */
export async function describeFamily(familyFile: string, options: DescribeOptions = {}): Promise<FamilyDescription> {
  const file = resolve(familyFile);
  if (!existsSync(file))
    throw new LabError("family-not-found", `there is no family file ${file}`, {
      remedy: "Give the path of a .ts file that default-exports defineFamily({ … }).",
      data: { file },
    });
  options.signal?.throwIfAborted();
  const folder = options.into ?? temporaryFolder();
  const description = await runChild(file, folder, options).catch((error) => {
    // Not at this process's end alone: a kernel may be killed.
    if (options.into === undefined) rmSync(folder, { recursive: true, force: true });
    throw error;
  });
  const arms = await withPythonVersions(description.arms, findPython(dirname(file), options.python));
  const inputs = { ...description.inputs, ...machineInputs(), ...pythonInputs(arms) };
  return { ...description, arms, inputs };
}

/** Folders to be removed when this process exits; one listener for all of them. */
const temporary = new Set<string>();

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "kernel-lib-family-"));
  if (temporary.size === 0)
    process.once("exit", () => {
      for (const each of temporary) rmSync(each, { recursive: true, force: true });
    });
  temporary.add(folder);
  return folder;
}

async function runChild(file: string, folder: string, options: DescribeOptions): Promise<FamilyDescription> {
  const timeLimit = options.timeLimit ?? 120_000;
  const child = spawn(process.execPath, [childScript("plan/describe-child"), file, folder], {
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    env: childEnvironment(),
    cwd: dirname(file),
  });
  const abort = () => child.kill("SIGKILL");
  const timer = setTimeout(abort, timeLimit);
  options.signal?.addEventListener("abort", abort, { once: true });
  try {
    const exit = new Promise<number | null>((done, failed) => child.once("close", done).once("error", failed));
    const [reply, errors, code] = await Promise.all([
      text(child.stdio[3] as Readable),
      text(child.stderr as Readable),
      exit,
    ]);
    options.signal?.throwIfAborted();
    if (child.signalCode === "SIGKILL")
      throw new LabError("family-hangs", `${file} was not loaded within ${timeLimit / 1000} s`, { data: { file } });
    if (reply === "")
      throw new LabError(
        "family-not-loaded",
        `${file} ended the process that loads it (exit code ${code}): ${errors}`,
        {
          data: { file, code, stderr: errors },
        },
      );
    const message = JSON.parse(reply) as { description: FamilyDescription } | { error: ErrorData };
    if ("error" in message) {
      const { code: kind, message: words, remedy, data } = message.error;
      throw new LabError(kind, words, { data, ...(remedy === undefined ? {} : { remedy }) });
    }
    return message.description;
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener("abort", abort);
    child.kill("SIGKILL");
  }
}

interface ErrorData {
  readonly code: string;
  readonly message: string;
  readonly remedy?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const ask =
  "import importlib.metadata as m, json, sys\nfound = {}\nfor name in sys.argv[1:]:\n    try: found[name] = m.version(name)\n    except m.PackageNotFoundError: pass\nprint(json.dumps(found))";

/** Where the interpreter or a package is missing the version stays away: the arm itself will say why it cannot start. */
async function withPythonVersions(arms: readonly PlannedArm[], python: string | undefined): Promise<PlannedArm[]> {
  const packages = arms.flatMap((arm) => (arm.language === "python" && arm.package ? [arm.package] : []));
  if (packages.length === 0 || python === undefined) return [...arms];
  const { stdout } = await promisify(execFile)(python, ["-c", ask, ...packages]);
  const versions = JSON.parse(stdout) as Record<string, string>;
  return arms.map((arm) => {
    const version = arm.language === "python" && arm.package ? versions[arm.package] : undefined;
    return version === undefined ? arm : { ...arm, version };
  });
}

const pythonInputs = (arms: readonly PlannedArm[]): Record<string, string> =>
  Object.fromEntries(
    arms.flatMap((arm) =>
      arm.language === "python" && arm.package && arm.version ? [[`python package ${arm.package}`, arm.version]] : [],
    ),
  );

/** What measures, and on what. A change to the programs that run arms, or to what decides when to stop, is another measurement. */
const machineInputs = (): Record<string, string> => ({
  harness: treeHash(join(dirname(pythonArm()), ".."), [
    "dist/base",
    "dist/measure",
    "python/arm.py",
    "python/wait_meter.py",
  ]),
  node: process.version,
  cpu: `${cpus()[0]?.model.trim() ?? "unknown"} x ${cpus().length}`,
});
