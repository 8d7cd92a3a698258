// @ts-check
import { join } from "node:path";
import { takeQueueLock } from "./queue-lock.mjs";
import { readState, writeState } from "./state-file.mjs";
import { stepStatus } from "./step.mjs";

/**
 * Brings every step up to date: each starts when those before it are settled, so that the slow ones overlap. One set-up at a time runs in
 * a checkout; a second one waits, says for whom, and then finds all done. The state file is written after each step. A step that fails
 * or lacks something does not stop those that do not need it.
 * @param {readonly import("./step.mjs").Step[]} steps
 * @param {import("./step.mjs").Context} context
 * @param {{ doing: string, log: (line: string) => void }} options `doing` is shown to whoever waits
 * @returns {Promise<import("./state-file.mjs").State>} with a record of each step
 */
export async function setUp(steps, context, { doing, log }) {
  const lock = await takeQueueLock(join(context.root, ".cache", "setup", "queue"), {
    doing,
    signal: context.signal,
    onWait: (holder) => log(`waiting for the set-up of another process: ${holder.doing} (pid ${holder.pid})`),
  });
  try {
    const state = readState(context.root);
    const before = JSON.stringify(state);
    /** @type {Map<string, Promise<void>>} */
    const running = new Map();
    for (const step of steps) {
      const earlier = step.after.map((name) => running.get(name));
      running.set(
        step.name,
        Promise.all(earlier).then(() => settle(step, context, state, log)),
      );
    }
    await allSettled([...running.values()]);
    if (JSON.stringify(state) !== before) writeState(context.root, state);
    return state;
  } finally {
    lock.release();
  }
}

/** As Promise.all, but the first error is thrown only when nothing runs any more. @param {Promise<void>[]} promises */
async function allSettled(promises) {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

/**
 * @param {import("./step.mjs").Step} step
 * @param {import("./step.mjs").Context} context
 * @param {import("./state-file.mjs").State} state where the outcome goes
 * @param {(line: string) => void} log
 */
async function settle(step, context, state, log) {
  context.signal?.throwIfAborted();
  const { stale, hash } = stepStatus(step, context, state.steps[step.name]);
  if (stale === null) {
    // Right without a record of ours: somebody else did it.
    if (state.steps[step.name]?.state !== "done") state.steps[step.name] = record({ state: "done", hash });
    return;
  }
  const lacking = step.after.find((name) => state.steps[name]?.state !== "done");
  if (lacking !== undefined) {
    const reason = `needs ${lacking}, which is missing`;
    state.steps[step.name] = record({ state: "skipped", reason, remedy: state.steps[lacking]?.remedy ?? null });
    step.discard?.(context);
    log(`${step.name}: skipped: ${reason}`);
    return;
  }
  // From here on until it is done, an interrupted run must not be taken for a finished one.
  delete state.steps[step.name];
  writeState(context.root, state);
  const { lack, seconds } = await tryStep(step, context, stale, log);
  // The hash is of the inputs as they were before: a change made meanwhile is seen at the next start.
  state.steps[step.name] =
    lack === null ? record({ state: "done", hash, seconds }) : record({ state: "missing", ...lack, hash, seconds });
  if (lack !== null) step.discard?.(context);
  writeState(context.root, state);
}

/**
 * @param {import("./step.mjs").Step} step
 * @param {import("./step.mjs").Context} context
 * @param {string} stale why it has something to do
 * @param {(line: string) => void} log
 */
async function tryStep(step, context, stale, log) {
  const need = await step.needs(context);
  if (need !== null) {
    log(`${step.name}: missing: ${need.reason}\n  Remedy: ${need.remedy}`);
    return { lack: need, seconds: 0 };
  }
  log(`${step.name}: ${step.does} (${stale})`);
  const start = performance.now();
  const lack = await step.run(context);
  const seconds = Math.round((performance.now() - start) / 100) / 10;
  if (lack === null) log(`${step.name}: done in ${seconds.toFixed(1)} s`);
  else log(`${step.name}: failed after ${seconds.toFixed(1)} s: ${lack.reason}\n  Remedy: ${lack.remedy}`);
  return { lack, seconds };
}

/**
 * @param {Partial<import("./state-file.mjs").StepRecord> & Pick<import("./state-file.mjs").StepRecord, "state">} known
 * @returns {import("./state-file.mjs").StepRecord}
 */
function record({ state, reason = null, remedy = null, seconds = 0, hash = null }) {
  return { state, reason, remedy, seconds, hash, at: new Date().toISOString() };
}
