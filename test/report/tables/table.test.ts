import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jupyterDisplay } from "../../../kernel-lib/src/base/displayable.ts";
import { Table } from "../../../kernel-lib/src/report/tables/table.ts";

const table = new Table({
  columns: ["Route", "Latency (μs)", "n"],
  rows: [
    ["/users", { value: 0.5401, text: "0.540", source: "mean" }, 30_000],
    ['a "quoted", <b>', null, 3],
  ],
  caption: "Latency",
  notes: ["not <really>"],
});

describe("a table", () => {
  test("is aligned text", () => {
    expect(String(table)).toBe(
      [
        "Latency",
        "Route            Latency (μs)       n",
        "---------------  ------------  ------",
        "/users                  0.540  30,000",
        'a "quoted", <b>             –       3',
        "* not <really>",
      ].join("\n"),
    );
  });

  test("is HTML that needs no style sheet and holds no markup of its data", () => {
    const html = String(table[jupyterDisplay]()["text/html"]);
    expect(html).toContain('<th scope="col" align="right">Latency (μs)</th>');
    expect(html).toContain('<td align="right" title="mean">0.540</td>');
    expect(html).toContain("a &quot;quoted&quot;, &lt;b&gt;");
    expect(html).toContain("<li>not &lt;really&gt;</li>");
    expect(html).not.toContain("style=");
  });

  test("gives data, not its shown form", () => {
    expect(table.objects()[0]).toEqual({ Route: "/users", "Latency (μs)": 0.5401, n: 30_000 });
    expect(table.csv()).toBe('Route,Latency (μs),n\r\n/users,0.5401,30000\r\n"a ""quoted"", <b>",,3\r\n');
  });

  test("goes through Arquero and back", () => {
    const arquero = table.toArquero();
    expect(arquero.numRows()).toBe(2);
    const few = arquero.filter((row: { n: number }) => row.n > 100).select("Route", "n");
    expect(Table.from(few, { caption: "few" }).objects()).toEqual([{ Route: "/users", n: 30_000 }]);
    expect(() => Table.from({} as never)).toThrow(expect.objectContaining({ code: "table-not-arquero" }));
  });

  test("refuses ragged rows and a column that is there twice", () => {
    expect(() => new Table({ columns: ["a"], rows: [[1, 2]] })).toThrow(
      expect.objectContaining({ code: "table-ragged" }),
    );
    expect(() => new Table({ columns: ["a", "a"], rows: [] })).toThrow(
      expect.objectContaining({ code: "table-columns" }),
    );
  });

  test("CSV holds any text: a parser of RFC 4180 reads it back", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 5 }), (rows) => {
        const csv = new Table({ columns: ["a", "b"], rows }).csv();
        const cells = [...csv.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g)].map(([, cell = ""]) =>
          cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell,
        );
        expect(cells).toEqual(["a", "b", ...rows.flat()]);
      }),
    );
  });
});
