import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import type { Family } from "../../../kernel-lib/src/base/subject.ts";
import { readSourceReport } from "../../../kernel-lib/src/report/data/source-report-schema.ts";
import { readLedger, subjectOf } from "../../../kernel-lib/src/report/ledger/claims-schema.ts";
import { bestPeer, fastestPeer } from "../../../kernel-lib/src/report/ledger/peers.ts";

const source = readSourceReport();
const ledger = readLedger();
const subjects = resolve(import.meta.dirname, "../../../notebooks/subjects");

describe("the record of the source report", () => {
  test("is complete: as many headings, tables, rows and figures as were counted in it", () => {
    expect(source.counts).toEqual({
      headings: source.headings.length,
      tables: source.tables.length,
      tableRows: source.tables.flatMap((one) => one.rows).length,
      figures: source.figures.length,
    });
    expect(source.counts).toMatchObject({ headings: 60, tables: 14, tableRows: 78 });
  });

  test("has every heading once, each under a section, and every table and sentence under a heading", () => {
    const places = source.headings.map((one) => `${one.section}: ${one.text}`);
    expect(new Set(places).size).toBe(places.length);
    expect(
      source.tables.map((one) => `${one.section}: ${one.title}`).filter((place) => !places.includes(place)),
    ).toEqual([]);
    expect(
      source.sentences.map((one) => `${one.section}: ${one.heading}`).filter((place) => !places.includes(place)),
    ).toEqual([]);
  });

  test("has every number cell of every table as a figure, with its text", () => {
    for (const table of source.tables)
      for (const row of table.rows.filter((cells) => cells.slice(1).some((cell) => cell !== "")))
        for (const [at, column] of table.columns.entries()) {
          if (at === 0 || ["Verdict", "Status", "Overall"].includes(column)) continue;
          const found = source.figures.filter(
            (one) =>
              one.section === table.section && one.table === table.title && one.row === row[0] && one.column === column,
          );
          expect(
            found.map((one) => [one.text, one.place]),
            `${table.section} ${row[0]} ${column}`,
          ).toEqual([[row[at], "table"]]);
        }
  });

  test("has the number that the text says, in every figure", () => {
    for (const { id, text, value } of source.figures) {
      const number = /\d[\d,]*\.?\d*/.exec(text)?.[0].replaceAll(",", "");
      expect(value, id).toBe(number === undefined ? null : Number(number));
    }
  });

  test("has an id for each figure once", () => {
    const ids = source.figures.map((one) => one.id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("defines every metric, or says that the source does not", () => {
    expect(source.definitions.length).toBeGreaterThanOrEqual(25);
    expect(
      source.definitions.filter((one) => one.inSource.startsWith("undefined in the source")).length,
    ).toBeGreaterThan(10);
  });
});

const named = new Set([
  ...source.figures.map((one) => one.family),
  ...source.scripts.flatMap((one) => one.families),
  ...ledger.claims.map((one) => subjectOf(one)),
]);

describe.each([...named].filter((name) => name !== null).sort())("what is said of the family %s", (name) => {
  const path = join(subjects, `${name}.ts`);

  test("names cases, scenarios, metrics and arms that it has", async () => {
    expect(existsSync(path), `notebooks/subjects/${name}.ts`).toBe(true);
    const { default: family } = (await import(pathToFileURL(path).href)) as { default: Family };
    const cases = family.cases.map((one) => one.name);
    const arms = family.arms.map((one) => one.name);
    const metrics = (family.scenarios ?? []).flatMap((one) =>
      one.metrics.map((metric) => `${one.name} ${metric.name}`),
    );
    const faults: string[] = [];
    const need = (known: readonly string[], wanted: readonly (string | null | undefined)[], where: string) => {
      for (const one of wanted) if (one != null && !known.includes(one)) faults.push(`${where}: ${one}`);
    };
    for (const figure of source.figures.filter((one) => one.family === name && one.statistic !== undefined)) {
      need(
        cases,
        [figure.case, figure.againstCase, ...(figure.cases ?? []), ...(figure.pairs ?? []).flat()],
        figure.id,
      );
      need(arms, [figure.arm, figure.against], figure.id);
      const asked = [...(figure.metrics ?? []), ...(figure.scenario ? [[figure.scenario, figure.metric ?? ""]] : [])];
      need(
        metrics,
        asked.map((one) => one.join(" ")),
        figure.id,
      );
    }
    for (const entry of ledger.claims.filter((one) => subjectOf(one) === name)) {
      const { statistic } = entry;
      if ("case" in statistic) need(cases, [statistic.case], entry.id);
      if ("againstCase" in statistic) need(cases, [statistic.againstCase], entry.id);
      if ("cases" in statistic) need(cases, statistic.cases, entry.id);
      if ("againstCases" in statistic) need(cases, statistic.againstCases ?? [], entry.id);
      if ("pairs" in statistic) need(cases, statistic.pairs.flat(), entry.id);
      if ("arm" in statistic) need(arms, [statistic.arm], entry.id);
      if ("against" in statistic) need([...arms, fastestPeer, bestPeer], [statistic.against], entry.id);
      if ("peersWith" in statistic)
        need(
          family.arms.flatMap(({ features }) => Object.keys(features ?? {})),
          [statistic.peersWith],
          entry.id,
        );
      if ("scenario" in statistic) {
        const asked = "metrics" in statistic ? statistic.metrics : [statistic.metric];
        need(
          metrics,
          asked.map((metric) => `${statistic.scenario} ${metric}`),
          entry.id,
        );
      }
    }
    expect(faults).toEqual([]);
  });
});

test("a recommendation is measured by what its family has", async () => {
  for (const { measured, title } of source.recommendations) {
    if ("notMeasured" in measured) continue;
    const path = join(subjects, `${measured.family}.ts`);
    expect(existsSync(path), path).toBe(true);
    const { default: family } = (await import(pathToFileURL(path).href)) as { default: Family };
    if ("case" in measured) {
      expect(
        family.cases.map((one) => one.name),
        title,
      ).toContain(measured.case);
      expect(
        family.arms.map((one) => one.name),
        title,
      ).toEqual(expect.arrayContaining([measured.before, measured.after]));
    } else {
      const scenario = family.scenarios?.find((one) => one.name === measured.scenario);
      expect(
        scenario?.metrics.map((one) => one.name),
        title,
      ).toContain(measured.metric);
    }
  }
});
