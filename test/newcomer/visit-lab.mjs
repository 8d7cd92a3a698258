// @ts-check
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { findBrowser } from "../../kernel-lib/setup/steps/browser.mjs";

const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
const quiet = ["--disable-component-update", "--disable-sync"];

/**
 * Opens JupyterLab's page as a reader would, executes cells from the top until one shows an output, and executes that one again.
 * @param {string} url with its token
 * @param {{ limit: number, screenshot?: string }} options `limit` in seconds for the cells
 * @returns {Promise<{ kernel: string, notebook: string, cell: number, before: string, after: string, output: string }>} the kernel's and
 *   the notebook's names as shown, which cell it was, its prompts after the first and the second execution, and what it shows
 * @throws Error naming what did not appear
 */
export async function visitLab(url, { limit, screenshot }) {
  const executablePath = findBrowser(process.env);
  if (executablePath === null) throw new Error("no browser: see kernel-lib doctor");
  const profile = mkdtempSync(join(tmpdir(), "covet-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [...flags, ...quiet],
    viewport: { width: 1280, height: 900 },
  });
  try {
    const page = await context.newPage();
    await page.goto(url, { waitUntil: "domcontentloaded", timeout: 60_000 });
    const panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
    await panel.waitFor({ timeout: 60_000 }).catch(async (error) => {
      const dialogs = await page.locator(".jp-Dialog-content").allTextContents();
      throw new Error(`no notebook is open at ${page.url()}${dialogs.map((text) => `; it says: ${text}`).join("")}`, {
        cause: error,
      });
    });
    // The text is "No Kernel" until the session is there.
    const kernel = panel.locator(".jp-KernelName", { hasText: "TypeScript" });
    await kernel.waitFor({ timeout: 60_000 });
    const cells = panel.locator(".jp-Notebook .jp-CodeCell");
    await cells.first().waitFor({ timeout: 60_000 });
    const until = performance.now() + limit * 1000;
    const left = () => Math.max(1000, until - performance.now());
    for (let cell = 0; cell < (await cells.count()); cell++) {
      const before = await execute(page, cells.nth(cell), left());
      const shown = cells.nth(cell).locator(".jp-OutputArea-output");
      if ((await shown.count()) === 0) continue;
      const after = await execute(page, cells.nth(cell), left());
      await shown.first().waitFor({ timeout: 10_000 });
      if (screenshot !== undefined) await page.screenshot({ path: screenshot });
      return {
        kernel: await textOf(kernel),
        notebook: new URL(page.url()).pathname,
        cell: cell + 1,
        before,
        after,
        output: (await textOf(shown.first())).slice(0, 200),
      };
    }
    throw new Error("no cell shows an output");
  } finally {
    await context.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/**
 * Puts the cursor into a cell, presses Shift+Enter, and waits for its number.
 * @param {import("playwright-core").Page} page
 * @param {import("playwright-core").Locator} cell
 * @param {number} limit in milliseconds
 * @returns {Promise<string>} the prompt, as "[3]:"
 */
async function execute(page, cell, limit) {
  const prompt = cell.locator(".jp-InputPrompt").first();
  const before = await textOf(prompt);
  await cell.scrollIntoViewIfNeeded();
  await cell.locator(".cm-content").first().click();
  await page.keyboard.press("Shift+Enter");
  const until = performance.now() + limit;
  for (;;) {
    const now = await textOf(prompt);
    if (/^\[\d+\]:?$/.test(now) && now !== before) break;
    if (performance.now() > until) throw new Error(`a cell still shows ${now} after ${Math.round(limit / 1000)} s`);
    await page.waitForTimeout(100);
  }
  const failed = await cell
    .locator(
      "[data-mime-type='application/vnd.jupyter.error'], .jp-RenderedText[data-mime-type*='stderr'] .ansi-red-fg",
    )
    .count();
  if (failed > 0) throw new Error(`a cell failed: ${(await textOf(cell.locator(".jp-OutputArea"))).slice(0, 400)}`);
  return await textOf(prompt);
}

/** @param {import("playwright-core").Locator} element */
const textOf = async (element) => ((await element.textContent()) ?? "").trim();
