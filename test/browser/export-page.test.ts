import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { exportPage } from "../../kernel-lib/src/report/export/export-page.ts";
import { code, html, markdown, notebook, routingNotebook } from "../report/fixtures/notebooks.ts";

const executablePath = "/usr/bin/chromium";
const here = existsSync(executablePath);
const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** What a notebook from elsewhere may hold; none of it may run, load or leave the page. */
const hostile = [
  '<script>window.pwned = 1</script><img src="https://example.org/a.png" onerror="window.pwned = 2">',
  '<meta http-equiv="refresh" content="0;url=https://example.org/"><style>body { display: none }</style>',
  '<a href="javascript:window.pwned = 3" style="position:fixed;inset:0">click</a></div></section></main><table><tr><td>open',
];

const samples = Array.from({ length: 5000 }, (_, at) => at % 97);

let browser: Browser;
let folder = "";
let url = "";

beforeAll(async () => {
  if (!here) return;
  browser = await chromium.launch({ executablePath, args: flags });
  folder = mkdtempSync(join(tmpdir(), "covet page "));
  const path = join(folder, "report.html");
  const other = notebook(
    markdown("# From elsewhere\n\n<b>html</b>"),
    code("evil()", ...hostile.map(html)),
    markdown("## After"),
  );
  const notebooks = [
    { name: "03-routing.ipynb", notebook: await routingNotebook() },
    { name: "99-elsewhere.ipynb", notebook: other },
  ];
  const page = exportPage({
    title: "A report on routing",
    subtitle: "made up for a test",
    notebooks,
    data: [
      { name: "routing.json", json: { a: 1 } },
      { name: "samples.json", json: { samples } },
    ],
  });
  expect(Buffer.byteLength(page)).toBeLessThan(2_500_000);
  writeFileSync(path, page);
  url = pathToFileURL(path).href;
});

afterAll(async () => {
  if (!here) return;
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Opened {
  readonly page: Page;
  /** Console messages above "log", page errors, breaches of the policy, requests for anything but the page. */
  readonly faults: string[];
}

interface Scheme {
  readonly colorScheme?: "light" | "dark";
  readonly javaScriptEnabled?: boolean;
  readonly width?: number;
}

/** Opens the page with the network off, watches everything, closes it again. */
async function withPage(
  { colorScheme = "light", javaScriptEnabled = true, width = 1280 }: Scheme,
  use: (opened: Opened) => Promise<void>,
) {
  const context = await browser.newContext({
    offline: true,
    colorScheme,
    javaScriptEnabled,
    viewport: { width, height: 900 },
  });
  try {
    const page = await context.newPage();
    const faults: string[] = [];
    page.on("console", (message) => {
      if (!["log", "info", "debug"].includes(message.type())) faults.push(`${message.type()}: ${message.text()}`);
    });
    page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== url) faults.push(`request: ${request.url().slice(0, 80)}`);
    });
    await page.goto(url);
    await use({ page, faults });
  } finally {
    await context.close();
  }
}

/** Runs an expression in the page; text, because the page's own types are not those of Node. */
const inPage = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;
/** Waits, from outside, because the page's policy lets no text be evaluated inside. */
const becomes = (page: Page, expression: string, value: unknown) =>
  expect.poll(() => inPage(page, expression), { timeout: 20_000, interval: 50 }).toBe(value);
const allDrawn = (page: Page) => becomes(page, 'document.querySelectorAll(".plot[data-drawn=yes]").length', 3);
const tickFill = 'getComputedStyle(document.querySelector(".xtick text")).fill';
const fitsWidth = "document.documentElement.scrollWidth <= innerWidth";

test("there is a browser where one is demanded", () => {
  expect(here || process.env.CI !== "true", `${executablePath} is missing`).toBe(true);
});

