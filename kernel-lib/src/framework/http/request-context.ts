import type { IncomingMessage, ServerResponse } from "node:http";
import { MalformedBody } from "../errors/malformed-body.js";
import { RequestAborted } from "../errors/request-aborted.js";
import { UnsupportedBody } from "../errors/unsupported-body.js";
import type { Params } from "../router/router.js";
import { headerOf } from "./header-of.js";
import { parseJsonBody } from "./parse-json-body.js";
import { readBody } from "./read-body.js";
import type { HttpRequest, RequestHeaders } from "./server.js";

const utf8 = new TextDecoder("utf-8", { fatal: true });
const jsonType = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** A request as its handler sees it: nothing is computed that it does not read. */
export class RequestContext implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly params: Params;
  readonly #message: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #search: string;
  readonly #bodyLimit: number;
  #query: URLSearchParams | undefined;
  #body: Promise<Buffer> | undefined;
  #abort: AbortController | undefined;

  constructor(
    message: IncomingMessage,
    response: ServerResponse,
    path: string,
    search: string,
    params: Params,
    bodyLimit: number,
  ) {
    this.method = message.method ?? "GET";
    this.path = path;
    this.params = params;
    this.#message = message;
    this.#response = response;
    this.#search = search;
    this.#bodyLimit = bodyLimit;
  }

  get query(): URLSearchParams {
    this.#query ??= new URLSearchParams(this.#search);
    return this.#query;
  }

  get headers(): RequestHeaders {
    return this.#message.headers;
  }

  header(name: string): string | undefined {
    return headerOf(this.#message, name);
  }

  async json(): Promise<unknown> {
    const type = this.header("content-type");
    if (type === undefined || !jsonType.test(type)) throw new UnsupportedBody("content-type", type, "application/json");
    return parseJsonBody(await this.text());
  }

  async text(): Promise<string> {
    const encoding = this.header("content-encoding");
    if (encoding !== undefined && encoding !== "identity")
      throw new UnsupportedBody("content-encoding", encoding, "bodies that are not compressed");
    const bytes = await this.bytes();
    try {
      return utf8.decode(bytes);
    } catch (cause) {
      throw new MalformedBody("it is no UTF-8", cause);
    }
  }

  bytes(): Promise<Uint8Array> {
    this.#body ??= readBody(this.#message, this.#bodyLimit);
    return this.#body;
  }

  get signal(): AbortSignal {
    if (this.#abort === undefined) {
      const abort = new AbortController();
      const response = this.#response;
      const gone = () => {
        if (!response.writableFinished) abort.abort(new RequestAborted());
      };
      if (response.closed) gone();
      else response.once("close", gone);
      this.#abort = abort;
    }
    return this.#abort.signal;
  }
}
