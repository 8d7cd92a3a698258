// @ts-check
import { rmSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "./find-program.mjs";
import { pythonIn } from "./project.mjs";
import { errorLines, lastLines, runCommand } from "./run-command.mjs";

const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];
const remedy =
  "Install Python 3.11.2 or later with its venv module (Debian: apt install python3 python3-venv) and start again.";

/**
 * Makes a virtual environment and installs the packages of a lock into it; where that fails, nothing of it is left.
 * @param {import("./step.mjs").Context} context
 * @param {{ folder: string, lock: string, log: string }} what `folder`, `lock`: relative to the root; `log`: name of the file in .cache/setup
 * @returns {Promise<import("./step.mjs").Lack | null>}
 */
export async function makeVenv(context, { folder, lock, log }) {
  const found = await findPython(context);
  if (found.path === null) return found.lack;
  let whole = false;
  try {
    const lack = await install(context, found.path, { folder, lock, log });
    whole = lack === null;
    return lack;
  } finally {
    // A half filled environment would be taken for a whole one by whoever looks only for its Python.
    if (!whole) rmSync(join(context.root, folder), { recursive: true, force: true });
  }
}

/**
 * @param {import("./step.mjs").Context} context
 * @param {string} base the Python to start from
 * @param {{ folder: string, lock: string, log: string }} what
 */
async function install({ root, env, signal }, base, { folder, lock, log }) {
  const logFile = join(root, ".cache", "setup", log);
  const options = { cwd: root, env: withoutPythonSettings(env), signal, logFile };
  const made = await runCommand(base, ["-m", "venv", "--clear", folder], options);
  if (!made.ok) return { reason: `${base} -m venv failed:\n${lastLines(made.output, 6)}`, remedy };
  // Wheels only: nothing may compile here.
  const args = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  const installed = await runCommand(
    pythonIn(join(root, folder)),
    [...args, "--require-hashes", "-r", join(root, lock)],
    options,
  );
  if (installed.ok) return null;
  const offline = /name resolution|NewConnectionError|ConnectTimeout|Network is unreachable/.test(installed.output);
  const connect = "Connect to the network (or set pip's proxy or index) and start again.";
  return {
    reason: `pip install failed:\n${errorLines(installed.output, 3)}`,
    remedy: offline ? connect : `See .cache/setup/${log}.`,
  };
}

/** Another environment's settings would lead pip elsewhere. @param {NodeJS.ProcessEnv} env */
function withoutPythonSettings(env) {
  const { PYTHONHOME, PYTHONPATH, VIRTUAL_ENV, PIP_TARGET, PIP_PREFIX, PIP_USER, ...rest } = env;
  return rest;
}

/**
 * The first Python in PATH that is new enough and can make virtual environments.
 * @param {import("./step.mjs").Context} context
 * @returns {Promise<{ path: string, lack: null } | { path: null, lack: import("./step.mjs").Lack }>}
 */
export async function findPython({ env, signal }) {
  const script =
    "import sys; assert sys.version_info >= (3, 11, 2), 'is ' + sys.version.split()[0]; import venv, ensurepip";
  /** @type {string[]} */
  const refused = [];
  for (const path of findPrograms(names, env)) {
    const tried = await runCommand(path, ["-c", script], { env: withoutPythonSettings(env), signal, timeout: 10_000 });
    if (tried.ok) return { path, lack: null };
    refused.push(`${path}: ${lastLines(tried.output, 1)}`);
  }
  const reason = refused.length === 0 ? "python3 is not in PATH" : `no Python in PATH will do:\n${refused.join("\n")}`;
  return { path: null, lack: { reason, remedy } };
}
