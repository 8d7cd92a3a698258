import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { exportPage } from "../../kernel-lib/dist/report/export/export-page.js";

const reference = resolve(import.meta.dirname, "../../results/reference");

/** The published run's notebook of section 3, executed, under another name and with as many figures as asked. */
function copyOf(notebook, number, figures) {
  let left = figures;
  const cells = notebook.cells.flatMap((cell, at) => {
    const drawn = (cell.outputs ?? []).filter((output) => output.data?.["application/vnd.plotly.v1+json"]);
    if (drawn.length > 0) {
      if (left < drawn.length) return [];
      left -= drawn.length;
    }
    const text = [cell.source]
      .flat()
      .join("")
      .replace(/^# 3\. Routing/, `# ${number}. Section ${number}`);
    return [{ ...cell, id: `${number}-${at}`, source: text }];
  });
  return { ...notebook, cells };
}

/** A page of real outputs, as many as a whole report has. */
export async function syntheticReport({ notebooks, figures }) {
  const published = JSON.parse(readFileSync(resolve(reference, "notebooks/03-routing.ipynb"), "utf8"));
  const result = JSON.parse(readFileSync(resolve(reference, "families/router.json"), "utf8"));
  const share = (at) => Math.floor(((at + 1) * figures) / notebooks) - Math.floor((at * figures) / notebooks);
  return exportPage({
    title: "A whole report",
    subtitle: "made up to measure the page",
    notebooks: Array.from({ length: notebooks }, (_, at) => {
      const name = String(at).padStart(2, "0");
      return { name: `${name}-section.ipynb`, notebook: copyOf(published, at, share(at)) };
    }),
    data: Array.from({ length: 11 }, (_, at) => ({ name: `family-${at}.json`, json: result, family: "router" })),
  });
}

/**
 * Opens a page and tells when it could be used: the first figure in the window drawn and the main thread free for 50 ms again (milliseconds
 * from the navigation's start), and when all figures were drawn.
 */
export async function measurePage(browser, url) {
  const context = await browser.newContext({ offline: true, viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    await page.addInitScript(`
      window.longTasks = [];
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map((one) => [one.startTime, one.duration])))
        .observe({ type: "longtask", buffered: true });
    `);
    await page.goto(url);
    const [parsed] = await page.evaluate(`[performance.getEntriesByType("navigation")[0].domInteractive]`);
    // Answers to a click come only when the main thread is free.
    const clickable = await page.evaluate("new Promise((then) => setTimeout(() => then(performance.now())))");
    const figures = await page.evaluate(`document.querySelectorAll(".plot").length`);
    const deadline = Date.now() + 60_000;
    let drawn = 0;
    while (drawn < figures && Date.now() < deadline) {
      drawn = await page.evaluate(`document.querySelectorAll(".plot[data-drawn=yes]").length`);
      await new Promise((then) => setTimeout(then, 50));
    }
    const all = await page.evaluate("performance.now()");
    const longTasks = await page.evaluate("longTasks");
    const longest = Math.max(0, ...longTasks.map(([, duration]) => duration));
    return { parsed, interactive: clickable, allDrawn: all, figures, drawn, longest, longTasks: longTasks.length };
  } finally {
    await context.close();
  }
}
