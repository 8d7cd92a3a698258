import type { Displayable, MimeBundle } from "../../base/displayable.js";
import { jupyterDisplay } from "../../base/displayable.js";
import type { Caveat } from "../caveats/caveat.js";
import { type CaveatList, caveatList } from "../caveats/caveat-list.js";
import type { SourceReport } from "../data/source-report-schema.js";
import { unknownName } from "../nearest.js";
import type { Cell } from "../tables/cell.js";
import { Table } from "../tables/table.js";
import { Quantity } from "../words/quantity.js";
import { categoryRules, sourceNames } from "./category-rules.js";
import { profileCaveats } from "./profile-caveats.js";
import type { ProfileResult } from "./profile-result.js";

/** Why a category of the source report has no share here. */
const whyNot = (name: string): string =>
  name === "String operations"
    ? "V8 counts its built-in string functions to the function that called them"
    : "no sample met it in this workload";

const percent = (share: number): number => share * 100;

/** What a profile came to, as values that know their unit and interval. It reads a `ProfileResult` and decides nothing. Immutable. */
export class ProfileReport implements Displayable {
  readonly result: ProfileResult;
  readonly #source: SourceReport;

  constructor(result: ProfileResult, source: SourceReport) {
    this.result = result;
    this.#source = source;
  }

  /** Share of busy CPU time of a category, in percent; not measured where no sample met it. @throws LabError "unknown-category" */
  share(category: string): Quantity {
    const found = this.result.categories.find((one) => one.category === category);
    const label = `${category}: share of busy CPU time, ${this.result.title}`;
    if (found === undefined) {
      const known = [...new Set(categoryRules.map((rule) => rule.category))];
      if (!known.includes(category)) throw unknownName("unknown-category", "category", category, known);
      return new Quantity({ value: null, unit: "%", label, reason: "no sample met it in this workload" });
    }
    return new Quantity({
      value: percent(found.share),
      low: percent(found.low),
      high: percent(found.high),
      level: 0.95,
      unit: "%",
      label,
      n: { count: 10, of: "slices of one process's time" },
    });
  }

  /** CPU time by category, with the source report's share where it has one for the same work. */
  categories(): Table {
    const printed = this.#source.profiling.cpu;
    const rows = this.result.categories.map(({ category }): Cell[] => {
      const share = this.share(category);
      const said = printed.find((one) => one.name === sourceNames[category]);
      return [category, { value: share.value, text: String(share), source: share.label }, said?.percent ?? null];
    });
    const missing = printed.filter(
      (one) => !this.result.categories.some(({ category }) => sourceNames[category] === one.name),
    );
    const notMeasured = { value: null, text: "not measured" };
    return new Table({
      columns: ["Category", "Share of busy CPU time (95 % interval)", "Source: share (%)"],
      rows: [...rows, ...missing.map(({ name, percent }): Cell[] => [name, notMeasured, percent])],
      caption: `${this.result.title}: CPU time by category. ${this.origin()}.`,
      notes: [
        ...missing.map(({ name }) => `${name}: not measured: ${whyNot(name)}.`),
        ...this.#limits().map(({ text }) => text),
      ],
    });
  }

  /** The functions with the most time of their own. */
  functions({ top = 20 }: { readonly top?: number } = {}): Table {
    const cell = (share: number): Cell => ({ value: percent(share), text: `${percent(share).toFixed(1)} %` });
    return new Table({
      columns: ["Function", "Place", "Category", "Itself", "With what it calls"],
      rows: this.result.functions
        .slice(0, top)
        .map((one): Cell[] => [one.name, one.place, one.category, cell(one.self), cell(one.total)]),
      caption: `${this.result.title}: functions by their own share of busy CPU time. ${this.origin()}.`,
    });
  }

  /** The heap by constructor: the objects' own bytes. */
  constructors({ top = 20 }: { readonly top?: number } = {}): Table {
    const { total, constructors } = this.result.heap;
    return new Table({
      columns: ["Constructor", "Objects", "Own size (KB)", "Share of the heap"],
      rows: constructors.slice(0, top).map(({ name, count, bytes }): Cell[] => {
        const share = percent(bytes / total);
        return [name, count, bytes / 1000, { value: share, text: `${share.toFixed(1)} %` }];
      }),
      caption: `${this.result.title}: heap by constructor after a collection. ${this.origin()}.`,
    });
  }

  /** The named parts of the server: what would be free without each, and its share of all named parts, beside the source report's. */
  parts(): Table {
    const { parts, total } = this.result.heap;
    const sum = parts.reduce((all, { bytes }) => all + bytes, 0);
    const rows = parts.map(({ name, bytes }): Cell[] => {
      const said = this.#source.profiling.memory.find((one) => one.name === name);
      const share = sum === 0 ? null : percent(bytes / sum);
      const ofAll = percent(bytes / total);
      return [
        name,
        bytes / 1000,
        share === null ? null : { value: share, text: `${share.toFixed(1)} %` },
        { value: ofAll, text: `${ofAll.toFixed(1)} %` },
        said?.percent ?? null,
      ];
    });
    const missing = this.#source.profiling.memory
      .filter((one) => !parts.some(({ name }) => name === one.name))
      .map((one): Cell[] => [one.name, { value: null, text: "not part of this workload" }, null, null, one.percent]);
    return new Table({
      columns: ["Part", "Retained (KB)", "Share of these parts", "Share of the whole heap", "Source: share (%)"],
      rows: [...rows, ...missing],
      caption: `${this.result.title}: heap by part; retained is what would be free without it. ${this.origin()}.`,
      notes: ["Memory outside V8's heap, such as SQLite's own pages, is in no row."],
    });
  }

  /** By how many bytes the heap grew for each request, after collections. */
  leak(): Quantity {
    const { slope, heap, requestsEach } = this.result.leak;
    return new Quantity({
      ...slope,
      level: 0.95,
      unit: "B/request",
      label: `growth of the heap for each request, ${this.result.title}`,
      n: { count: heap.length, of: `batches of ${requestsEach} requests` },
    });
  }

  /** What limits these numbers. */
  caveats(): CaveatList {
    return caveatList(this.#limits());
  }

  origin(): string {
    const { takenAt, seconds, samples, requests } = this.result;
    const taken = takenAt.slice(0, 16).replace("T", " ");
    return `Profile of ${seconds.toFixed(1)} s taken ${taken} UTC; ${samples.toLocaleString("en-US")} samples; ${requests.toLocaleString("en-US")} requests`;
  }

  toString(): string {
    const leak = this.leak();
    return [
      this.categories(),
      this.functions(),
      this.parts(),
      this.constructors(),
      `Growth of the heap for each request, after collections: ${leak}`,
    ].join("\n\n");
  }

  [jupyterDisplay](): MimeBundle {
    return this.categories()[jupyterDisplay]();
  }

  #limits(): Caveat[] {
    return profileCaveats(this.result);
  }
}
