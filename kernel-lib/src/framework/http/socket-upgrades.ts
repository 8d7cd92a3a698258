import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { ServerOptions, WebSocket, WebSocketServer } from "ws";
import type { Found, Params, Router } from "../router/router.js";
import { headerOf } from "./header-of.js";
import { OpenSocket } from "./open-socket.js";
import { splitTarget } from "./request-target.js";
import type { AppOptions, RequestHeaders } from "./server.js";
import type { SocketRoute } from "./socket-routes.js";
import type { SocketRequest } from "./web-socket.js";

/** The WebSockets of one HTTP server. */
export class SocketUpgrades {
  readonly #router: Router<SocketRoute>;
  readonly #report: NonNullable<AppOptions["report"]>;
  readonly #createServer: (options: ServerOptions) => WebSocketServer;
  /** One for each limit of message size, which is a setting of `ws`'s whole server. */
  readonly #servers = new Map<number, WebSocketServer>();
  readonly #open = new Set<WebSocket>();

  constructor(
    router: Router<SocketRoute>,
    createServer: (options: ServerOptions) => WebSocketServer,
    report: NonNullable<AppOptions["report"]>,
  ) {
    this.#router = router;
    this.#createServer = createServer;
    this.#report = report;
  }

  /** True if the request asks for a WebSocket at a path that has one; all else is answered as if it asked for no upgrade. */
  wants(message: IncomingMessage): boolean {
    return (
      message.method === "GET" &&
      headerOf(message, "upgrade")?.toLowerCase() === "websocket" &&
      this.#router.find("GET", splitTarget(message.url ?? "/").path).kind === "found"
    );
  }

  accept(message: IncomingMessage, stream: Duplex, head: Buffer, closing: boolean): void {
    const { path, query } = splitTarget(message.url ?? "/");
    const lookup = this.#router.find("GET", path);
    if (closing) {
      refuse(stream, "503 Service Unavailable");
      return;
    }
    // `wants` has found it a moment ago.
    if (lookup.kind !== "found" || !originAllowed(message, lookup.handler.origins)) {
      refuse(stream, "403 Forbidden");
      return;
    }
    const request = new UpgradedRequest(message, path, query, lookup.params);
    this.#serverFor(lookup.handler.maxMessage).handleUpgrade(message, stream, head, (socket) =>
      this.#opened(socket, lookup, request),
    );
  }

  /** Tells every client that the server goes away. */
  leave(): void {
    for (const socket of this.#open) socket.close(1001, "the server goes away");
  }

  /** Ends every connection at once. */
  cut(): void {
    for (const socket of this.#open) socket.terminate();
  }

  #opened(socket: WebSocket, lookup: Found<SocketRoute>, request: UpgradedRequest): void {
    this.#open.add(socket);
    socket.once("close", () => this.#open.delete(socket));
    const open = new OpenSocket(socket, (error) => this.#report(error, request));
    open.runs(() => lookup.handler.handler(open, request));
  }

  #serverFor(maxMessage: number): WebSocketServer {
    const known = this.#servers.get(maxMessage);
    if (known !== undefined) return known;
    // Compression is left out: a context of 300 KB for each connection, and a small message that grows beyond the limit.
    const options = { noServer: true, maxPayload: maxMessage, perMessageDeflate: false, clientTracking: false };
    const made = this.#createServer(options);
    this.#servers.set(maxMessage, made);
    return made;
  }
}

class UpgradedRequest implements SocketRequest<Params> {
  readonly method = "GET";
  readonly path: string;
  readonly params: Params;
  readonly query: URLSearchParams;
  readonly headers: RequestHeaders;
  readonly #message: IncomingMessage;

  constructor(message: IncomingMessage, path: string, query: string, params: Params) {
    this.#message = message;
    this.path = path;
    this.params = params;
    this.query = new URLSearchParams(query);
    this.headers = message.headers;
  }

  header(name: string): string | undefined {
    return headerOf(this.#message, name);
  }
}

/** A client without Origin is no page of a browser. */
function originAllowed(message: IncomingMessage, origins: SocketRoute["origins"]): boolean {
  const origin = headerOf(message, "origin");
  if (origin === undefined || origins === "any") return true;
  if (origins !== "same-host") return origins.includes(origin);
  return URL.canParse(origin) && new URL(origin).host === headerOf(message, "host")?.toLowerCase();
}

function refuse(stream: Duplex, status: string): void {
  // The client may be gone already; there is nobody left to tell.
  stream.on("error", () => stream.destroy());
  stream.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}
