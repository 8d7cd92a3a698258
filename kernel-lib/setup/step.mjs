// @ts-check
import { existsSync } from "node:fs";
import { relative } from "node:path";
import { contentHash } from "./content-hash.mjs";

/**
 * THE CONTRACT OF A SET-UP STEP. A step is stale if the contents of its inputs changed since it was last done, or an output is not there.
 *
 * What every step is given.
 * @typedef {object} Context
 * @property {string} root of the checkout
 * @property {NodeJS.ProcessEnv} env
 * @property {AbortSignal} [signal] ends what is running
 *
 * What a step lacks, and what the reader can do about it.
 * @typedef {{ reason: string, remedy: string }} Lack
 *
 * @typedef {object} Step
 * @property {string} name one word; the key in the state file
 * @property {string} does what it does, as shown while it runs
 * @property {boolean} critical nothing can go on without it
 * @property {readonly string[]} after the steps that must be done before
 * @property {(context: Context) => string[]} inputs files and folders, relative to the root
 * @property {(context: Context) => string[]} facts what else its result depends on
 * @property {(context: Context) => string[]} outputs absolute paths that exist when it is done
 * @property {(context: Context) => string | null} [notRight] where the outputs themselves tell whether they are right: why they are not,
 *   or `null`. It then decides instead of the recorded hash.
 * @property {(context: Context) => Promise<Lack | null>} needs looks for the outside programs; changes nothing
 * @property {(context: Context) => Promise<Lack | null>} run does it; a failure is returned, only an abort is thrown
 * @property {(context: Context) => void} [discard] removes the outputs of older inputs, where they could be taken for those of the present
 *   ones; called when the step is stale and cannot be done
 */

/**
 * Whether a step has something to do.
 * @param {Step} step
 * @param {Context} context
 * @param {import("./state-file.mjs").StepRecord | undefined} record of its last run
 * @returns {{ stale: string | null, hash: string }} why it is stale, or `null`
 */
export function stepStatus(step, context, record) {
  const hash = contentHash(context.root, step.inputs(context), step.facts(context));
  return { stale: whyStale(step, context, record, hash), hash };
}

/**
 * @param {Step} step
 * @param {Context} context
 * @param {import("./state-file.mjs").StepRecord | undefined} record
 * @param {string} hash
 */
function whyStale(step, context, record, hash) {
  const absent = step.outputs(context).find((path) => !existsSync(path));
  if (absent !== undefined) return `${relative(context.root, absent)} is not there`;
  if (step.notRight !== undefined) return step.notRight(context);
  if (record?.state !== "done") return "not done yet";
  return record.hash === hash ? null : "its inputs changed";
}
