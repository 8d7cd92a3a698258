// @ts-check
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { findPrograms } from "./find-program.mjs";
import { majorOf, oldestNode, pinnedNode, venvPython } from "./project.mjs";
import { lastLines, runCommand } from "./run-command.mjs";
import { readState } from "./state-file.mjs";
import { stepStatus } from "./step.mjs";
import { findBrowser } from "./steps/browser.mjs";
import { steps } from "./steps.mjs";

/**
 * One row of the doctor's table.
 * @typedef {object} Row
 * @property {string} name
 * @property {"ok" | "missing" | "stale"} state `stale`: it was there, and set-up will bring it up to date
 * @property {string} found what there is, or what is lacking
 * @property {string | null} remedy
 *
 * @typedef {{ root: string | null, env: NodeJS.ProcessEnv }} Place `root`: of the checkout; `null` for the packed library
 */

/**
 * All rows. Changes nothing, needs nothing that set-up makes, and never throws for what it finds.
 * @param {Place} place
 * @returns {Promise<Row[]>}
 */
export async function checks({ root, env }) {
  const ofCheckout = root === null ? [] : [...steps.map((step) => stepRow(step, root, env)), pythonPeers(root, env)];
  return Promise.all([
    node(root, env),
    ...ofCheckout,
    mariadb(env),
    pinning(env),
    cores(),
    memory(),
    disk(root ?? process.cwd()),
  ]);
}

/** @param {string | null} root @param {NodeJS.ProcessEnv} env @returns {Promise<Row>} */
async function node(root, env) {
  if (root !== null && existsSync(pinnedNode(root))) {
    const run = await runCommand(pinnedNode(root), ["--version"], { env, timeout: 10_000 });
    if (run.ok) return ok("Node", `${run.stdout.trim()}, pinned by the lockfile`);
    return missing("Node", `the pinned Node does not run: ${lastLines(run.output, 1)}`, "Run `npm ci`.");
  }
  if (majorOf(process.version) >= oldestNode) return ok("Node", `${process.version} (${process.execPath})`);
  const remedy =
    root === null
      ? `Install Node ${oldestNode} or later from https://nodejs.org.`
      : "Run `npm start`: set-up installs it.";
  return missing("Node", `${process.version} is too old: ${oldestNode} or later is needed`, remedy);
}

/** @param {import("./step.mjs").Step} step @param {string} root @param {NodeJS.ProcessEnv} env @returns {Promise<Row>} */
async function stepRow(step, root, env) {
  const record = readState(root).steps[step.name];
  const { stale, hash } = stepStatus(step, { root, env }, record);
  if (stale === null) return ok(step.name, await describe(step.name, root, env));
  const need = await step.needs({ root, env });
  if (need !== null) return missing(step.name, need.reason, need.remedy);
  // It failed when it was last tried with these inputs: that says more than what is not there.
  if (record?.state === "missing" && record.hash === hash)
    return missing(step.name, record.reason ?? stale, record.remedy ?? startRemedy);
  return { name: step.name, state: record?.state === "done" ? "stale" : "missing", found: stale, remedy: startRemedy };
}

const startRemedy = "Run `npm start`: set-up does it.";

/** What there is of a step that is done. @param {string} name @param {string} root @param {NodeJS.ProcessEnv} env */
async function describe(name, root, env) {
  const version = async (/** @type {string | undefined} */ path) => {
    if (path === undefined) return "there";
    const run = await runCommand(path, ["--version"], { env, timeout: 20_000 });
    return run.ok ? lastLines(run.output, 1) : `there, but --version fails: ${lastLines(run.output, 1)}`;
  };
  switch (name) {
    case "dependencies":
      return "the npm packages of package-lock.json";
    case "python":
      return `.venv with ${await version(venvPython(root))}`;
    case "native": {
      const [cargo] = findPrograms(["cargo"], env);
      return cargo === undefined ? "built earlier; cargo is not in PATH now" : `built with ${await version(cargo)}`;
    }
    case "browser":
      return version(findBrowser(env) ?? undefined);
    case "compile":
      return "kernel-lib/dist is up to date";
    default:
      return "there";
  }
}

