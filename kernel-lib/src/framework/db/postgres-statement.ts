import type { PostgresColumns } from "./postgres-columns.js";

/** Bind: its code, its length, the unnamed portal. */
const portalEnd = 6;
/** The end of Bind: no formats, so all results are text. */
const formats = [0, 0];
/** That; then Execute without a limit of rows; then Sync. */
const afterValues = Buffer.from([...formats, 0x45, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0x53, 0, 0, 0, 4]);
const noBytes = Buffer.alloc(0);
/** Shorter texts are given three bytes for each unit, which none exceeds, instead of being measured first. */
const short = 64;

/** What these give stays as it was described, or the server refuses to run it; others, as FETCH and EXECUTE, give what some name means at the time. */
const planned = /^[\s(]*(select|insert|update|delete|merge|with|values)\b/i;

/** A text of one connection that is prepared under a name with its first run, or sent each time if it has none. */
export class PostgresStatement {
  readonly text: string;
  readonly name: string;
  readonly #keeps: boolean;
  #columns: PostgresColumns | undefined;
  /** The start of the message for so many values. */
  #beforeValues: Buffer = noBytes;
  #places = -1;

  constructor(text: string, name = "") {
    this.text = text;
    this.name = name;
    this.#keeps = name !== "" && planned.test(text);
  }

  /** As the server described them when the text was prepared. Undefined until then, and where they may be others next time. */
  get columns(): PostgresColumns | undefined {
    return this.#columns;
  }

  /** Its columns as a run has them. */
  keep(columns: PostgresColumns): void {
    if (this.#keeps) this.#columns ??= columns;
  }

  /**
   * The one message that runs it once its columns are known: Bind, Execute and Sync. Undefined for values that are neither text, number, boolean nor null.
   * Source: the PostgreSQL documentation, "Message Formats".
   */
  message(values: readonly unknown[]): Buffer | undefined {
    const texts: (string | null)[] = [];
    if (this.#places !== values.length) {
      this.#places = values.length;
      this.#beforeValues = beforeValues(this.name, values.length);
    }
    let size = this.#beforeValues.length + afterValues.length;
    for (const value of values) {
      if (value === null || value === undefined) texts.push(null);
      else if (typeof value === "object") return undefined;
      else {
        const text = typeof value === "string" ? value : String(value);
        texts.push(text);
        size += text.length < short ? 3 * text.length : Buffer.byteLength(text);
      }
      size += 4;
    }
    const message = Buffer.allocUnsafe(size);
    message.set(this.#beforeValues);
    let at = this.#beforeValues.length;
    for (const text of texts) {
      const length = text === null ? -1 : message.write(text, at + 4);
      message.writeInt32BE(length, at);
      at += 4 + Math.max(length, 0);
    }
    // The code is not counted.
    message.writeInt32BE(at + formats.length - 1, 1);
    message.set(afterValues, at);
    return message.subarray(0, at + afterValues.length);
  }
}

function beforeValues(name: string, values: number): Buffer {
  const bytes = Buffer.byteLength(name);
  const message = Buffer.alloc(portalEnd + bytes + 1 + 2 + 2 + 2);
  message.write("B");
  message.write(name, portalEnd);
  // No formats: all values are text. Then their number.
  message.writeUInt16BE(0, portalEnd + bytes + 1);
  message.writeUInt16BE(values, portalEnd + bytes + 3);
  return message.subarray(0, portalEnd + bytes + 5);
}
