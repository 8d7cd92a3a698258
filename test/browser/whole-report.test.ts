import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { expect, test } from "vitest";
import { measurePage, syntheticReport } from "./synthetic-report.mjs";

const executablePath = "/usr/bin/chromium";

test.runIf(existsSync(executablePath))(
  "a page of 19 notebooks and 60 figures stays within 6 MB, and all of it is drawn",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "covet-whole-"));
    const page = await syntheticReport({ notebooks: 19, figures: 60 });
    expect(Buffer.byteLength(page)).toBeLessThan(6e6);
    const path = join(folder, "report.html");
    writeFileSync(path, page);
    const browser = await chromium.launch({ executablePath, args: ["--headless", "--no-sandbox", "--disable-gpu"] });
    try {
      const found = await measurePage(browser, pathToFileURL(path).href);
      console.log(`page of ${Buffer.byteLength(page)} bytes: ${JSON.stringify(found)} (milliseconds)`);
      expect(found).toMatchObject({ figures: 60, drawn: 60 });
    } finally {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    }
  },
  90_000,
);
