import type { Server as HttpServer, IncomingMessage, ServerResponse } from "node:http";
import { AppListens } from "../errors/app-listens.js";
import { HttpError } from "../errors/http-error.js";
import { RequestAborted } from "../errors/request-aborted.js";
import { createRouter } from "../router/create-router.js";
import type { PathParams } from "../router/path-params.js";
import type { Lookup, Router } from "../router/router.js";
import { errorReply, internalError, replyOfError } from "./error-reply.js";
import { inject } from "./inject.js";
import { ListeningServer, listenOn } from "./listening-server.js";
import { nodeHttp } from "./node-http.js";
import { type Reply, reply } from "./reply.js";
import { RequestContext } from "./request-context.js";
import { splitTarget } from "./request-target.js";
import { sendAnswer } from "./send-answer.js";
import type {
  Answer,
  App,
  AppOptions,
  Handler,
  HttpRequest,
  InjectedAnswer,
  InjectedRequest,
  ListenOptions,
  RouteOptions,
  RunningApp,
} from "./server.js";
import { SocketRoutes } from "./socket-routes.js";
import type { SocketHandler, SocketOptions } from "./web-socket.js";
import { wholeOption } from "./whole-option.js";

/** A server framework's app, without routes. @throws InvalidServerOption. */
export const createApp = (options: AppOptions = {}): App => new CovetApp(options);

interface Target {
  readonly handler: Handler;
  readonly bodyLimit: number;
}

class CovetApp implements App {
  readonly #routes: Router<Target> = createRouter<Target>();
  readonly #bodyLimit: number;
  readonly #onError: AppOptions["onError"];
  readonly #report: NonNullable<AppOptions["report"]>;
  readonly #sockets: SocketRoutes;
  #started = false;

  constructor(options: AppOptions) {
    this.#bodyLimit = wholeOption("bodyLimit", options.bodyLimit ?? 1_048_576, 0);
    this.#onError = options.onError;
    this.#report = options.report ?? ((error, { method, path }) => console.error(`${method} ${path} failed:`, error));
    this.#sockets = new SocketRoutes(this.#report);
  }

  get<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this {
    return this.route("GET", pattern, handler, options);
  }

  post<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this {
    return this.route("POST", pattern, handler, options);
  }

  put<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this {
    return this.route("PUT", pattern, handler, options);
  }

  patch<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this {
    return this.route("PATCH", pattern, handler, options);
  }

  delete<Pattern extends string>(pattern: Pattern, handler: Handler<Pattern>, options?: RouteOptions): this {
    return this.route("DELETE", pattern, handler, options);
  }

  route<Pattern extends string>(
    method: string,
    pattern: Pattern,
    handler: Handler<Pattern>,
    options: RouteOptions = {},
  ): this {
    const bodyLimit = wholeOption("bodyLimit", options.bodyLimit ?? this.#bodyLimit, 0);
    // The router fills the params that the pattern names with values of their types, which is all that the handler's type asks for.
    this.#routes.add<string>(method, pattern, { handler: handler as unknown as Handler, bodyLimit });
    return this;
  }

  websocket<Pattern extends string>(
    pattern: Pattern,
    handler: SocketHandler<PathParams<Pattern>>,
    options: SocketOptions = {},
  ): this {
    if (this.#started) throw new AppListens(pattern);
    this.#sockets.add(pattern, handler as unknown as SocketHandler<PathParams<string>>, options);
    return this;
  }

  async listen(options: ListenOptions = {}): Promise<RunningApp> {
    const port = wholeOption("port", options.port ?? 0, 0, 65_535);
    const server = await this.#createServer();
    return listenOn(server, port, options.host ?? "127.0.0.1");
  }

  async inject(request: InjectedRequest): Promise<InjectedAnswer> {
    const { http } = await this.#createServer();
    return inject(http, request);
  }

  async #createServer(): Promise<ListeningServer> {
    this.#started = true;
    const upgrades = await this.#sockets.load();
    const http: HttpServer = nodeHttp().createServer(
      { shouldUpgradeCallback: (message) => upgrades?.wants(message) ?? false },
      (message, response) => this.#answer(message, response, server),
    );
    const server = new ListeningServer(http, upgrades);
    return server;
  }

  #answer(message: IncomingMessage, response: ServerResponse, server: ListeningServer): void {
    const { path, query } = splitTarget(message.url ?? "/");
    const method = message.method ?? "GET";
    const lookup = this.#routes.find(method, path);
    if (lookup.kind !== "found") {
      sendAnswer(response, this.#refusal(lookup, path), server.closing);
      return;
    }
    const { handler, bodyLimit } = lookup.handler;
    const request = new RequestContext(message, response, path, query, lookup.params, bodyLimit);
    try {
      const answer = handler(request);
      if (isPromise(answer)) void this.#settle(answer, request, response, server);
      else sendAnswer(response, answer, server.closing);
    } catch (error) {
      void this.#fail(error, request, response, server);
    }
  }

  async #settle(
    answer: Promise<Answer>,
    request: HttpRequest,
    response: ServerResponse,
    server: ListeningServer,
  ): Promise<void> {
    try {
      sendAnswer(response, await answer, server.closing);
    } catch (error) {
      await this.#fail(error, request, response, server);
    }
  }

  /** What a handler threw, or what could not be sent. Never throws. */
  async #fail(error: unknown, request: HttpRequest, response: ServerResponse, server: ListeningServer): Promise<void> {
    if (error instanceof RequestAborted && response.destroyed) return;
    // A body that is left unread would have to be read to the end before the connection could be used again.
    const last = () => server.closing || (error instanceof HttpError && error.status === 413);
    try {
      const made = await this.#onError?.(error, request);
      if (made !== undefined) {
        sendAnswer(response, made, last());
        return;
      }
    } catch (second) {
      this.#report(second, request);
    }
    if (!(error instanceof HttpError)) this.#report(error, request);
    sendAnswer(response, error instanceof HttpError ? replyOfError(error) : internalError(), last());
  }

  #refusal(lookup: Exclude<Lookup<Target>, { kind: "found" }>, path: string): Reply {
    if (lookup.kind === "not-found") {
      const socket = this.#sockets.find(path);
      if (socket === "found")
        return errorReply(426, "upgrade-required", "This path is a WebSocket's.", { upgrade: "websocket" });
      return socket === "malformed" ? malformedPath() : errorReply(404, "not-found", "Nothing answers this path.");
    }
    if (lookup.kind === "malformed") return malformedPath();
    if (lookup.kind === "too-long") return errorReply(414, "path-too-long", "The path is too long.");
    const allow = lookup.allow.join(", ");
    if (lookup.kind === "options") return reply({ status: 204, headers: { allow } });
    return errorReply(405, "method-not-allowed", "This path does not answer this method.", { allow });
  }
}

const malformedPath = () => errorReply(400, "malformed-path", "A part of the path is no percent-encoded UTF-8.");

const isPromise = (answer: Answer | Promise<Answer>): answer is Promise<Answer> =>
  typeof answer === "object" && answer !== null && typeof (answer as { then?: unknown }).then === "function";