/** The packages that requirements.in names, as `.venv` has them. @param {string} root @param {NodeJS.ProcessEnv} env @returns {Promise<Row>} */
async function pythonPeers(root, env) {
  const name = "Python packages";
  const wanted = readFileSync(join(root, "kernel-lib", "python", "requirements.in"), "utf8").matchAll(
    /^([\w.-]+)==(\S+)$/gm,
  );
  const pairs = [...wanted].map(([, packageName = "", version = ""]) => ({ packageName, version }));
  if (!existsSync(venvPython(root)))
    return missing(name, `${pairs.map((pair) => pair.packageName).join(", ")}: no .venv`, startRemedy);
  const script = `
import importlib.metadata as m, json, sys
def version(name):
    try: return m.version(name)
    except m.PackageNotFoundError: return None
print(json.dumps([version(name) for name in sys.argv[1:]]))`;
  const run = await runCommand(venvPython(root), ["-c", script, ...pairs.map((pair) => pair.packageName)], {
    env,
    timeout: 20_000,
  });
  if (!run.ok)
    return missing(name, `.venv's Python fails: ${lastLines(run.output, 1)}`, "Delete .venv and run `npm start`.");
  const installed = /** @type {(string | null)[]} */ (JSON.parse(run.stdout));
  const wrong = pairs.flatMap(({ packageName, version }, index) =>
    installed[index] === version ? [] : [`${packageName} is ${installed[index] ?? "not installed"}, not ${version}`],
  );
  if (wrong.length > 0) return missing(name, wrong.join("\n"), "Delete .venv and run `npm start`.");
  return ok(name, pairs.map((pair) => `${pair.packageName} ${pair.version}`).join(", "));
}

/** The machine's own: Debian keeps servers out of a plain user's path. @param {NodeJS.ProcessEnv} env @returns {Promise<Row>} */
async function mariadb(env) {
  const [server] = findPrograms(["mariadbd", "/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd"], env);
  const needed = "what transactions let through in MariaDB is not measured without it";
  if (server === undefined)
    return missing("MariaDB", `mariadbd is not there: ${needed}`, "Install it (Debian: apt install mariadb-server).");
  const run = await runCommand(server, ["--version"], { env, timeout: 10_000 });
  return run.ok
    ? ok("MariaDB", lastLines(run.output, 1))
    : missing("MariaDB", `mariadbd --version fails: ${lastLines(run.output, 1)}`, "Install it again.");
}

/** @param {NodeJS.ProcessEnv} env @returns {Promise<Row>} */
async function pinning(env) {
  const name = "pinning to a core";
  if (process.platform !== "linux")
    return missing(name, `there is none on ${process.platform}`, "Runs go on without; a caveat says so.");
  const [taskset] = findPrograms(["taskset"], env);
  if (taskset === undefined)
    return missing(name, "taskset is not in PATH", "Install util-linux (Debian: apt install util-linux).");
  const allowed = await runCommand(taskset, ["-cp", String(process.pid)], { env, timeout: 10_000 });
  const first = /: (\d+)/.exec(allowed.stdout)?.[1];
  const tried =
    first === undefined ? allowed : await runCommand(taskset, ["-c", first, "true"], { env, timeout: 10_000 });
  if (first === undefined || !tried.ok)
    return missing(name, `taskset fails: ${lastLines(tried.output, 1)}`, "Allow sched_setaffinity for this process.");
  return ok(name, `taskset works; allowed cores: ${/: (.*)/.exec(allowed.stdout)?.[1]?.trim()}`);
}

/** @returns {Promise<Row>} */
async function cores() {
  const count = availableParallelism();
  const found = `${count} of ${cpus().length} (${cpus()[0]?.model.trim() ?? "model unknown"})`;
  return count >= 2
    ? ok("cores", found)
    : missing("cores", found, "Two cores: one for what is timed, one for all else.");
}

/** @returns {Promise<Row>} */
async function memory() {
  const [total, least] = [totalmem(), 4e9];
  return total >= least
    ? ok("memory", gigabytes(total))
    : missing("memory", gigabytes(total), `At least ${gigabytes(least)}.`);
}

/** @param {string} path @returns {Promise<Row>} */
async function disk(path) {
  const { bavail, bsize } = statfsSync(existsSync(path) ? path : dirname(path));
  const [free, least] = [bavail * bsize, 2e9];
  const found = `${gigabytes(free)} free`;
  return free >= least
    ? ok("disk", found)
    : missing("disk", found, `At least ${gigabytes(least)} free: set-up takes about half of it.`);
}

/** @param {number} bytes */
const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
/** @param {string} name @param {string} found @returns {Row} */
const ok = (name, found) => ({ name, state: "ok", found, remedy: null });
/** @param {string} name @param {string} found @param {string} remedy @returns {Row} */
const missing = (name, found, remedy) => ({ name, state: "missing", found, remedy });
