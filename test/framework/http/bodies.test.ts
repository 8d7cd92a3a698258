import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect as connectSocket } from "node:net";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../../../kernel-lib/src/framework/http/create-app.ts";
import type { InjectedRequest, RunningApp } from "../../../kernel-lib/src/framework/http/server.ts";

const limit = 64;
const reported: unknown[] = [];
const app = createApp({ bodyLimit: limit, report: (error) => reported.push(error) })
  .post("/json", async (request) => ({ got: await request.json() }))
  .post("/text", async (request) => ({ got: await request.text() }))
  .post("/bytes", async (request) => ({ got: [...(await request.bytes())] }))
  .post("/twice", async (request) => [await request.text(), await request.json()])
  .post("/ignored", () => "not read")
  .post("/large", async (request) => (await request.bytes()).length, { bodyLimit: 1_000_000 });

let server: RunningApp;
beforeAll(async () => {
  server = await app.listen();
});
afterAll(async () => {
  await server.close({ within: 100 });
  expect(reported).toEqual([]);
});

const post = (path: string, request: Omit<InjectedRequest, "path"> = {}) =>
  app.inject({ method: "POST", path, ...request });
const code = (answer: { json(): unknown }) => (answer.json() as { error: { code: string } }).error.code;
const asJson = { "content-type": "application/json" };

describe("json()", () => {
  test("parses, in any type that is JSON, and as often as it is asked", async () => {
    expect((await post("/json", { json: { a: [1, null] } })).json()).toEqual({ got: { a: [1, null] } });
    for (const type of ["application/json; charset=utf-8", "Application/JSON", "application/problem+json"])
      expect((await post("/json", { body: "[]", headers: { "content-type": type } })).json()).toEqual({ got: [] });
    expect((await post("/twice", { json: 1 })).json()).toEqual(["1", 1]);
  });

  test("415 of other types and of compressed bodies", async () => {
    const headersOf: Record<string, string>[] = [
      {},
      { "content-type": "text/plain" },
      { "content-type": "application/jsonp" },
    ];
    for (const headers of headersOf) {
      const answer = await post("/json", { body: "1", headers });
      expect([answer.status, code(answer)]).toEqual([415, "unsupported-body"]);
    }
    const zipped = await post("/json", { body: gzipSync("1"), headers: { ...asJson, "content-encoding": "gzip" } });
    expect([zipped.status, code(zipped)]).toEqual([415, "unsupported-body"]);
  });

  test.each(["", "{", "[1,]", "undefined", '{"a":1}x', "\u0000"])("400 of %j", async (body) => {
    const answer = await post("/json", { body, headers: asJson });
    expect([answer.status, code(answer)]).toEqual([400, "malformed-body"]);
  });

  test("400 of bytes that are no UTF-8", async () => {
    for (const path of ["/json", "/text"]) {
      const answer = await post(path, { body: new Uint8Array([0x22, 0xff, 0x22]), headers: asJson });
      expect([answer.status, code(answer)]).toEqual([400, "malformed-body"]);
    }
  });

  test.each([
    '{"__proto__":{"admin":true}}',
    '[[{"a":{"__proto__":null}}]]',
    '{"\\u005f_proto__":1}',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"\\u0063onstructor":{"prototype":1}}',
  ])("400 of %s, whose key reaches a prototype", async (body) => {
    const answer = await post("/json", { body, headers: asJson });
    expect([answer.status, code(answer)]).toEqual([400, "malformed-body"]);
  });

  test.each(['{"constructor":"Ada"}', '{"prototype":1}', '"__proto__"', '{"constructor":null}'])(
    "takes %s, which only looks like it",
    async (body) => expect((await post("/json", { body, headers: asJson })).json()).toEqual({ got: JSON.parse(body) }),
  );

  test("gives back any JSON", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue({ maxDepth: 3 }), async (value) => {
        const text = JSON.stringify(value);
        fc.pre(Buffer.byteLength(text) <= limit && !/__proto__|constructor/.test(text));
        expect((await post("/json", { body: text, headers: asJson })).json()).toEqual({ got: JSON.parse(text) });
      }),
      { numRuns: 50 },
    );
  });

  test("looks for poison without recursion: nesting deeper than the stack", async () => {
    const deep = createApp().post("/", async (request) => typeof (await request.json()));
    const body = `${"[".repeat(200_000)}"\\u0041"${"]".repeat(200_000)}`;
    const answer = await deep.inject({ method: "POST", path: "/", body, headers: asJson });
    expect(answer.json()).toBe("object");
  });
});

/** Sends a body in chunks, without saying its length before; the answer and what it says. */
async function chunked(path: string, chunks: readonly Uint8Array[]): Promise<{ status: number; text: string }> {
  const sent = httpRequest({ host: "127.0.0.1", port: server.port, path, method: "POST" });
  // The server may end the connection before it has taken all.
  sent.on("error", () => {});
  for (const chunk of chunks) sent.write(chunk);
  sent.end();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  let text = "";
  for await (const chunk of answer.setEncoding("utf8")) text += chunk;
  return { status: answer.statusCode ?? 0, text };
}

describe("the limit", () => {
  test("holds to the byte, whether the length is said or not, however the body is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uint8Array({ minLength: 1, maxLength: 40 }), { maxLength: 4 }),
        fc.boolean(),
        async (chunks, said) => {
          const body = Buffer.concat(chunks);
          const answer = said
            ? await post("/bytes", { body }).then((given) => ({ status: given.status, text: given.text() }))
            : await chunked("/bytes", chunks);
          if (body.length <= limit) expect(JSON.parse(answer.text)).toEqual({ got: [...body] });
          else expect(answer).toEqual({ status: 413, text: expect.stringContaining('"body-too-large"') });
        },
      ),
      { numRuns: 100 },
    );
  });

  test("is the route's where it has its own", async () => {
    expect((await post("/large", { body: new Uint8Array(1_000_000) })).json()).toBe(1_000_000);
    expect((await chunked("/large", Array(20).fill(new Uint8Array(50_000)))).text).toBe("1000000");
  });

  test("is judged by the length that is said, before the body comes, and ends the connection", async () => {
    const socket = connectSocket(server.port, "127.0.0.1").setEncoding("utf8");
    socket.write("POST /text HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer).toMatch(/^HTTP\/1.1 413 /);
    expect(answer.toLowerCase()).toContain("connection: close");
  });

  test("is not asked of a body that nobody reads, and the connection is used again", async () => {
    const socket = connectSocket(server.port, "127.0.0.1").setEncoding("utf8");
    const request = `POST /ignored HTTP/1.1\r\nHost: x\r\nContent-Length: 200\r\n\r\n${"x".repeat(200)}`;
    socket.write(request + request.replace("Host: x", "Host: x\r\nConnection: close"));
    let answer = "";
    for await (const chunk of socket) answer += chunk;
    expect(answer.match(/"not read"/g)).toHaveLength(2);
  });
});

test("a client that goes away in the middle of its body is no failure of the server", async () => {
  const reading = Promise.withResolvers<void>();
  const outcome = Promise.withResolvers<string>();
  const failures: unknown[] = [];
  const app = createApp({ report: (error) => failures.push(error) }).post("/", (request) => {
    const body = request.text();
    body.then(outcome.resolve, (error: { code: string }) => outcome.resolve(error.code));
    reading.resolve();
    return body;
  });
  const listening = await app.listen();
  const socket = connectSocket(listening.port, "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc");
  await reading.promise;
  socket.destroy();
  expect(await outcome.promise).toBe("request-aborted");
  await listening.close();
  expect(failures).toEqual([]);
});
