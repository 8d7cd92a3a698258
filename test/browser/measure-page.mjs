/**
 * How large a whole report's page is, and how soon it can be used: a made-up report of 19 notebooks with 60 figures, opened in the system's
 * Chromium. `node test/browser/measure-page.mjs [page.html]`; with a page, that one, and its time is kept for the goals. Prints one line of JSON. Needs
 * `npm run compile`.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { recordMeasurement } from "../../kernel-lib/setup/record-measurement.mjs";
import { measurePage, syntheticReport } from "./synthetic-report.mjs";

const root = resolve(import.meta.dirname, "../..");

const folder = mkdtempSync(join(tmpdir(), "covet-page-"));
const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
});
try {
  const given = process.argv[2];
  const path = given === undefined ? join(folder, "report.html") : resolve(given);
  if (given === undefined) writeFileSync(path, await syntheticReport({ notebooks: 19, figures: 60 }));
  const size = Buffer.byteLength(readFileSync(path));
  const found = await measurePage(browser, pathToFileURL(path).href);
  const seconds = found.interactive / 1000;
  if (given !== undefined)
    recordMeasurement(root, { id: "report/interactive", value: seconds, unit: "s", run: basename(dirname(path)) });
  process.stdout.write(`${JSON.stringify({ megabytes: size / 1e6, ...found })}\n`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
