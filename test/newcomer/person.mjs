// @ts-check
import { execFileSync } from "node:child_process";
import { accessSync, constants, copyFileSync, existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * Somebody who has just cloned: a home that is empty, a clone in a path with a space.
 * @typedef {object} Person
 * @property {string} name as shown
 * @property {boolean} cargo whether PATH leads to it
 * @property {number | undefined} uid
 * @property {number | undefined} gid
 * @property {string} folder holds all that belongs to the person
 * @property {string} clone
 * @property {NodeJS.ProcessEnv} env
 * @property {string} mark a value in the environment by which the person's processes are known
 */

/** What a shell of the person would not have: the marks of the run that starts us, and of other homes. */
const foreign =
  /^(CI$|npm_|NODE_ENV$|VITEST|COVET_|INIT_CWD$|CARGO|RUSTUP_HOME$|PYENV|VIRTUAL_ENV$|PYTHON|XDG_|JUPYTER|IPYTHON|PWD$|OLDPWD$)/;

/**
 * Makes the folders and clones the repository's HEAD.
 * @param {{ name: string, repository: string, cargo: boolean, account?: string }} options `account`: an existing unprivileged user
 * @returns {Person}
 */
export function makePerson({ name, repository, cargo, account }) {
  const folder = mkdtempSync(join(tmpdir(), "covet newcomer "));
  const home = join(folder, "home");
  const temporary = join(folder, "tmp");
  const clone = join(folder, "the laboratory");
  mkdirSync(home);
  mkdirSync(temporary);
  execFileSync("git", ["clone", "--quiet", "--no-hardlinks", repository, clone]);
  const path = (process.env.PATH ?? "").split(delimiter).filter((part) => cargo || !existsSync(join(part, "cargo")));
  const own = path.filter((part) => !part.includes("node_modules"));
  /** @type {NodeJS.ProcessEnv} */
  const env = Object.fromEntries(Object.entries(process.env).filter(([key]) => !foreign.test(key)));
  Object.assign(env, {
    HOME: home,
    TMPDIR: temporary,
    PATH: own.join(delimiter),
    BROWSER: "true",
    COVET_NEWCOMER: folder,
  });
  if (cargo) keepToolchain(env, home);
  let uid;
  let gid;
  if (account !== undefined) {
    [uid, gid] = ["-u", "-g"].map((flag) => Number(execFileSync("id", [flag, account], { encoding: "utf8" })));
    Object.assign(env, { USER: account, LOGNAME: account });
    execFileSync("chown", ["-R", `${uid}:${gid}`, folder]);
  }
  return { name, cargo, uid, gid, folder, clone, env, mark: folder };
}

/**
 * rustup's toolchain lies in the real home; without a word on where, cargo is a stub. Its settings for registries go along, what it
 * downloaded does not.
 * @param {NodeJS.ProcessEnv} env
 * @param {string} home
 */
function keepToolchain(env, home) {
  const rustup = process.env.RUSTUP_HOME ?? join(homedir(), ".rustup");
  if (existsSync(rustup)) env.RUSTUP_HOME = rustup;
  const cargo = process.env.CARGO_HOME ?? join(homedir(), ".cargo");
  mkdirSync(join(home, ".cargo"));
  for (const file of ["config.toml", "config"])
    if (existsSync(join(cargo, file))) copyFileSync(join(cargo, file), join(home, ".cargo", file));
}

/** The programs that the person cannot do without and that PATH does not lead to. @param {Person} person */
export function lackingPrograms(person) {
  const folders = (person.env.PATH ?? "").split(delimiter);
  return ["bash", "git", "node", "npm", "python3"].filter(
    (program) => !folders.some((folder) => canExecute(join(folder, program))),
  );
}

/** @param {string} path */
function canExecute(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
