import { once } from "node:events";
import { afterEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { AppListens } from "../../../kernel-lib/src/framework/errors/app-listens.ts";
import { InvalidServerOption } from "../../../kernel-lib/src/framework/errors/invalid-server-option.ts";
import { createApp } from "../../../kernel-lib/src/framework/http/create-app.ts";
import type { App, RunningApp } from "../../../kernel-lib/src/framework/http/server.ts";
import type { Socket } from "../../../kernel-lib/src/framework/http/web-socket.ts";

let server: RunningApp | undefined;
afterEach(async () => {
  await server?.close({ within: 100 });
  server = undefined;
});

async function listen(app: App): Promise<string> {
  server = await app.listen();
  return `127.0.0.1:${server.port}`;
}

async function open(address: string, options: { origin?: string } = {}): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${address}`, options);
  await once(socket, "open");
  return socket;
}

/** The status with which an upgrade was refused. */
async function refusal(address: string, options: { origin?: string } = {}): Promise<number> {
  const socket = new WebSocket(`ws://${address}`, options);
  const [, answer] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
  socket.on("error", () => {});
  socket.terminate();
  return answer.statusCode;
}

const received = async (socket: WebSocket) => {
  const [data, binary] = (await once(socket, "message")) as [Buffer, boolean];
  return binary ? [...data] : data.toString();
};

const closing = async (socket: WebSocket) => {
  const [code, reason] = (await once(socket, "close")) as [number, Buffer];
  return [code, reason.toString()];
};

const echo = (socket: Socket) => socket.onMessage((message) => socket.send(message));

test("echoes text and bytes; the handler sees params, query and headers", async () => {
  const app = createApp().websocket("/chat/:room", (socket, { params, query, header, path }) => {
    socket.send(JSON.stringify([params.room, query.get("as"), path, typeof header]));
    echo(socket);
  });
  const socket = new WebSocket(`ws://${await listen(app)}/chat/gr%C3%BCn?as=ada`);
  expect(await received(socket)).toBe('["grün","ada","/chat/gr%C3%BCn","function"]');
  socket.send("hällo");
  expect(await received(socket)).toBe("hällo");
  socket.send(new Uint8Array([0, 255]));
  expect(await received(socket)).toEqual([0, 255]);
  socket.close();
});

test("a path is a WebSocket's and a page's at once; without upgrade 426, elsewhere 404", async () => {
  const app = createApp()
    .get("/both", () => "page")
    .websocket("/both", echo)
    .websocket("/only/:x", echo);
  const address = await listen(app);
  expect(await (await fetch(`http://${address}/both`)).json()).toBe("page");
  const plain = await fetch(`http://${address}/only/1`);
  expect([plain.status, plain.headers.get("upgrade")]).toEqual([426, "websocket"]);
  expect((await fetch(`http://${address}/only/%ff`)).status).toBe(400);
  expect(await refusal(`${address}/nowhere`)).toBe(404);
  (await open(`${address}/both`)).close();
});

test("pages of other origins are refused, unless they are named", async () => {
  const app = createApp()
    .websocket("/own", echo)
    .websocket("/named", echo, { origins: ["https://app.example"] })
    .websocket("/any", echo, { origins: "any" });
  const address = await listen(app);
  for (const origin of ["https://evil.example", "null", "not an origin"])
    expect(await refusal(`${address}/own`, { origin })).toBe(403);
  expect(await refusal(`${address}/named`, { origin: `http://${address}` })).toBe(403);
  (await open(`${address}/own`)).close();
  (await open(`${address}/own`, { origin: `http://${address}` })).close();
  (await open(`${address}/named`, { origin: "https://app.example" })).close();
  (await open(`${address}/any`, { origin: "https://evil.example" })).close();
});

test("a message over the limit closes the socket with 1009", async () => {
  const closed = Promise.withResolvers<number>();
  const app = createApp().websocket(
    "/",
    (socket) => {
      echo(socket);
      socket.onClose((code) => closed.resolve(code));
    },
    { maxMessage: 10 },
  );
  const socket = await open(`${await listen(app)}/`);
  socket.send("0123456789");
  expect(await received(socket)).toBe("0123456789");
  socket.send("0123456789A");
  expect((await closing(socket))[0]).toBe(1009);
  expect(await closed.promise).toBe(1006);
});

test("what a handler or listener throws is reported, and closes the socket with 1011", async () => {
  const reported: unknown[] = [];
  const boom = new Error("boom");
  const app = createApp({ report: (error) => reported.push(error) })
    .websocket("/handler", () => {
      throw boom;
    })
    .websocket("/later", async () => {
      throw boom;
    })
    .websocket("/message", (socket) =>
      socket.onMessage(() => {
        throw boom;
      }),
    );
  const address = await listen(app);
  for (const path of ["/handler", "/later", "/message"]) {
    const socket = await open(address + path);
    if (path === "/message") socket.send("x");
    expect((await closing(socket))[0]).toBe(1011);
  }
  expect(reported).toEqual([boom, boom, boom]);
});

test("messages that come before the listener wait for it; close says why", async () => {
  const ready = Promise.withResolvers<void>();
  const sockets: Socket[] = [];
  const app = createApp().websocket("/", async (socket) => {
    sockets.push(socket);
    await ready.promise;
    socket.onMessage((message) => {
      if (message === "bye") socket.close(4_000, "as you wish");
      else socket.send(message);
    });
  });
  const client = await open(`${await listen(app)}/`);
  client.send("early");
  await new Promise((resolve) => client.ping(resolve));
  await once(client, "pong");
  ready.resolve();
  expect(await received(client)).toBe("early");
  expect(() => sockets[0]?.close(1_001)).toThrow(RangeError);
  expect(() => sockets[0]?.close(1_000, "x".repeat(124))).toThrow(RangeError);
  client.send("bye");
  expect(await closing(client)).toEqual([4_000, "as you wish"]);
  expect(sockets[0]?.send("too late")).toBe(false);
  expect(sockets[0]?.buffered).toBe(0);
});

test("close of the server says 1001, and cuts who does not answer", async () => {
  const app = createApp().websocket("/", echo);
  const address = await listen(app);
  const polite = await open(`${address}/`);
  const left = closing(polite);
  await server?.close();
  expect((await left)[0]).toBe(1001);

  const again = await listen(app);
  const mute = await open(`${again}/`);
  mute.pause();
  await server?.close({ within: 20 });
  mute.terminate();
});

test("WebSocket routes come before listen, with options that mean something", async () => {
  const app = createApp();
  expect(() => app.websocket("/x", echo, { maxMessage: 0 })).toThrow(InvalidServerOption);
  await listen(app);
  expect(() => app.websocket("/x", echo)).toThrow(AppListens);
});
