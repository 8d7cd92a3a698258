/**
 * What section 10 measures: a server that reads one row of PostgreSQL by primary key for each request, at a rate that is kept
 * whatever the answers do, latency counted from the time at which a request was to be sent. Every arm has one process, a pool
 * of ten connections, a prepared statement, and the same order of ids; each answers the row as JSON.
 */
import {
  type ArmSpec,
  type CaseInput,
  connect,
  createApp,
  defineFamily,
  eq,
  HttpError,
  integer,
  loadMetrics,
  type ScenarioSpec,
  type Served,
  select,
  table,
  text,
} from "kernel-lib";

const rowCount = 1_000;
const poolSize = 10;

interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly city: string;
}

/** As the database has them: the same formula stands in the schema. */
const userOf = (id: number): User => ({
  id,
  name: `User number ${id}`,
  email: `user.${id}@example.com`,
  city: `City ${id % 50}`,
});
const schema = `
  create table users (id integer primary key, name text not null, email text not null, city text not null);
  insert into users select id, 'User number ' || id, 'user.' || id || '@example.com', 'City ' || id % 50
    from generate_series(1, ${rowCount}) as id;
  analyze users;
`;
const byId = "select id, name, email, city from users where id = $1";

/** 500 different ids, as random as a generator modulo a prime makes them: 5 generates all numbers from 1 to 1,008. */
const ids: readonly number[] = (() => {
  const made: number[] = [];
  for (let id = 5; made.length < 500; id = (id * 11) % 1_009) if (id <= rowCount) made.push(id);
  return made;
})();

function urlOf({ services }: CaseInput): string {
  if (services.postgres === undefined) throw new Error("the scenario needs PostgreSQL");
  return services.postgres;
}

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email"),
  city: text("city"),
});

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { preparesStatements: true, buildsQuery: true },
    note: "createApp() with connect(url): the query built anew for each request, a pool of ten.",
    serve: async (given): Promise<Served> => {
      const db = await connect(urlOf(given), { max: poolSize });
      const app = createApp().get("/users/:id", async ({ params }) => {
        const row = await db.first(select(users).where(eq(users.id, Number(params.id))));
        if (row === undefined) throw new HttpError(404, "no-user", "There is no such user.");
        return row;
      });
      const server = await app.listen();
      return {
        port: server.port,
        close: async () => {
          await server.close();
          await db.close();
        },
      };
    },
  },
  {
    name: "fastify",
    label: "Fastify, pg.Pool",
    language: "typescript",
    package: "fastify",
    features: { preparesStatements: true, buildsQuery: false },
    note: "A response schema for its compiled serializer, no logger; pg.Pool of ten with a named statement, which pg prepares once a connection.",
    serve: async (given): Promise<Served> => {
      const { default: fastify } = await import("fastify");
      const { default: pg } = await import("pg");
      const pool = new pg.Pool({ connectionString: urlOf(given), max: poolSize });
      const app = fastify({ logger: false, forceCloseConnections: true });
      const user = {
        type: "object",
        properties: {
          id: { type: "integer" },
          name: { type: "string" },
          email: { type: "string" },
          city: { type: "string" },
        },
      };
      app.get<{ Params: { id: string } }>(
        "/users/:id",
        { schema: { response: { 200: user } } },
        async ({ params }, reply) => {
          const { rows } = await pool.query<User>({ name: "user-by-id", text: byId, values: [Number(params.id)] });
          return rows[0] ?? reply.code(404).send({ error: "no user" });
        },
      );
      const address = new URL(await app.listen({ port: 0, host: "127.0.0.1" }));
      return {
        port: Number(address.port),
        close: async () => {
          await app.close();
          await pool.end();
        },
      };
    },
  },
  {
    name: "fastapi",
    label: "FastAPI, asyncpg",
    language: "python",
    package: "fastapi",
    script: "load.py",
    features: { preparesStatements: true, buildsQuery: false },
    note: "One uvicorn worker on uvloop and httptools, access log off; async endpoint with a response model; asyncpg's pool of ten, which prepares and keeps its statements.",
  },
];

const atRate = (rate: number): ScenarioSpec => ({
  name: `rate-${rate}`,
  title: `${rate.toLocaleString("en")} requests a second, one row of PostgreSQL each`,
  arms: ["covet", "fastify", "fastapi"],
  needs: ["postgres"],
  metrics: loadMetrics,
  runs: 1,
  load: { paths: ids.map((id) => `/users/${id}`), connections: 64, rate, seconds: 20, warmUpSeconds: 2 },
  data: () => ({ setup: { byId, poolSize }, expected: ids.map((id) => ({ ...userOf(id) })) }),
});

export default defineFamily({
  name: "load",
  title: "Sustained load",
  operation: "request",
  postgres: { schema },
  arms,
  cases: [],
  scenarios: [atRate(1_000), atRate(5_000)],
  ratios: [],
  fold: () => {
    throw new TypeError("this family times no calls");
  },
});
