import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ansiHtml } from "../../../kernel-lib/src/report/export/ansi-html.ts";
import { cleanHtml } from "../../../kernel-lib/src/report/export/clean-html.ts";
import { exportNotebookFile } from "../../../kernel-lib/src/report/export/export-notebook-file.ts";
import { exportPage } from "../../../kernel-lib/src/report/export/export-page.ts";
import { FamilyReport } from "../../../kernel-lib/src/report/family-report.ts";
import { claim } from "../../../kernel-lib/src/report/ledger/claim.ts";
import { routerResult } from "../fixtures/family-result.ts";
import { code, drawn, html, markdown, notebook, routingNotebook } from "../fixtures/notebooks.ts";

const pageOf = (...cells: object[]): string =>
  exportPage({ title: "T", notebooks: [{ name: "a.ipynb", notebook: notebook(...cells) }] });
const bundle = (data: Record<string, unknown>): object => ({ output_type: "display_data", metadata: {}, data });
/** The page without its own style and scripts. */
const contentOf = (page: string): string => page.slice(page.indexOf("<main"), page.indexOf("</main>"));

describe("a page", () => {
  test("has the same bytes for the same notebooks", async () => {
    const notebooks = [{ name: "03-routing.ipynb", notebook: await routingNotebook() }];
    expect(exportPage({ title: "T", notebooks })).toBe(exportPage({ title: "T", notebooks }));
  });

  test("allows nothing but its own style and scripts by hash", async () => {
    const page = exportPage({ title: "T", notebooks: [{ name: "a.ipynb", notebook: await routingNotebook() }] });
    const policy = /Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? "";
    expect(policy).toMatch(
      /^default-src 'none'; script-src 'sha256-[^']+' 'sha256-[^']+'; style-src-elem 'sha256-[^']+' 'sha256-47DEQpj8HBSa\+\/TImW\+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src data:; base-uri 'none'; form-action 'none'$/,
    );
    expect(page.length).toBeLessThan(2_500_000);
    expect(page.match(/id="plotly"/g)).toHaveLength(1);
  });

  test("without figures carries no plotting library and runs no script", () => {
    const page = pageOf(markdown("# A"), code("1", html("<p>one</p>")));
    expect(page).not.toContain("<script");
    expect(page).toContain("script-src 'none'");
    expect(page.length).toBeLessThan(20_000);
  });

  test("of a notebook that was never run says so", () => {
    expect(contentOf(pageOf(markdown("# A"), code("1 + 1")))).toContain(
      "a.ipynb holds no outputs: its cells were not run",
    );
    expect(contentOf(pageOf(markdown("# A"), code("1 + 1", html("2"))))).not.toContain("holds no outputs");
    expect(contentOf(pageOf(markdown("only prose")))).not.toContain("holds no outputs");
  });

  test("puts several notebooks into one contents, with unique anchors and links between them", () => {
    const one = notebook(markdown("# Same\n\n[two](./02-two.ipynb) [far](https://example.org/x.ipynb)"));
    const two = notebook(markdown("# Same\n\n## Part"));
    const page = exportPage({
      title: "T",
      notebooks: [
        { name: "01-one.ipynb", notebook: one },
        { name: "02-two.ipynb", notebook: two },
      ],
    });
    expect(page).toContain('<a href="#02-two">two</a>');
    expect(page).toContain('<a href="https://example.org/x.ipynb" rel="noopener noreferrer">far</a>');
    expect(page).toContain('<li class="level-3"><a href="#part">Part</a></li>');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  test("folds the headings of each notebook in the contents where there are many", () => {
    const many = Array.from({ length: 4 }, (_, at) => ({
      name: `0${at}-part.ipynb`,
      notebook: notebook(markdown(`# ${at}. Part\n\n## Table ${at}\n\n## Claims ${at}`), markdown(`### Deep ${at}`)),
    }));
    const nav = (notebooks: typeof many) => /<nav.*?<\/nav>/s.exec(exportPage({ title: "T", notebooks }))?.[0] ?? "";
    expect(nav(many).match(/<details><summary><a href="#[0-9]-part">/g)).toHaveLength(4);
    expect(nav(many).match(/<a /g)).toHaveLength(16);
    expect(nav(many.slice(0, 3))).not.toContain("<details>");
    expect(nav(many.slice(0, 3)).match(/<a /g)).toHaveLength(12);
  });

  test("links a claim with the figures of its family", async () => {
    const page = exportPage({ title: "T", notebooks: [{ name: "a.ipynb", notebook: await routingNotebook() }] });
    expect(page).toContain('<p class="links">Figures: <a href="#figure-router-ratios">Route lookup, 100 routes</a>');
    expect(page).toContain('<div class="claim" id="claim-routing-sub-microsecond" data-state="holds">');
  });

  test("links a claim of another notebook with the section that its figures are in", async () => {
    const routing = new FamilyReport(routerResult);
    const claims = notebook(markdown("# Claims"), code("claim()", await drawn(claim("routing/average", routing))));
    const page = exportPage({
      title: "T",
      notebooks: [
        { name: "03-routing.ipynb", notebook: await routingNotebook() },
        { name: "12-claims.ipynb", notebook: claims },
      ],
    });
    const lines = [...page.matchAll(/<p class="links">.*?<\/p>/g)].map(([text]) => text);
    expect(lines.filter((text) => text.includes('Section: <a href="#03-routing">03-routing</a>'))).toHaveLength(1);
  });

  test("links figures and claims with the data of their family, which can be saved from it", async () => {
    const large = { rows: Array.from({ length: 2000 }, (_, at) => ({ at, text: "</script>" })) };
    const page = exportPage({
      title: "T",
      notebooks: [{ name: "a.ipynb", notebook: await routingNotebook() }],
      data: [
        { name: "router.json", json: large, family: "router" },
        { name: "small.json", json: { a: 1 } },
      ],
    });
    expect(page).toContain('<p class="links">All data: <a href="#file-router.json">router.json</a></p>');
    expect(page).toMatch(/Figures: <a [^>]+>[^<]+<\/a>.*? Data: <a href="#file-router.json">/);
    const packed = /id="file-router.json"[^>]*download="router.json.gz" href="data:application\/gzip;base64,([^"]+)"/;
    const text = gunzipSync(Buffer.from(packed.exec(page)?.[1] ?? "", "base64")).toString();
    expect(JSON.parse(text)).toEqual(large);
    expect(page).toContain(
      'download="small.json" href="data:application/json;charset=utf-8,%7B%0A%20%22a%22%3A%201%0A%7D%0A"',
    );
    expect(page).not.toContain("figures of");
    expect(page).not.toContain("<!--data of");
  });

  test("carries a figure's data once: as a table, and as CSV to be saved, not in the picture too", async () => {
    const page = exportPage({ title: "T", notebooks: [{ name: "a.ipynb", notebook: await routingNotebook() }] });
    const spec =
      /<script type="application\/json" id="data-figure-router-ratios">(.*?)<\/script>/.exec(page)?.[1] ?? "";
    const { layout } = JSON.parse(spec) as { layout: { meta: object; annotations: { name?: string }[] } };
    expect(layout.meta).toMatchObject({ figure: "figure-router-ratios", noteHeight: expect.any(Number) as number });
    expect(layout.meta).not.toHaveProperty("csv");
    expect(layout.annotations.map(({ name }) => name)).not.toContain("caveats");
    expect(page).toContain('download="figure-router-ratios.csv"');
  });

  test("escapes what a script element would end at", () => {
    const spec = { data: [{ name: "</script><script>alert(1)</script>" }], layout: { title: { text: "x <!--" } } };
    const page = pageOf(code("1", bundle({ "application/vnd.plotly.v1+json": spec })));
    const json = /<script type="application\/json" id="data-figure">(.*?)<\/script>/.exec(page)?.[1] ?? "";
    expect(JSON.parse(json)).toEqual(spec);
    expect(json).not.toContain("<");
  });

  test("shows streams, errors, pictures, markdown, JSON and names what it cannot show", () => {
    const content = contentOf(
      pageOf(
        code(
          "x",
          { output_type: "stream", name: "stdout", text: ["10 %\r", "100 %\n", "\u001b[1;31mred\u001b[0m"] },
          { output_type: "error", ename: "TypeError", evalue: "<no>", traceback: [] },
          bundle({ "image/png": "aGk=\n", "text/plain": "a dot" }),
          bundle({ "text/markdown": "**bold** <b>not</b>" }),
          bundle({ "application/json": { a: "<" } }),
          bundle({ "application/x-unknown": 1 }),
        ),
      ),
    );
    expect(content).toContain('100 %\n<span class="ansi-1 ansi-bold">red</span>');
    expect(content).not.toContain("10 %\r");
    expect(content).toContain("<strong>TypeError</strong>: &lt;no&gt;");
    expect(content).toContain('<img src="data:image/png;base64,aGk=" alt="a dot">');
    expect(content).toContain("<strong>bold</strong> &lt;b&gt;not&lt;/b&gt;");
    expect(content).toContain("&quot;a&quot;: &quot;&lt;&quot;");
    expect(content).toContain("An output that a page cannot show: application/x-unknown.");
  });

  test("shows pictures of markdown from attachments and names all others", () => {
    const cell = {
      ...markdown("![dot](attachment:a.png) ![far](https://example.org/a.png)"),
      attachments: { "a.png": { "image/png": "aGk=" } },
    };
    const content = contentOf(pageOf(cell));
    expect(content).toContain('<img src="data:image/png;base64,aGk=" alt="dot">');
    expect(content).toContain("<em>picture: far</em>");
  });

  test.each([
    [null, "notebook-invalid"],
    [{ nbformat: 3, metadata: {}, worksheets: [] }, "notebook-invalid"],
    [{ nbformat: 4, metadata: {}, cells: [{ cell_type: "code", source: 3, outputs: [] }] }, "notebook-invalid"],
  ])("of %o is refused by name", (bad, code_) => {
    expect(() => exportPage({ title: "T", notebooks: [{ name: "bad.ipynb", notebook: bad }] })).toThrow(
      expect.objectContaining({ code: code_, message: expect.stringContaining("bad.ipynb") as string }),
    );
  });
});

