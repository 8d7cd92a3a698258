import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { CannotListen } from "../../../kernel-lib/src/framework/errors/cannot-listen.ts";
import { HttpError } from "../../../kernel-lib/src/framework/errors/http-error.ts";
import { InvalidAnswer } from "../../../kernel-lib/src/framework/errors/invalid-answer.ts";
import { InvalidRoute } from "../../../kernel-lib/src/framework/errors/invalid-route.ts";
import { InvalidServerOption } from "../../../kernel-lib/src/framework/errors/invalid-server-option.ts";
import { RequestAborted } from "../../../kernel-lib/src/framework/errors/request-aborted.ts";
import { RouteConflict } from "../../../kernel-lib/src/framework/errors/route-conflict.ts";
import { createApp } from "../../../kernel-lib/src/framework/http/create-app.ts";
import { reply } from "../../../kernel-lib/src/framework/http/reply.ts";
import type { App, AppOptions, RunningApp } from "../../../kernel-lib/src/framework/http/server.ts";

const running: RunningApp[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.close({ within: 100 })));
});

async function listen(app: App): Promise<string> {
  const server = await app.listen();
  running.push(server);
  return `http://127.0.0.1:${server.port}`;
}

/** An app that keeps what it reports. */
function reporting(options: AppOptions = {}) {
  const reported: unknown[] = [];
  return { app: createApp({ ...options, report: (error) => reported.push(error) }), reported };
}

const errorOf = (code: string) => ({ error: { code, message: expect.any(String) } });

/** Sends bytes as they are; all that comes back until the server ends the connection. */
async function raw(url: string, text: string): Promise<string> {
  const socket = connectSocket(Number(new URL(url).port), "127.0.0.1");
  socket.setEncoding("utf8").write(text);
  let answer = "";
  socket.on("data", (chunk) => {
    answer += chunk;
  });
  await once(socket, "close");
  return answer;
}

