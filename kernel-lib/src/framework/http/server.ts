import type { PathParams } from "../router/path-params.js";
import type { Reply } from "./reply.js";
import type { SocketHandler, SocketOptions } from "./web-socket.js";

/**
 * THE CONTRACT OF A SERVER: which handler answers a request, what the handler is given, and what goes back.
 *
 * ```ts
 * const app = createApp();
 * app.get("/users/:id", ({ params }) => findUser(params.id));                     // the value, as JSON, with 200
 * app.post("/users", async (request) => {
 *   const user = checkUser(await request.json());
 *   return reply({ status: 201, headers: { location: `/users/${user.id}` }, json: user });
 * });
 * app.get("/old", () => { throw new HttpError(410, "gone", "This was moved away."); });   // an answer that the client may read
 * app.websocket("/chat/:room", (socket, { params }) => socket.onMessage((message) => socket.send(message)));
 *
 * const server = await app.listen({ port: 8080 });
 * await server.close();                                                            // running handlers finish first
 * ```
 *
 * **Routes** are those of the router's contract: patterns, precedence, decoding. HEAD is answered by the GET route where it has none of its own.
 *
 * **What the framework answers by itself**, as `{ "error": { "code", "message" } }`: 404 no route; 405 with `Allow`; 204 with `Allow` to an OPTIONS that no route answers; 414 a path or param over the router's limits; 400 malformed
 * percent-encoding of a param, or a body that is not what the handler asks for; 413 body over the limit; 415 body of another type; 426 a
 * WebSocket's route asked for without upgrade; 500 whatever a handler throws that is no HttpError: its message goes to `report`, never to the client.
 */
export interface App {
  get<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this;
  post<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this;
  put<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this;
  patch<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this;
  delete<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this;
  /**
   * Any method, upper-case. Routes may be added while the app listens.
   * @throws InvalidRoute, RouteConflict (see the router); InvalidServerOption.
   */
  route<Pattern extends string>(
    method: string,
    pattern: Pattern,
    handler: Handler<Pattern>,
    options?: RouteOptions,
  ): this;
  /**
   * A route where clients upgrade to a WebSocket. The package `ws` is loaded by the first `listen` after it.
   * @throws InvalidRoute, RouteConflict; InvalidServerOption; AppListens once the app listens.
   */
  websocket<Pattern extends string>(
    pattern: Pattern,
    handler: SocketHandler<PathParams<Pattern>>,
    options?: SocketOptions,
  ): this;
  /**
   * Opens a server of its own; an app may listen on several.
   * @throws CannotListen naming host and port, with the system's error as cause; InvalidServerOption.
   */
  listen(options?: ListenOptions): Promise<RunningApp>;
  /** One request through the whole server, parser included, without a socket of the system: for tests. */
  inject(request: InjectedRequest): Promise<InjectedAnswer>;
}

/**
 * Answers a request. What it returns, or fulfils with, is the answer: a Reply, or any value that JSON can express (then 200).
 * `undefined` is refused (a forgotten `return`): `null` and `reply({ status: 204 })` say what is meant.
 */
export type Handler<Pattern extends string = string> = (
  request: HttpRequest<PathParams<Pattern>>,
) => Answer | Promise<Answer>;

/** Objects are given to `JSON.stringify`: Dates become ISO strings, members that are undefined are left out, a bigint is refused. */
export type Answer = Reply | object | string | number | boolean | null;

/** What a handler is given. Everything but method, path and params is computed when it is first read. */
export interface HttpRequest<Params = Readonly<Record<string, string>>> {
  readonly method: string;
  /** As it stands in the request line, without the query: not decoded. */
  readonly path: string;
  /** The decoded params of the pattern. */
  readonly params: Params;
  /** The decoded query; malformed escapes stand as they are. */
  readonly query: URLSearchParams;
  /** By lower-case name; Node's own joining of repeated headers. */
  readonly headers: RequestHeaders;
  /** One header's value, whatever the case of `name`; repeated values joined by ", ". */
  header(name: string): string | undefined;
  /**
   * The body, parsed. Keys that would reach a prototype (`__proto__`, `constructor.prototype`) are refused.
   * @throws MalformedBody (400), BodyTooLarge (413), UnsupportedBody (415: not application/json or +json, or compressed), RequestAborted.
   */
  json(): Promise<unknown>;
  /** The body as UTF-8 text, of any content type. @throws MalformedBody, BodyTooLarge, UnsupportedBody if compressed, RequestAborted. */
  text(): Promise<string>;
  /** The body as it came. @throws BodyTooLarge, RequestAborted. */
  bytes(): Promise<Uint8Array>;
  /** Aborted when the client goes away before it was answered, and when the server gives up waiting at its end. */
  readonly signal: AbortSignal;
}

export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface RouteOptions {
  /** The most bytes of a body that the handler reads; the app's where absent. */
  readonly bodyLimit?: number;
}

export interface AppOptions {
  /** The most bytes of a body, 0 or more; 1,048,576 where absent. */
  readonly bodyLimit?: number;
  /**
   * Makes the answer to what a handler threw, HttpErrors included; undefined leaves it to the framework, which answers what it throws itself
   * with 500. Not asked for 404, 405 and other answers that come before a handler.
   */
  readonly onError?: (error: unknown, request: HttpRequest) => Answer | undefined | Promise<Answer | undefined>;
  /** Told of every failure whose message the client does not get: what became a 500, what a WebSocket's handler threw. Prints to stderr where absent. */
  readonly report?: (error: unknown, where: { readonly method: string; readonly path: string }) => void;
}

export interface ListenOptions {
  /** 0 to 65,535; 0, the default, is any free one. */
  readonly port?: number;
  /** An address of this machine; 127.0.0.1 where absent: open to others only if so asked. */
  readonly host?: string;
}

/** An app at work. */
export interface RunningApp {
  readonly host: string;
  readonly port: number;
  /**
   * Stops accepting, ends idle connections, says `connection: close` in the answers that are still to come and 1001 to WebSockets, waits for running handlers;
   * after the limit aborts their signals and cuts what is left. Fulfils when every connection is gone. Called again, it waits for the first call.
   */
  close(options?: {
    /** Milliseconds to wait for running handlers; 10,000 where absent. */ readonly within?: number;
  }): Promise<void>;
}

export interface InjectedRequest {
  /** GET where absent. */
  readonly method?: string;
  /** With the query: "/users/7?full=1". */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent as JSON with its content type; not beside `body`. */
  readonly json?: unknown;
}

export interface InjectedAnswer {
  readonly status: number;
  readonly headers: RequestHeaders;
  readonly body: Uint8Array;
  text(): string;
  json(): unknown;
}
