import type { RawData, WebSocket } from "ws";
import type { Socket } from "./web-socket.js";

type Message = string | Uint8Array;

/** A WebSocket of the package `ws`, as the contract has it. */
export class OpenSocket implements Socket {
  readonly #socket: WebSocket;
  readonly #report: (error: unknown) => void;
  #early: Message[] | null = [];
  #onMessage: (message: Message) => unknown = (message) => {
    this.#early?.push(message);
  };
  #onClose: (code: number, reason: string) => void = () => {};

  constructor(socket: WebSocket, report: (error: unknown) => void) {
    this.#socket = socket;
    this.#report = report;
    socket.on("message", (data, binary) => {
      const bytes = asBytes(data);
      const message = binary ? bytes : bytes.toString("utf8");
      this.runs(() => this.#onMessage(message));
    });
    socket.once("close", (code, reason) => {
      try {
        this.#onClose(code, reason.toString("utf8"));
      } catch (error) {
        report(error);
      }
    });
    // The client's faults (a frame that is none, a message over the limit): `ws` answers them by the close code, which onClose gets.
    socket.on("error", () => {});
  }

  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  send(message: Message): boolean {
    if (this.#socket.readyState !== this.#socket.OPEN) return false;
    this.#socket.send(message);
    return true;
  }

  onMessage(listener: (message: Message) => unknown): void {
    this.#onMessage = listener;
    const early = this.#early ?? [];
    this.#early = null;
    for (const message of early) this.runs(() => listener(message));
  }

  onClose(listener: (code: number, reason: string) => void): void {
    this.#onClose = listener;
  }

  close(code = 1000, reason = ""): void {
    if (code !== 1000 && !(Number.isInteger(code) && code >= 3000 && code <= 4999))
      throw new RangeError(`a WebSocket is closed with 1000 or 3000 to 4999, got ${code}`);
    if (Buffer.byteLength(reason) > 123)
      throw new RangeError(`a WebSocket's closing reason has at most 123 bytes, got ${Buffer.byteLength(reason)}`);
    this.#socket.close(code, reason);
  }

  /** Runs what belongs to this socket; what it throws, now or later, is reported and ends the socket. @internal */
  runs(work: () => unknown): void {
    const failed = (error: unknown) => {
      this.#report(error);
      this.#socket.close(1011, "the server failed");
    };
    try {
      const result = work();
      if (result instanceof Promise) result.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}

function asBytes(data: RawData): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data);
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}
