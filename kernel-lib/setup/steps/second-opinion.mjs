// @ts-check
import { join } from "node:path";
import { findPython, makeVenv } from "../make-venv.mjs";
import { pythonIn } from "../project.mjs";

const folder = ".cache/second-opinion";
const lock = "test/requirements.lock";

/**
 * A virtual environment of its own with SciPy, by which the tests recompute verdicts; 250 MB that only the tests' verbs ask for.
 * @type {import("../step.mjs").Step}
 */
export const secondOpinion = {
  name: "second-opinion",
  does: "installing SciPy for the tests into .cache/second-opinion",
  critical: false,
  after: [],
  inputs: () => [lock],
  facts: ({ root }) => [root],
  outputs: ({ root }) => [pythonIn(join(root, folder))],
  needs: async (context) => (await findPython(context)).lack,
  run: (context) => makeVenv(context, { folder, lock, log: "second-opinion.log" }),
};