describe("answers", () => {
  const app = createApp()
    .get("/users/:id", ({ params, query, method, path }) => ({ id: params.id, full: query.get("full"), method, path }))
    .get("/later", async () => [1, 2])
    .get("/null", () => null)
    .get("/text", () => "just text")
    .get("/date", () => ({ at: new Date(0), left: undefined }))
    .get("/made", () => reply({ status: 201, headers: { Location: "/users/7" }, json: { id: 7 } }))
    .get("/empty", () => reply({ status: 204 }))
    .get("/plain", () => reply({ body: "grüß" }))
    .get("/bytes", () => reply({ body: new Uint8Array([0, 255]), headers: { "content-type": "image/x" } }))
    .get("/cookies", () => reply({ headers: { "set-cookie": ["a=1", "b=2"] }, json: 1 }))
    .put("/users/:id", ({ params }) => params)
    .route("PROPFIND", "/dav/*", ({ params }) => params);

  test("are the value as JSON, with type and length", async () => {
    const answer = await fetch(`${await listen(app)}/users/J%C3%BC?full=a%20b`);
    const body = await answer.text();
    expect(JSON.parse(body)).toEqual({ id: "Jü", full: "a b", method: "GET", path: "/users/J%C3%BC" });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("application/json");
    expect(answer.headers.get("content-length")).toBe(String(Buffer.byteLength(body)));
    expect(answer.headers.get("transfer-encoding")).toBeNull();
  });

  test.each([
    ["/later", 200, "[1,2]", "application/json"],
    ["/null", 200, "null", "application/json"],
    ["/text", 200, '"just text"', "application/json"],
    ["/date", 200, '{"at":"1970-01-01T00:00:00.000Z"}', "application/json"],
    ["/made", 201, '{"id":7}', "application/json"],
    ["/empty", 204, "", undefined],
    ["/plain", 200, "grüß", "text/plain; charset=utf-8"],
  ])("%s: %i %s", async (path, status, text, type) => {
    const answer = await app.inject({ path });
    expect([answer.status, answer.text(), answer.headers["content-type"]]).toEqual([status, text, type]);
  });

  test("carry bytes and headers as they were given", async () => {
    const bytes = await app.inject({ path: "/bytes" });
    expect([...bytes.body]).toEqual([0, 255]);
    expect(bytes.headers["content-type"]).toBe("image/x");
    expect((await app.inject({ path: "/made" })).headers.location).toBe("/users/7");
    expect((await app.inject({ path: "/cookies" })).headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  test("come from any method, and from targets with a host", async () => {
    expect((await app.inject({ method: "PROPFIND", path: "/dav/a/b" })).json()).toEqual({ "*": "a/b" });
    const answer = await raw(
      await listen(app),
      "GET http://example.com/users/7?full=1 HTTP/1.1\r\nHost: example.com\r\nConnection: close\r\n\r\n",
    );
    expect(answer).toContain('{"id":"7","full":"1","method":"GET","path":"/users/7"}');
  });

  test("HEAD is GET without the body", async () => {
    const base = await listen(app);
    const head = await fetch(`${base}/users/7`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    const body = '{"id":"7","full":null,"method":"HEAD","path":"/users/7"}';
    expect(head.headers.get("content-length")).toBe(String(body.length));
    expect((await fetch(`${base}/nothing`, { method: "HEAD" })).status).toBe(404);
    expect((await fetch(`${base}/dav/x`, { method: "HEAD" })).status).toBe(405);
  });

  test("OPTIONS is answered with what the path answers, typed params have their values", async () => {
    const app = createApp()
      .get("/n/:id<int>", ({ params }) => params.id + 1)
      .put("/n/:id<int>", () => null);
    const options = await app.inject({ method: "OPTIONS", path: "/n/7" });
    expect([options.status, options.headers.allow, options.text()]).toEqual([204, "GET, HEAD, OPTIONS, PUT", ""]);
    expect((await app.inject({ path: "/n/7" })).json()).toBe(8);
    expect((await app.inject({ path: "/n/x" })).status).toBe(404);
  });

  test("404, 405 with Allow, 400 of a path that is no UTF-8", async () => {
    const missing = await app.inject({ path: "/nothing" });
    expect([missing.status, missing.json()]).toEqual([404, errorOf("not-found")]);
    const wrong = await app.inject({ method: "POST", path: "/users/7" });
    expect([wrong.status, wrong.headers.allow, wrong.json()]).toEqual([
      405,
      "GET, HEAD, OPTIONS, PUT",
      errorOf("method-not-allowed"),
    ]);
    const dav = await app.inject({ method: "GET", path: "/dav/x" });
    expect([dav.status, dav.headers.allow]).toEqual([405, "OPTIONS, PROPFIND"]);
    const malformed = await app.inject({ path: "/users/%ff" });
    expect([malformed.status, malformed.json()]).toEqual([400, errorOf("malformed-path")]);
  });

  test("one connection carries many, in order", async () => {
    const requests = ["/users/1", "/users/2", "/later"].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n`);
    const answer = await raw(await listen(app), `${requests.join("\r\n")}Connection: close\r\n\r\n`);
    expect(answer.match(/"id":"\d"|\[1,2\]/g)).toEqual(['"id":"1"', '"id":"2"', "[1,2]"]);
  });
});

describe("failures", () => {
  test("what a handler throws is a 500 that says nothing of it, and is reported", async () => {
    const { app, reported } = reporting();
    const secret = new Error("the password is 1234");
    app
      .get("/now", () => {
        throw secret;
      })
      .get("/later", async () => {
        throw secret;
      })
      .get("/not-an-error", () => Promise.reject("text"));
    for (const path of ["/now", "/later", "/not-an-error"]) {
      const answer = await app.inject({ path });
      expect([answer.status, answer.json()]).toEqual([500, errorOf("internal-error")]);
      expect(answer.text()).not.toMatch(/1234|text/);
    }
    expect(reported).toEqual([secret, secret, "text"]);
  });

  test("an HttpError is its status, code and message, without the remedy", async () => {
    const { app, reported } = reporting();
    app.get("/gone", () => {
      throw new HttpError(410, "gone", "It was moved.", { remedy: "for the one who runs this" });
    });
    const answer = await app.inject({ path: "/gone" });
    expect([answer.status, answer.json()]).toEqual([410, { error: { code: "gone", message: "It was moved." } }]);
    expect(reported).toEqual([]);
    expect(() => new HttpError(200, "fine", "no error")).toThrow(RangeError);
  });

  test("what cannot be sent is a 500", async () => {
    const { app, reported } = reporting();
    const circle: unknown[] = [];
    circle.push(circle);
    app
      .get("/undefined", (() => undefined) as never)
      .get("/circle", () => circle)
      .get("/bigint", () => ({ big: 1n }))
      .get("/header", () => reply({ headers: { "x-bad": "a\r\nset-cookie: b" }, json: 1 }))
      .get("/later", async () => ({ big: 1n }));
    for (const path of ["/undefined", "/circle", "/bigint", "/header", "/later"]) {
      const answer = await app.inject({ path });
      expect([path, answer.status, answer.json()]).toEqual([path, 500, errorOf("internal-error")]);
      expect(answer.headers["set-cookie"]).toBeUndefined();
    }
    expect(reported.map((error) => (error as { code?: string }).code)).toEqual([
      ...["invalid-answer", "invalid-answer", "invalid-answer", "ERR_INVALID_CHAR", "invalid-answer"],
    ]);
  });

  test("onError makes the answer, leaves it, or fails itself", async () => {
    const failed = new Error("in onError");
    const { app, reported } = reporting({
      onError: async (error, { path }) => {
        if (path === "/made") return reply({ status: 418, json: { saw: (error as Error).message } });
        if (path === "/fails") throw failed;
        return undefined;
      },
    });
    const thrown = new Error("from the handler");
    const throws = () => {
      throw thrown;
    };
    app.get("/made", throws).get("/left", throws).get("/fails", throws);
    expect((await app.inject({ path: "/made" })).json()).toEqual({ saw: "from the handler" });
    expect((await app.inject({ path: "/left" })).status).toBe(500);
    expect((await app.inject({ path: "/fails" })).status).toBe(500);
    expect(reported).toEqual([thrown, failed, thrown]);
  });

  test("routes, options and replies that mean nothing are refused at once", async () => {
    const app = createApp().get("/users/:id", () => 1);
    expect(() => app.get("/users/:name", () => 1)).toThrow(RouteConflict);
    expect(() => app.get("users", () => 1)).toThrow(InvalidRoute);
    expect(() => app.post("/x", () => 1, { bodyLimit: -1 })).toThrow(InvalidServerOption);
    expect(() => createApp({ bodyLimit: 1.5 })).toThrow(InvalidServerOption);
    await expect(app.listen({ port: 65_536 })).rejects.toThrow(InvalidServerOption);
    await expect(app.inject({ path: "/", body: "a", json: 1 })).rejects.toThrow(InvalidServerOption);
    expect(() => reply({ status: 99 })).toThrow(InvalidAnswer);
    expect(() => reply({ status: 204, body: "x" })).toThrow(InvalidAnswer);
    expect(() => reply({ body: "x", json: 1 })).toThrow(InvalidAnswer);
    expect(() => reply({ headers: { "Content-Length": "7" } })).toThrow(InvalidAnswer);
    expect(() => reply({ json: 1n })).toThrow(InvalidAnswer);
  });

  test("a port that is taken, an address that is not here", async () => {
    const base = await listen(createApp());
    const port = Number(new URL(base).port);
    await expect(createApp().listen({ port })).rejects.toThrow(CannotListen);
    await expect(createApp().listen({ port })).rejects.toMatchObject({ code: "cannot-listen", data: { port } });
    await expect(createApp().listen({ host: "192.0.2.1" })).rejects.toThrow(/no such address/);
  });
});

describe("hostile requests", () => {
  test("bytes that are no HTTP get a 400 of Node's own, and nobody is hurt", async () => {
    const base = await listen(createApp().get("/", () => 1));
    expect(await raw(base, "GARBAGE\r\n\r\n")).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(base, "GET / HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n")).toMatch(/^HTTP\/1.1 400/);
    expect(await raw(base, `GET /${"a".repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)).toMatch(/^HTTP\/1.1 431/);
    expect((await fetch(base)).status).toBe(200);
  });

  test("headers are own members only", async () => {
    const app = createApp().get("/", (request) => ({
      inherited: [request.header("constructor") ?? null, request.header("toString") ?? null],
      named: request.header("X-Name") ?? null,
    }));
    expect((await app.inject({ path: "/", headers: { "x-name": "v" } })).json()).toEqual({
      inherited: [null, null],
      named: "v",
    });
  });

  test("whatever the path and query, the answer is one of those that the contract names", async () => {
    const app = createApp()
      .get("/a/:x", ({ params, query }) => ({ x: params.x, query: [...query] }))
      .get("/files/*path", ({ params }) => params);
    const base = await listen(app);
    const character = fc.constantFrom(..."abc/%2Ff?&=+#:*._~!$'()@;,[]|^`{}\\".split(""));
    const path = fc.string({ unit: character, maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("/a/", "/files/", "/"), path, async (prefix, rest) => {
        const answer = await raw(base, `GET ${prefix}${rest} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
        const status = Number(answer.slice(9, 12));
        expect([200, 400, 404]).toContain(status);
        const pathname = `${prefix}${rest}`.split("?")[0] ?? "";
        if (status === 200 && pathname.startsWith("/files/"))
          expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))).path).toBe(decodeURIComponent(pathname.slice(7)));
      }),
      { numRuns: 200 },
    );
  });
});

describe("the signal", () => {
  test("is aborted when the client goes away", async () => {
    const { promise: started, resolve: start } = Promise.withResolvers<AbortSignal>();
    const { promise: held, resolve: letGo } = Promise.withResolvers<void>();
    const { app, reported } = reporting();
    app.get("/", async ({ signal }) => {
      start(signal);
      await held;
      return 1;
    });
    const stop = new AbortController();
    const asked = fetch(await listen(app), { signal: stop.signal });
    const signal = await started;
    expect(signal.aborted).toBe(false);
    const aborted = once(signal, "abort");
    stop.abort();
    await expect(asked).rejects.toThrow();
    await aborted;
    expect(signal.reason).toBeInstanceOf(RequestAborted);
    letGo();
    expect(reported).toEqual([]);
  });

  test("is not aborted by an answer", async () => {
    let seen: AbortSignal | undefined;
    const app = createApp().get("/", ({ signal }) => {
      seen = signal;
      return 1;
    });
    await (await fetch(await listen(app))).text();
    await Promise.all(running.splice(0).map((server) => server.close()));
    expect(seen?.aborted).toBe(false);
  });
});
