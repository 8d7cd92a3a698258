import type { HttpRequest } from "./server.js";

/** Called once for each WebSocket that is open. What it throws, or its promise is rejected with, is reported, and the socket closed with 1011. */
export type SocketHandler<Params> = (socket: Socket, request: SocketRequest<Params>) => unknown;

/** The request that became a WebSocket: it has no body. */
export type SocketRequest<Params> = Pick<
  HttpRequest<Params>,
  "method" | "path" | "params" | "query" | "headers" | "header"
>;

/** One open WebSocket. */
export interface Socket {
  /** Text as a string, binary as bytes. Returns false, and sends nothing, once the socket closes. */
  send(message: string | Uint8Array): boolean;
  /** Bytes that were sent and have not left yet: who sends much looks here and waits. */
  readonly buffered: number;
  /** Replaces the listener. Messages before the first one is set are kept for it. What the listener throws is reported, and the socket closed with 1011. */
  onMessage(listener: (message: string | Uint8Array) => unknown): void;
  /** Replaces the listener; called once, with 1006 where the connection broke or the client broke the protocol or its limits. */
  onClose(listener: (code: number, reason: string) => void): void;
  /** @throws RangeError of a code that an application may not send (1000 and 3000 to 4999 may be), or a reason of over 123 bytes. */
  close(code?: number, reason?: string): void;
}

export interface SocketOptions {
  /** The most bytes of a message, 1 or more; 65,536 where absent. A longer one closes the socket with 1009. */
  readonly maxMessage?: number;
  /**
   * Which pages may connect (`["https://app.example"]`), or all of them; where absent those of the host that is asked. Browsers let any page open a WebSocket
   * with the user's cookies. Clients that send no `Origin` are no pages, and may connect.
   */
  readonly origins?: readonly string[] | "any";
}
