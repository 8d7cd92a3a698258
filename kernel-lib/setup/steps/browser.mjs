// @ts-check
import { findPrograms } from "../find-program.mjs";

const names = [
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const remedy =
  "Install Chromium (Debian: apt install chromium) or Google Chrome; only tests of pages and notebooks in a browser need it.";

/**
 * The browser for the tests, an absolute path, or `null`.
 * @param {NodeJS.ProcessEnv} env
 */
export const findBrowser = (env) => findPrograms(names, env)[0] ?? null;

/** @param {import("../step.mjs").Context} context @returns {import("../step.mjs").Lack | null} */
const lack = ({ env }) =>
  findBrowser(env) === null ? { reason: "neither Chromium nor Chrome is in PATH", remedy } : null;

/**
 * A browser for the tests; nothing is installed, only looked for.
 * @type {import("../step.mjs").Step}
 */
export const browser = {
  name: "browser",
  does: "looking for a browser",
  critical: false,
  after: [],
  inputs: () => [],
  facts: () => [],
  outputs: () => [],
  notRight: (context) => lack(context)?.reason ?? null,
  needs: async (context) => lack(context),
  run: async (context) => lack(context),
};
