import fc from "fast-check";
import { expect, test } from "vitest";
import { newMessage, newSpeaker } from "../../../kernel-lib/src/notebook/protocol/new-message.ts";
import { CellOutputs } from "../../../kernel-lib/src/notebook/runner/cell-outputs.ts";
import { type CodeCell, notebookSchema } from "../../../kernel-lib/src/notebook/runner/notebook.ts";
import { notebookText } from "../../../kernel-lib/src/notebook/runner/write-notebook.ts";

const speaker = newSpeaker("test");
const cellOf = (id: string): CodeCell => ({
  cell_type: "code",
  id,
  metadata: {},
  source: "",
  outputs: [],
  execution_count: null,
});
const message = (type: string, content: Record<string, unknown>) => newMessage(speaker, type, content);
const stream = (text: string, name = "stdout") => message("stream", { name, text });
const display = (text: string, id?: string, type = "display_data") =>
  message(type, { data: { "text/plain": text }, metadata: {}, transient: id === undefined ? {} : { display_id: id } });

test("streams of one name run together until something else comes between", () => {
  const names = fc.constantFrom("stdout", "stderr");
  fc.assert(
    fc.property(fc.array(fc.tuple(names, fc.string({ minLength: 1 }))), (writes) => {
      const outputs = new CellOutputs();
      const cell = cellOf("a");
      for (const [name, text] of writes) outputs.apply(cell, stream(text, name));
      const kept = cell.outputs.map((output) => (output.output_type === "stream" ? output : null));
      const join = (wanted: string, all: readonly (readonly [string, string])[]) =>
        all.flatMap(([name, text]) => (name === wanted ? [text] : [])).join("");
      const pairs = kept.map((output) => [output?.name ?? "", output?.text ?? ""] as const);
      for (const name of ["stdout", "stderr"]) expect(join(name, pairs)).toBe(join(name, writes));
      for (const [index, [name]] of pairs.entries()) expect(pairs[index + 1]?.[0]).not.toBe(name);
    }),
  );
});

test("an update reaches every output shown under its id, also in earlier cells", () => {
  const outputs = new CellOutputs();
  const [first, second] = [cellOf("a"), cellOf("b")];
  outputs.apply(first, display("1", "x"));
  outputs.apply(first, display("other"));
  outputs.apply(second, display("2", "x"));
  outputs.apply(second, display("3", "x", "update_display_data"));
  outputs.apply(second, display("lost", "unknown", "update_display_data"));
  const texts = (cell: CodeCell) => cell.outputs.map((output) => "data" in output && output.data["text/plain"]);
  expect(texts(first)).toEqual(["3", "other"]);
  expect(texts(second)).toEqual(["3"]);
});

test("clear_output clears at once, or with the next output", () => {
  const outputs = new CellOutputs();
  const cell = cellOf("a");
  outputs.apply(cell, stream("1"));
  outputs.apply(cell, message("clear_output", { wait: false }));
  expect(cell.outputs).toEqual([]);
  outputs.apply(cell, stream("2"));
  outputs.apply(cell, message("clear_output", { wait: true }));
  expect(cell.outputs).toHaveLength(1);
  outputs.apply(cell, stream("3"));
  expect(cell.outputs).toEqual([{ output_type: "stream", name: "stdout", text: "3" }]);
  expect(outputs.apply(cell, message("status", {}))).toBe(false);
});

test("a notebook is the same after it was written and read", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "\n", "\r", "é", " ") });
  const output = fc.oneof(
    fc.record({
      output_type: fc.constant("stream" as const),
      name: fc.constantFrom("stdout" as const, "stderr" as const),
      text,
    }),
    fc.record({
      output_type: fc.constant("display_data" as const),
      data: fc.record({
        "text/html": text,
        "application/json": fc.jsonValue().map((json) => JSON.parse(JSON.stringify(json))),
      }),
      metadata: fc.constant({}),
    }),
  );
  fc.assert(
    fc.property(text, fc.array(output), (source, outputs) => {
      const prose = { cell_type: "markdown", id: "b", metadata: { own: [1] }, source };
      const cells = [{ ...cellOf("a"), source, outputs }, prose];
      const metadata = { kernelspec: { name: "tslab" }, own: { b: 1, a: 2 } };
      const notebook = notebookSchema.parse({ nbformat: 4, nbformat_minor: 5, metadata, cells });
      const written = notebookText(notebook);
      expect(notebookSchema.parse(JSON.parse(written))).toEqual(notebook);
      expect(notebookText(notebookSchema.parse(JSON.parse(written)))).toBe(written);
    }),
  );
});
