// @ts-check
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { delimiter, join } from "node:path";
import { checkoutRoot } from "./project.mjs";
import { setUp } from "./set-up.mjs";
import { stateFile } from "./state-file.mjs";
import { stepsOf } from "./steps.mjs";
import { verbs } from "./verbs.mjs";

/**
 * Sets up, says what is missing, and runs the verb where nothing critical is. With `CI=true` anything missing is a failure.
 * @param {readonly string[]} argv the verb and its words
 * @returns {Promise<number>} the exit code
 */
export async function enter([verb = "", ...args]) {
  const root = checkoutRoot();
  const run = Object.hasOwn(verbs, verb) ? verbs[verb] : undefined;
  if (root === null || run === undefined) {
    say(
      root === null
        ? "not started in a checkout of the project"
        : `no verb "${verb}"; there are: ${Object.keys(verbs).join(" ")}`,
    );
    return 2;
  }
  const start = performance.now();
  const whole = !existsSync(stateFile(root));
  const refused = await prepare(root, verb);
  if (refused !== null) {
    if (verb.startsWith("test")) process.stdout.write("0 passed, 1 failed\n");
    return refused;
  }
  try {
    return await run(root, args, verbEnvironment(root, (performance.now() - start) / 1000, whole));
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    say(error.message);
    return 2;
  }
}

/** @param {string} root @param {string} verb @returns {Promise<number | null>} an exit code if the verb cannot run */
async function prepare(root, verb) {
  const stop = new AbortController();
  /** @param {NodeJS.Signals} signal */
  const onSignal = (signal) => stop.abort(signal);
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  for (const name of signals) process.on(name, onSignal);
  const start = performance.now();
  const steps = stepsOf(verb);
  try {
    const state = await setUp(
      steps,
      { root, env: process.env, signal: stop.signal },
      { doing: `npm run ${verb}`, log: say },
    );
    const lacking = steps.filter((step) => state.steps[step.name]?.state !== "done");
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    if (lacking.length === 0) say(`ready in ${seconds} s`);
    else say(`took ${seconds} s, without: ${lacking.map((step) => step.name).join(", ")} (npx kernel-lib doctor)`);
    const critical = lacking.find((step) => step.critical);
    if (critical !== undefined) say(`cannot go on without: ${critical.name}`);
    else if (lacking.length > 0 && process.env.CI === "true") say("CI=true: all has to be there");
    else return null;
    return 1;
  } catch (error) {
    if (stop.signal.aborted) {
      say("stopped; what was done is kept");
      return 128 + constants.signals[/** @type {NodeJS.Signals} */ (stop.signal.reason)];
    }
    const { code, path } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code !== "EACCES" && code !== "EPERM" && code !== "EROFS" && code !== "ENOSPC") throw error;
    say(`cannot write ${path ?? root} (${code})`);
    say("  Remedy: work in a clone of your own, on a disk with free space.");
    return 1;
  } finally {
    for (const name of signals) process.off(name, onSignal);
  }
}

/**
 * The environment of the verb: `node` and the packages' commands are the project's own, and a run's record can say what set-up took.
 * @param {string} root @param {number} seconds @param {boolean} whole
 */
const verbEnvironment = (root, seconds, whole) => ({
  ...process.env,
  PATH: [join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(delimiter),
  KERNEL_LIB_SET_UP_SECONDS: seconds.toFixed(1),
  // "1" where this start had everything to do, as in a clean clone: only then is its time the time of a set-up.
  KERNEL_LIB_SET_UP_WHOLE: whole ? "1" : "0",
});

/** @param {string} text */
function say(text) {
  process.stderr.write(`set-up: ${text}\n`);
}
