import type { CurrentCell } from "./current-cell.js";

/** Writes to the process's real standard error, past any cell. */
export type Log = (text: string) => void;

/**
 * Sends what is written to `process.stdout` and `process.stderr` (and so the console) to the cell that wrote it;
 * before the first cell it goes to the process's own streams. Returns the way past it, for the kernel's own warnings.
 */
export function captureStreams(current: CurrentCell): Log {
  const log = process.stderr.write.bind(process.stderr);
  for (const name of ["stdout", "stderr"] as const) {
    const own = process[name].write.bind(process[name]);
    const write = (data: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
      const cell = current.get();
      const named = typeof encoding === "string" ? (encoding as BufferEncoding) : "utf8";
      const text = typeof data === "string" ? decode(data, named) : Buffer.from(data).toString("utf8");
      if (cell) cell.output.write(name, text);
      else own(text);
      const callback = typeof encoding === "function" ? encoding : done;
      if (typeof callback === "function") process.nextTick(callback as () => void);
      return true;
    };
    process[name].write = write;
  }
  return (text) => {
    log(text.endsWith("\n") ? text : `${text}\n`);
  };
}

function decode(text: string, encoding: BufferEncoding): string {
  return encoding === "utf8" || encoding === "utf-8" ? text : Buffer.from(text, encoding).toString("utf8");
}
