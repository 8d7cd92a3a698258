// @ts-check
import { delimiter, join } from "node:path";

/**
 * The command that runs npm: the npm that started us, else the one in PATH, in both cases never on the pinned Node, which `npm ci`
 * removes while it runs.
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 * @returns {{ command: string, args: string[], env: NodeJS.ProcessEnv }}
 */
export function npmCommand(root, env) {
  const own = join(root, "node_modules");
  const path = (env.PATH ?? "").split(delimiter).filter((folder) => !folder.startsWith(own));
  const clean = { ...env, PATH: path.join(delimiter) };
  const node = env.npm_node_execpath;
  const script = env.npm_execpath;
  if (node !== undefined && script !== undefined && !node.startsWith(own) && script.endsWith("npm-cli.js"))
    return { command: node, args: [script], env: clean };
  return { command: process.platform === "win32" ? "npm.cmd" : "npm", args: [], env: clean };
}
