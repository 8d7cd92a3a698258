import type { Server as HttpServer, IncomingMessage } from "node:http";
import { duplexPair } from "node:stream";
import { InvalidServerOption } from "../errors/invalid-server-option.js";
import { nodeHttp } from "./node-http.js";
import type { InjectedAnswer, InjectedRequest } from "./server.js";

/** Sends one request to a server that does not listen, over a pair of streams in memory, through Node's own parsers. */
export async function inject(server: HttpServer, request: InjectedRequest): Promise<InjectedAnswer> {
  if (request.json !== undefined && request.body !== undefined)
    throw new InvalidServerOption("json", "given beside body", "one of the two");
  const body = request.json === undefined ? request.body : JSON.stringify(request.json);
  const headers = { ...(request.json !== undefined && { "content-type": "application/json" }), ...request.headers };
  const [client, served] = duplexPair();
  server.emit("connection", served);
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const sent = nodeHttp().request({
        createConnection: () => client,
        method: request.method ?? "GET",
        path: request.path,
        headers: {
          host: "localhost",
          ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
          ...headers,
        },
      });
      sent.once("response", resolve).once("error", reject);
      sent.end(body);
    });
    const chunks: Buffer[] = [];
    for await (const chunk of answer) chunks.push(chunk as Buffer);
    return new Injected(answer, Buffer.concat(chunks));
  } finally {
    client.destroy();
    served.destroy();
    server.close();
  }
}

class Injected implements InjectedAnswer {
  readonly status: number;
  readonly headers: InjectedAnswer["headers"];
  readonly body: Uint8Array;

  constructor(answer: IncomingMessage, body: Uint8Array) {
    this.status = answer.statusCode ?? 0;
    this.headers = answer.headers;
    this.body = body;
  }

  text(): string {
    return new TextDecoder().decode(this.body);
  }

  json(): unknown {
    return JSON.parse(this.text());
  }
}