describe("HTML of an output", () => {
  test.each([
    ['<img src=x onerror="alert(1)">', '<img alt="picture without a description" />'],
    ["<script>alert(1)</script>after", "after"],
    ["<style>*{display:none}</style>x", "x"],
    ['<p style="position:fixed" onclick="f()" id="content" class="skip">x</p>', "<p>x</p>"],
    ['<a href="javascript:alert(1)">x</a>', '<a rel="noopener noreferrer">x</a>'],
    ['<a href="data:text/html,x">x</a>', '<a rel="noopener noreferrer">x</a>'],
    ['<meta http-equiv="refresh" content="0;url=https://example.org"><base href="https://example.org">x', "x"],
    ["<svg><script>alert(1)</script></svg><iframe src=x></iframe>x", "x"],
    ["<form action=x><input></form>x", "x"],
    ["<table><tr><td>x", "<table><tr><td>x</td></tr></table>"],
    ["<!--figures of router-->x", "x"],
    ['<td colspan="2" align="right" title="a">x</td>', '<td colspan="2" align="right" title="a">x</td>'],
  ])("%s becomes %s", (dirty, clean) => {
    expect(cleanHtml(dirty)).toBe(clean);
  });

  test("never keeps a script, a handler or a style, whatever is put together", () => {
    const pieces = fc.constantFrom(
      "<",
      ">",
      "</",
      "script",
      "<script>",
      "<svg/onload=",
      "<img src=",
      "style",
      "=",
      '"',
      "'",
      "javascript:",
      " onerror=",
      "<p>",
      "&lt;",
      "\u0000",
      "--",
      "<!",
      "x",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 14 }), (parts) => {
        const tags = cleanHtml(parts.join("")).match(/<[^>]*>/g) ?? [];
        for (const tag of tags)
          expect(tag).not.toMatch(
            /^<\/?(?:script|style|svg|iframe|object)|\son\w+\s*=|\sstyle\s*=|(?:href|src)="?\s*javascript/i,
          );
      }),
      { numRuns: 500 },
    );
  });
});

