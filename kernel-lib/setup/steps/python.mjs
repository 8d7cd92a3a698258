// @ts-check
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPrograms } from "../find-program.mjs";
import { venvPython } from "../project.mjs";
import { errorLines, lastLines, runCommand } from "../run-command.mjs";

const names = ["python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"];
const remedy =
  "Install Python 3.11.2 or later with its venv module (Debian: apt install python3 python3-venv) and start again.";

/**
 * `.venv`: JupyterLab and the Python peers, in the versions of the lock.
 * @type {import("../step.mjs").Step}
 */
export const python = {
  name: "python",
  does: "making .venv with JupyterLab and the Python peers",
  critical: false,
  after: [],
  inputs: () => ["kernel-lib/python/requirements.lock"],
  // The scripts of a virtual environment hold its absolute path.
  facts: ({ root }) => [root],
  outputs: ({ root }) => [venvPython(root), join(root, ".venv", "package.json")],
  needs: async (context) => (await findPython(context)).lack,
  run: async (context) => {
    const { root } = context;
    const found = await findPython(context);
    if (found.path === null) return found.lack;
    let whole = false;
    try {
      const lack = await install(context, found.path);
      whole = lack === null;
      return lack;
    } finally {
      // A half filled environment would be taken for a whole one by whoever looks only for its Python.
      if (!whole) rmSync(join(root, ".venv"), { recursive: true, force: true });
    }
  },
};

/** @param {import("../step.mjs").Context} context @param {string} base the Python to start from */
async function install({ root, env, signal }, base) {
  const logFile = join(root, ".cache", "setup", "python.log");
  const options = { cwd: root, env: withoutPythonSettings(env), signal, logFile };
  const made = await runCommand(base, ["-m", "venv", "--clear", ".venv"], options);
  if (!made.ok) return { reason: `${base} -m venv failed:\n${lastLines(made.output, 6)}`, remedy };
  // JupyterLab runs CommonJS files in here with Node, which would take them for modules by the project's own package.json.
  writeFileSync(join(root, ".venv", "package.json"), '{ "type": "commonjs" }\n');
  const lock = join(root, "kernel-lib", "python", "requirements.lock");
  // Wheels only: nothing may compile here.
  const args = ["-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--only-binary=:all:"];
  const installed = await runCommand(venvPython(root), [...args, "--require-hashes", "-r", lock], options);
  if (installed.ok) return null;
  const offline = /name resolution|NewConnectionError|ConnectTimeout|Network is unreachable/.test(installed.output);
  const connect = "Connect to the network (or set pip's proxy or index) and start again.";
  return {
    reason: `pip install failed:\n${errorLines(installed.output, 3)}`,
    remedy: offline ? connect : "See .cache/setup/python.log.",
  };
}

/** Another environment's settings would lead pip elsewhere. @param {NodeJS.ProcessEnv} env */
function withoutPythonSettings(env) {
  const { PYTHONHOME, PYTHONPATH, VIRTUAL_ENV, PIP_TARGET, PIP_PREFIX, PIP_USER, ...rest } = env;
  return rest;
}

/**
 * The first Python in PATH that is new enough and can make virtual environments.
 * @param {import("../step.mjs").Context} context
 * @returns {Promise<{ path: string, lack: null } | { path: null, lack: import("../step.mjs").Lack }>}
 */
async function findPython({ env, signal }) {
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
