// @ts-check
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * What set-up last did with a step; the library reads it to say "not measured: <reason>".
 * @typedef {object} StepRecord
 * @property {"done" | "skipped" | "missing"} state `skipped`: not tried, because a step that it needs is missing
 * @property {string | null} reason why it is not done
 * @property {string | null} remedy what helps
 * @property {number} seconds what the last run of the step took
 * @property {string | null} hash of the inputs when it was done, or was tried in vain
 * @property {string} at when, ISO 8601
 * @typedef {{ schema: 1, steps: Record<string, StepRecord> }} State
 */

/** @param {string} root */
export const stateFile = (root) => join(root, ".cache", "setup", "state.json");

/**
 * The recorded state; an empty one where there is none or it cannot be read (every step is then checked anew).
 * @param {string} root
 * @returns {State}
 */
export function readState(root) {
  try {
    const state = JSON.parse(readFileSync(stateFile(root), "utf8"));
    if (state.schema === 1 && typeof state.steps === "object" && state.steps !== null) return state;
  } catch {
    // Absent or half written by an older version: nothing is known, which is always safe.
  }
  return { schema: 1, steps: {} };
}

/** Writes the whole state at once (a reader sees the old or the new one). @param {string} root @param {State} state */
export function writeState(root, state) {
  const path = stateFile(root);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.${process.pid}`, `${JSON.stringify(state, null, 2)}\n`);
  renameSync(`${path}.${process.pid}`, path);
}
