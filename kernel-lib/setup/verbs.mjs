// @ts-check
import { join } from "node:path";
import { pinnedNode } from "./project.mjs";
import { runInFront } from "./run-in-front.mjs";
import { runTests } from "./run-tests.mjs";

/**
 * What `npm start`, `npm run lab`, `npm test` and `npm run test:long` do once set-up is done; each returns its exit code.
 * @type {Record<string, (root: string, args: readonly string[], env: NodeJS.ProcessEnv) => Promise<number>>}
 */
export const verbs = {
  start: (root, args, env) => kernelLib(root, ["run", ...args], env),
  lab: (root, args, env) => kernelLib(root, ["lab", ...args], env),
  test: (root, args, env) => runTests(root, args, env),
  "test-long": (root, args, env) => {
    const { minutes, rest } = takeMinutes(args);
    const config = join("test", "setup", "vitest.long.config.ts");
    return runTests(root, ["--config", config, ...rest], { ...env, COVET_LONG_MINUTES: String(minutes) });
  },
};

/** @param {string} root @param {readonly string[]} args @param {NodeJS.ProcessEnv} env */
const kernelLib = (root, args, env) =>
  runInFront(pinnedNode(root), [join(root, "kernel-lib", "setup", "kernel-lib.mjs"), ...args], { cwd: root, env });

/**
 * Takes `--minutes N` out of the words: how long the long tests may look for a counterexample in all.
 * @param {readonly string[]} args
 * @returns {{ minutes: number, rest: string[] }} 5 minutes where nothing is said
 */
export function takeMinutes(args) {
  const rest = [...args];
  const at = rest.findIndex((word) => word === "--minutes" || word.startsWith("--minutes="));
  if (at === -1) return { minutes: 5, rest };
  const [word = ""] = rest.splice(at, 1);
  const text = word.includes("=") ? word.slice(word.indexOf("=") + 1) : rest.splice(at, 1)[0];
  const minutes = Number(text);
  if (text === undefined || text === "" || !(minutes > 0))
    throw new RangeError(`--minutes takes a number above 0, not ${text ?? "nothing"}`);
  return { minutes, rest };
}
