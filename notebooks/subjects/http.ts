/**
 * What sections 10 and "10,000 requests a second" ask of a server: how many requests one process answers, and what a request costs it, where the work
 * is HTTP alone: find the route of `/users/:id`, make the user's JSON, send it. Every arm gets the same paths over 64 connections that
 * are kept alive, from a generator on another core, and answers the same bytes of JSON. `node-http` is the floor: Node's own server and
 * nothing else, the route cut out of the URL by hand.
 */
import { type ArmSpec, createApp, defineFamily, loadMetrics, type ScenarioSpec, type Served } from "kernel-lib";

/** The answer to /users/<id>: 200 bytes, as a small resource is. */
const userOf = (id: number) => ({
  id,
  name: `User number ${id}`,
  email: `user.${id}@example.com`,
  active: id % 3 !== 0,
  roles: ["reader", "writer"],
  balance: id * 1.25,
});

/** 97 ids in an order that is no row: 41 generates all numbers below the prime 97. */
const ids = Array.from({ length: 97 }, (_, place) => (place * 41) % 97);

const abilities = [
  "routesByPattern",
  "answersWrongMethods",
  "hasHooks",
  "validatesInput",
  "compilesSerializer",
] as const;
const features = (...has: readonly (typeof abilities)[number][]): Readonly<Record<string, boolean>> =>
  Object.fromEntries(abilities.map((ability) => [ability, has.includes(ability)]));

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: features("routesByPattern", "answersWrongMethods"),
    note: "createApp().get(pattern, handler); the handler returns the object.",
    serve: () =>
      createApp()
        .get("/users/:id", ({ params }) => userOf(Number(params.id)))
        .listen(),
  },
  {
    name: "node-http",
    label: "bare node:http",
    language: "typescript",
    features: features(),
    note: "The floor: createServer, the id cut out of the URL, JSON.stringify, writeHead with the length, end.",
    serve: async (): Promise<Served> => {
      const { createServer } = await import("node:http");
      const server = createServer((request, response) => {
        const url = request.url ?? "";
        if (request.method !== "GET" || !url.startsWith("/users/")) {
          response.writeHead(404).end();
          return;
        }
        const body = JSON.stringify(userOf(Number(url.slice(7))));
        response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(body) });
        response.end(body);
      });
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject).listen(0, "127.0.0.1", resolve);
      });
      const address = server.address();
      if (address === null || typeof address === "string") throw new Error("the server has no port");
      return {
        port: address.port,
        close: () =>
          new Promise((resolve) => {
            server.close(() => resolve());
            server.closeAllConnections();
          }),
      };
    },
  },
  {
    name: "fastify",
    label: "Fastify",
    language: "typescript",
    package: "fastify",
    features: features("routesByPattern", "hasHooks", "compilesSerializer"),
    note: "With a response schema, from which its documentation says to let the serializer be compiled; no logger.",
    serve: async (): Promise<Served> => {
      const { default: fastify } = await import("fastify");
      const app = fastify({ logger: false, forceCloseConnections: true });
      const schema = { response: { 200: userSchema } };
      app.get<{ Params: { id: string } }>("/users/:id", { schema }, async ({ params }) => userOf(Number(params.id)));
      const address = new URL(await app.listen({ port: 0, host: "127.0.0.1" }));
      return { port: Number(address.port), close: () => app.close() };
    },
  },
  {
    name: "fastapi",
    label: "FastAPI, uvicorn",
    language: "python",
    package: "fastapi",
    script: "http-fastapi.py",
    features: features("routesByPattern", "answersWrongMethods", "validatesInput", "compilesSerializer"),
    note: "One uvicorn worker on uvloop and httptools, access log off; async endpoint with a response model, which its documentation advises for speed.",
  },
];

const userSchema = {
  type: "object",
  properties: {
    id: { type: "integer" },
    name: { type: "string" },
    email: { type: "string" },
    active: { type: "boolean" },
    roles: { type: "array", items: { type: "string" } },
    balance: { type: "number" },
  },
} as const;

const json: ScenarioSpec = {
  name: "json",
  title: "A routed JSON answer, as many as 64 connections can",
  arms: ["covet", "node-http", "fastify", "fastapi"],
  metrics: loadMetrics,
  runs: 3,
  load: { paths: ids.map((id) => `/users/${id}`), connections: 64, rate: null, seconds: 2, warmUpSeconds: 0.5 },
  data: () => ({ setup: null, expected: ids.map(userOf) }),
};

export default defineFamily({
  name: "http",
  title: "HTTP server",
  operation: "request",
  arms,
  cases: [],
  scenarios: [json],
  ratios: [],
  fold: () => {
    throw new TypeError("this family times no calls");
  },
});