describe.runIf(here)("an exported page in Chromium, network off", () => {
  test("draws every figure, without being scrolled, and nothing is refused, loaded or reported", async () => {
    await withPage({}, async ({ page, faults }) => {
      await allDrawn(page);
      expect(await page.locator(".plot .main-svg").count()).toBeGreaterThanOrEqual(3);
      expect(await page.locator(".plot").first().locator(".scatterlayer .point").count()).toBeGreaterThan(3);
      expect(await page.locator(".figure details[open]").count()).toBe(0);
      expect(await inPage(page, fitsWidth)).toBe(true);
      expect(faults).toEqual([]);
    });
  });

  test("changes its colours with the scheme, plots too", async () => {
    await withPage({}, async ({ page, faults }) => {
      await allDrawn(page);
      expect(await inPage(page, tickFill)).toBe("rgb(28, 33, 38)");
      await page.emulateMedia({ colorScheme: "dark" });
      await becomes(page, tickFill, "rgb(228, 232, 236)");
      expect(await inPage(page, "getComputedStyle(document.body).backgroundColor")).toBe("rgb(20, 24, 28)");
      expect(faults).toEqual([]);
    });
  });

  test("can be read without JavaScript: every figure's data stands in its table", async () => {
    await withPage({ javaScriptEnabled: false }, async ({ page, faults }) => {
      expect(await page.locator("noscript p", { hasText: "no picture is drawn" }).isVisible()).toBe(true);
      const tables = page.locator(".figure details table");
      expect(await tables.count()).toBe(3);
      for (const table of await tables.all()) expect(await table.isVisible()).toBe(true);
      expect(await page.locator(".plot").first().isVisible()).toBe(false);
      expect(faults).toEqual([]);
    });
  });

  test("prints light, within the sheet, with every figure", async () => {
    await withPage({ colorScheme: "dark" }, async ({ page, faults }) => {
      await allDrawn(page);
      await inPage(page, 'dispatchEvent(new Event("beforeprint"))');
      await page.emulateMedia({ media: "print" });
      expect(await inPage(page, tickFill)).toBe("rgb(28, 33, 38)");
      expect(await page.locator("nav").isVisible()).toBe(false);
      const widths = await inPage<number[]>(
        page,
        '[...document.querySelectorAll(".plot .main-svg")].map((plot) => plot.getBoundingClientRect().width)',
      );
      expect(Math.max(...widths)).toBeLessThanOrEqual(660);
      expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(20_000);
      await page.emulateMedia({ media: "screen" });
      await inPage(page, 'dispatchEvent(new Event("afterprint"))');
      await becomes(page, tickFill, "rgb(228, 232, 236)");
      expect(faults).toEqual([]);
    });
  });

  test("lets nothing of a foreign notebook run, load or lead away", async () => {
    await withPage({}, async ({ page, faults }) => {
      await allDrawn(page);
      await page.getByText("click", { exact: true }).click();
      expect(await inPage(page, "window.pwned")).toBeUndefined();
      expect(page.url()).toBe(url);
      expect(await page.getByRole("heading", { name: "After" }).isVisible()).toBe(true);
      expect(await page.locator("main section.notebook").count()).toBe(2);
      expect(faults).toEqual([]);
    });
  });

  test("has landmarks, one title, names for its plots, a way past the contents, and links that arrive", async () => {
    await withPage({}, async ({ page }) => {
      await allDrawn(page);
      expect(await page.locator("html").getAttribute("lang")).toBe("en");
      expect(await page.locator("h1").allTextContents()).toEqual(["A report on routing"]);
      for (const landmark of ["main", "navigation", "banner"] as const)
        expect(await page.getByRole(landmark).count()).toBe(1);
      for (const plot of await page.locator(".plot").all())
        expect(((await plot.getAttribute("aria-label")) ?? "").length).toBeGreaterThan(20);
      await page.keyboard.press("Tab");
      expect(await inPage(page, "document.activeElement.textContent")).toBe("To the content");
      const targets = await inPage<string[]>(
        page,
        `[...document.querySelectorAll('a[href^="#"]')].map((link) => link.getAttribute("href").slice(1))`,
      );
      expect(targets.length).toBeGreaterThan(5);
      const ids = await inPage<string[]>(page, '[...document.querySelectorAll("[id]")].map((element) => element.id)');
      const broken = targets.filter((target) => !ids.includes(target));
      expect(broken).toEqual([]);
      expect(await page.locator("img:not([alt])").count()).toBe(0);
    });
  });

  test("gives a figure's data as CSV and the results as JSON", async () => {
    await withPage({}, async ({ page, faults }) => {
      const texts = [];
      for (const link of [
        page.getByText("Data of this figure as CSV").first(),
        page.getByText("routing.json"),
        page.getByText("samples.json"),
      ]) {
        const [download] = await Promise.all([page.waitForEvent("download"), link.click()]);
        const chunks: Buffer[] = [];
        for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
        texts.push([download.suggestedFilename(), Buffer.concat(chunks).toString()]);
      }
      expect(texts[0]?.[0]).toBe("figure-router-ratios.csv");
      expect(texts[0]?.[1]).toMatch(
        /^Case,Arm,Against,Time ratio \(95 % interval\),Margin,Rounds,Verdict\r\nStatic route,Covet,find-my-way,0.5,0.03,20,/,
      );
      expect(texts[1]).toEqual(["routing.json", '{\n "a": 1\n}\n']);
      expect(texts[2]?.[0]).toBe("samples.json");
      expect(JSON.parse(texts[2]?.[1] ?? "")).toEqual({ samples });
      expect(faults.filter((fault) => !/^request: (data|blob):/.test(fault))).toEqual([]);
    });
  });

  test("fits a phone", async () => {
    await withPage({ width: 390 }, async ({ page, faults }) => {
      await allDrawn(page);
      expect(await inPage(page, fitsWidth)).toBe(true);
      expect(faults).toEqual([]);
    });
  });
});
