import { once } from "node:events";
import { Agent, get, type IncomingMessage } from "node:http";
import { connect as connectSocket } from "node:net";
import { expect, test } from "vitest";
import { createApp } from "../../../kernel-lib/src/framework/http/create-app.ts";

/** An app whose handler waits until it is let go. */
function waiting() {
  const started = Promise.withResolvers<AbortSignal>();
  const letGo = Promise.withResolvers<void>();
  const app = createApp().get("/", async ({ signal }) => {
    started.resolve(signal);
    await letGo.promise;
    return "done";
  });
  return { app, started: started.promise, letGo: letGo.resolve };
}

test("close waits for running handlers, says so in their answers, and takes nobody new", async () => {
  const { app, started, letGo } = waiting();
  const server = await app.listen();
  const asked = fetch(`http://127.0.0.1:${server.port}/`);
  await started;
  let closed = false;
  const closing = server.close().then(() => {
    closed = true;
  });
  expect(server.close({ within: 1 })).toBeInstanceOf(Promise);
  await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  expect(closed).toBe(false);
  letGo();
  const answer = await asked;
  expect([await answer.json(), answer.headers.get("connection")]).toEqual(["done", "close"]);
  await closing;
});

test("close ends connections that are kept alive and idle", async () => {
  const server = await createApp()
    .get("/", () => 1)
    .listen();
  const agent = new Agent({ keepAlive: true });
  const [answer] = (await once(get({ port: server.port, host: "127.0.0.1", agent }), "response")) as [IncomingMessage];
  answer.resume();
  await once(answer, "end");
  await server.close({ within: 60_000 });
  agent.destroy();
});

test("after its limit close aborts what still runs, and connections that never asked", async () => {
  const { app, started, letGo } = waiting();
  const server = await app.listen();
  const silent = connectSocket(server.port, "127.0.0.1");
  silent.on("error", () => {});
  await once(silent, "connect");
  const asked = fetch(`http://127.0.0.1:${server.port}/`);
  const outcome = asked.then(
    () => "answered",
    () => "cut",
  );
  const signal = await started;
  await server.close({ within: 20 });
  expect(await outcome).toBe("cut");
  if (!signal.aborted) await once(signal, "abort");
  letGo();
  silent.destroy();
});

test("an app listens on several ports, each with an end of its own", async () => {
  const app = createApp().get("/", () => "here");
  const [first, second] = [await app.listen(), await app.listen({ host: "localhost" })];
  expect(first.port).not.toBe(second.port);
  expect(first.host).toBe("127.0.0.1");
  await first.close();
  expect(await (await fetch(`http://localhost:${second.port}/`)).json()).toBe("here");
  await second.close();
});

test("routes may come while the app listens", async () => {
  const app = createApp();
  const server = await app.listen();
  app.get("/late", () => "here");
  expect(await (await fetch(`http://127.0.0.1:${server.port}/late`)).json()).toBe("here");
  await server.close();
});