describe("terminal text", () => {
  test.each([
    ["\u001b[31mred\u001b[39m plain", '<span class="ansi-1">red</span> plain'],
    ["\u001b[38;5;200mx\u001b[48;2;1;2;3my\u001b[0m", "xy"],
    ["\u001b]0;title\u0007a\u001b[2Kb", "ab"],
    ["a\r\nb\n", "a\nb\n"],
    ["1/3\r2/3\r3/3", "3/3"],
    ["\u001b[1m<b>\u001b[22m", '<span class="ansi-bold">&lt;b&gt;</span>'],
  ])("%j", (text, shown) => {
    expect(ansiHtml(text)).toBe(shown);
  });

  test("keeps every printed letter and no escape character", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("a", "<", "&", "\u001b[", "\u001b", "31m", "0m", "\n", "é"), { maxLength: 20 }),
        (parts) => {
          expect(ansiHtml(parts.join(""))).not.toContain("\u001b");
        },
      ),
    );
  });
});

describe("a notebook file", () => {
  test("becomes a page named after its first heading, and faults name the file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "covet export "));
    try {
      const [source, out] = [join(folder, "nb.ipynb"), join(folder, "deep", "nb.html")];
      writeFileSync(
        source,
        JSON.stringify(
          notebook(
            markdown("text"),
            markdown("# My title"),
            code("1", await drawn({ [Symbol.for("Jupyter.display")]: () => ({ "text/plain": "1" }) } as never)),
          ),
        ),
      );
      await exportNotebookFile(source, out);
      expect(readFileSync(out, "utf8")).toContain("<title>My title</title>");
      await expect(exportNotebookFile(join(folder, "no.ipynb"), out)).rejects.toMatchObject({
        code: "notebook-missing",
        data: { path: join(folder, "no.ipynb") },
      });
      writeFileSync(source, "{");
      await expect(exportNotebookFile(source, out)).rejects.toMatchObject({
        code: "file-not-json",
        data: { path: source },
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
