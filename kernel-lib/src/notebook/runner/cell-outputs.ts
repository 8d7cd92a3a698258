import type { Message } from "../protocol/message.js";
import type { CellOutputRecord, CodeCell } from "./notebook.js";

/** What is kept of the streams of one cell, in characters; more would make a notebook that no front end opens. */
export const maxStreamText = 4_000_000;

type Shown = Extract<CellOutputRecord, { output_type: "display_data" | "execute_result" }>;

/** Turns the iopub messages of a whole notebook into outputs of its cells. */
export class CellOutputs {
  /** Every output shown under a display id, in whatever cell. */
  readonly #byDisplayId = new Map<string, Shown[]>();
  readonly #clearing = new WeakSet<CodeCell>();
  readonly #streamed = new WeakMap<CodeCell, number>();

  /** Applies one message of a cell; returns false for types that are no output. */
  apply(cell: CodeCell, { header, content }: Message): boolean {
    switch (header.msg_type) {
      case "stream":
        this.#stream(cell, content.name === "stderr" ? "stderr" : "stdout", String(content.text ?? ""));
        return true;
      case "display_data":
        this.#show(cell, { output_type: "display_data", ...bundleOf(content) }, displayId(content));
        return true;
      case "execute_result": {
        const count = typeof content.execution_count === "number" ? content.execution_count : null;
        const output: Shown = { output_type: "execute_result", ...bundleOf(content), execution_count: count };
        this.#show(cell, output, displayId(content));
        return true;
      }
      case "update_display_data":
        for (const output of this.#byDisplayId.get(displayId(content) ?? "") ?? [])
          Object.assign(output, bundleOf(content));
        return true;
      case "error":
        this.#push(cell, {
          output_type: "error",
          ename: String(content.ename),
          evalue: String(content.evalue),
          traceback: Array.isArray(content.traceback) ? content.traceback.map(String) : [],
        });
        return true;
      case "clear_output":
        if (content.wait === true) this.#clearing.add(cell);
        else cell.outputs = [];
        return true;
      default:
        return false;
    }
  }

  #show(cell: CodeCell, output: Shown, id: string | undefined): void {
    if (id !== undefined) {
      const earlier = this.#byDisplayId.get(id) ?? [];
      for (const shown of earlier) Object.assign(shown, { data: output.data, metadata: output.metadata });
      this.#byDisplayId.set(id, [...earlier, output]);
    }
    this.#push(cell, output);
  }

  #push(cell: CodeCell, output: CellOutputRecord): void {
    if (this.#clearing.delete(cell)) cell.outputs = [];
    cell.outputs.push(output);
  }

  #stream(cell: CodeCell, name: "stdout" | "stderr", text: string): void {
    const before = this.#streamed.get(cell) ?? 0;
    this.#streamed.set(cell, before + text.length);
    if (before >= maxStreamText) return;
    const room = maxStreamText - before;
    const kept =
      text.length <= room
        ? text
        : `${text.slice(0, room)}\n[cut here: a notebook keeps ${maxStreamText.toLocaleString("en")} characters a cell]\n`;
    const last = cell.outputs.at(-1);
    if (last?.output_type === "stream" && last.name === name && !this.#clearing.has(cell)) last.text += kept;
    else this.#push(cell, { output_type: "stream", name, text: kept });
  }
}

function bundleOf({ data, metadata }: Message["content"]): Pick<Shown, "data" | "metadata"> {
  return { data: record(data), metadata: record(metadata) };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function displayId(content: Message["content"]): string | undefined {
  const id = record(content.transient).display_id;
  return typeof id === "string" ? id : undefined;
}
