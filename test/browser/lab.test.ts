import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { openLab } from "../../kernel-lib/src/notebook/lab/open-lab.ts";

const root = resolve(import.meta.dirname, "../..");
const here = existsSync(join(root, ".venv/bin/jupyter-lab")) && existsSync("/usr/bin/chromium");
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

test("JupyterLab and a browser are there where they must be", () => {
  if (process.env.CI === "true") expect(here).toBe(true);
});

test.runIf(here)(
  "Run All in JupyterLab reproduces the figures, with our kernel preselected",
  async () => {
    // Under results/, which git ignores: JupyterLab saves the file that it runs.
    mkdirSync(join(root, "results"), { recursive: true });
    const folder = mkdtempSync(join(root, "results", "lab-"));
    const results = mkdtempSync(join(tmpdir(), "covet-lab-"));
    const before = { ...process.env };
    Object.assign(process.env, {
      KERNEL_LIB_PROFILE: "smoke",
      KERNEL_LIB_RESULTS: results,
      KERNEL_LIB_LOCK: join(results, "lock"),
    });
    copyFileSync(join(root, "notebooks/05-connection-pooling.ipynb"), join(folder, "05-connection-pooling.ipynb"));
    const lab = await openLab({
      projectRoot: root,
      notebook: join(folder, "05-connection-pooling.ipynb"),
      port: 8930,
      say: () => {},
    });
    const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", headless: true, args: flags });
    try {
      const page = await browser.newPage({ viewport: { width: 1300, height: 1000 } });
      await page.goto(lab.url);
      const panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)");
      await panel.locator(".jp-KernelName", { hasText: "TypeScript (tslab, Covet)" }).waitFor({ timeout: 60_000 });
      await panel.locator(".jp-Cell").first().waitFor();
      await page.getByRole("menuitem", { name: "Run", exact: true }).click();
      await page.getByRole("menuitem", { name: "Run All Cells", exact: true }).click();
      const prompts = panel.locator(".jp-CodeCell .jp-InputPrompt");
      await expect
        .poll(async () => (await prompts.allTextContents()).filter((text) => !/\[\d+\]/.test(text)), {
          timeout: 240_000,
          interval: 500,
        })
        .toEqual([]);
      expect(
        await panel
          .locator(
            "[data-mime-type='application/vnd.jupyter.error'], [data-mime-type='application/vnd.jupyter.stderr']",
          )
          .count(),
      ).toBe(0);
      const plots = panel.locator(".js-plotly-plot");
      await expect.poll(() => plots.count(), { timeout: 30_000 }).toBeGreaterThanOrEqual(3);
      await plots.first().scrollIntoViewIfNeeded();
      await expect
        .poll(() => plots.first().locator(".main-svg .point").count(), { timeout: 30_000 })
        .toBeGreaterThan(0);
    } finally {
      process.env = before;
      await browser.close();
      await lab.close();
      const saved = JSON.parse(readFileSync(join(folder, "05-connection-pooling.ipynb"), "utf8"));
      expect(JSON.stringify(saved)).not.toMatch(/image\/png/);
      rmSync(folder, { recursive: true, force: true });
      rmSync(results, { recursive: true, force: true });
    }
  },
  300_000,
);
