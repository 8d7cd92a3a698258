import type { DisplayContent, ErrorContent } from "../protocol/contents.js";
import type { MessageContent } from "../protocol/message.js";

/** Sends one iopub message whose parent is the cell's request. */
export type PublishForCell = (msgType: string, content: MessageContent) => void;

/** In one turn this many writes go out at once: what a cell says before a loop that never yields is seen. */
const promptWrites = 100;
/** After them text is gathered until there is this much … (characters) */
const chunk = 64 * 1024;
/** … or its oldest part is this old, or the turn ends. (milliseconds) */
const patience = 50;

/**
 * What one cell shows. Text that comes fast is gathered: a loop of 100,000 `console.log` would otherwise be 100,000 signed messages. Keeps the order of everything that the cell shows.
 */
export class CellOutput {
  readonly #publish: PublishForCell;
  #stream = "";
  #text = "";
  #since = 0;
  #writes = 0;

  constructor(publish: PublishForCell) {
    this.#publish = publish;
  }

  /** Adds text to `stdout` or `stderr`. */
  write(stream: "stdout" | "stderr", text: string): void {
    if (stream !== this.#stream) this.flush();
    if (this.#writes++ === 0)
      setImmediate(() => {
        this.#writes = 0;
        this.flush();
      });
    if (this.#text === "") this.#since = performance.now();
    this.#stream = stream;
    this.#text += text;
    const prompt = this.#writes <= promptWrites;
    if (prompt || this.#text.length >= chunk || performance.now() - this.#since >= patience) this.flush();
  }

  /** Shows a bundle, or replaces the one shown under the same `display_id`. */
  display(content: DisplayContent, update: boolean): void {
    this.flush();
    this.#publish(update ? "update_display_data" : "display_data", { ...content });
  }

  /** Shows the value of the cell's last expression. */
  result(executionCount: number, bundle: Pick<DisplayContent, "data" | "metadata">): void {
    this.flush();
    this.#publish("execute_result", { ...bundle, execution_count: executionCount });
  }

  error(error: ErrorContent): void {
    this.flush();
    this.#publish("error", { ...error });
  }

  /** Sends what has gathered. */
  flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.#publish("stream", { name: this.#stream, text });
  }
}
