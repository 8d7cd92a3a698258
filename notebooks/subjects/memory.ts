/**
 * What section 9 measures: the memory of a framework that is loaded, of 1,000 models, of 100 open connections, of a cache of 1,000 entries. The
 * source report does not say how it measured, so each scenario's metrics say how they are computed here. Small things are weighed by many of
 * them: 20,000 models, 20 caches. Each arm plays in fresh processes.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArmSpec,
  type CaseInput,
  connect,
  createCache,
  defineFamily,
  integer,
  model,
  type Query,
  real,
  sql,
  table,
  text,
} from "kernel-lib";
import { cache, observeCache } from "./memory/cache.ts";
import { connections, countConnections, observeConnections } from "./memory/connections.ts";
import { core, observeCore } from "./memory/core.ts";
import { type ModelsSetup, models, observeModels, type UserRow } from "./memory/models.ts";

type Arm = Extract<ArmSpec, { readonly language: "typescript" }>;
type Observe = NonNullable<Arm["observe"]>;

/** An arm that plays several scenarios. */
const inScenarios =
  (parts: Readonly<Record<string, Observe>>): Observe =>
  (given) => {
    const part = parts[given.case];
    if (part === undefined) throw new Error(`no scenario ${given.case} for this arm`);
    return part(given);
  };

const setupOf = (given: CaseInput): ModelsSetup => given.setup as unknown as ModelsSetup;

function urlOf({ services }: CaseInput): string {
  if (services.postgres === undefined) throw new Error("the scenario needs PostgreSQL");
  return services.postgres;
}

/** The rows that models are made of, in memory or in a file. */
async function openFilled(given: CaseInput, file = ":memory:") {
  const { default: Database } = await import("better-sqlite3");
  const { schema, fill } = setupOf(given);
  const database = new Database(file);
  database.exec(`${schema}; ${fill}`);
  return database;
}

/** The parts of Covet that a server with a database loads, without the laboratory around them. */
function startCovet(): string {
  const parts = ["http/create-app", "router/create-router", "cache/create-cache", "db/connect", "orm/model"];
  const urls = parts.map((part) => JSON.stringify(new URL(`framework/${part}.js`, import.meta.resolve("kernel-lib"))));
  return `${urls.map((url) => `await import(${url});`).join(" ")}
    const { createApp } = await import(${urls[0]});
    const server = await createApp().get("/", () => 1).listen();`;
}
const startFastify = `const { default: fastify } = await import(${JSON.stringify(import.meta.resolve("fastify"))});
    const server = fastify().get("/", async () => 1);
    await server.listen();`;

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email"),
  age: integer("age"),
  balance: real("balance"),
  city: text("city"),
});
const User = model(users);

const openConnections: Query<{ open: number }> =
  sql`select count(*)::int as open from pg_stat_activity where datname = current_database() and backend_type = 'client backend'`;

const arms: readonly ArmSpec[] = [
  {
    name: "covet",
    label: "Covet",
    language: "typescript",
    features: { hasServer: true, hasOrm: true },
    note: "Its own modules alone, an app with one route that listens, no driver loaded; models as its ORM hands them over; its exact LRU.",
    observe: inScenarios({
      core: () => observeCore(startCovet(), "await server.close();"),
      models: async (given) => {
        const folder = mkdtempSync(join(tmpdir(), "memory-models-"));
        try {
          const file = join(folder, "users.db");
          (await openFilled(given, file)).close();
          const db = await connect(`sqlite:${file}`);
          const observed = await observeModels(setupOf(given), (limit) => User.orderBy(users.id).limit(limit).all(db));
          await db.close();
          return observed;
        } finally {
          rmSync(folder, { recursive: true });
        }
      },
      connections: (given) =>
        observeConnections(async (max) => {
          const db = await connect(urlOf(given), { max });
          return {
            lend: (use) => db.transaction((tx) => use(async () => (await tx.first(openConnections))?.open ?? 0)),
            close: () => db.close(),
          };
        }),
      cache: () => observeCache((capacity) => createCache({ capacity })),
    }),
  },
  {
    name: "plain-objects",
    label: "a class, by hand",
    language: "typescript",
    note: "The floor: a class with six fields, made of the driver's rows.",
    observe: async (given) => {
      const database = await openFilled(given);
      const select = database.prepare<[number], UserRow>(setupOf(given).select);
      return observeModels(setupOf(given), (limit) => {
        const made: PlainUser[] = [];
        for (const row of select.iterate(limit)) made.push(new PlainUser(row));
        return made;
      });
    },
  },
  {
    name: "better-sqlite3",
    language: "typescript",
    package: "better-sqlite3",
    note: "The driver's own row objects: all() of a prepared statement.",
    observe: async (given) => {
      const select = (await openFilled(given)).prepare<[number], UserRow>(setupOf(given).select);
      return observeModels(setupOf(given), (limit) => select.all(limit));
    },
  },
  {
    name: "drizzle",
    label: "Drizzle",
    language: "typescript",
    package: "drizzle-orm",
    note: "db.select().from(users).all() on better-sqlite3: its rows are plain objects.",
    observe: async (given) => {
      const { drizzle } = await import("drizzle-orm/better-sqlite3");
      const { integer, real, sqliteTable, text } = await import("drizzle-orm/sqlite-core");
      const users = sqliteTable("users", {
        id: integer().primaryKey(),
        name: text().notNull(),
        email: text().notNull(),
        age: integer().notNull(),
        balance: real().notNull(),
        city: text().notNull(),
      });
      const db = drizzle({ client: await openFilled(given) });
      return observeModels(setupOf(given), (limit) => db.select().from(users).orderBy(users.id).limit(limit).all());
    },
  },
  {
    name: "fastify",
    label: "Fastify",
    language: "typescript",
    package: "fastify",
    features: { hasServer: true, hasOrm: false },
    note: "An app with one route that listens.",
    observe: () => observeCore(startFastify, "await server.close();"),
  },
  {
    name: "pg-pool",
    label: "pg.Pool",
    language: "typescript",
    package: "pg",
    note: "Pool with max 100.",
    observe: (given) =>
      observeConnections(async (max) => {
        const { default: pg } = await import("pg");
        const pool = new pg.Pool({ connectionString: urlOf(given), max });
        return {
          lend: async (use) => {
            const client = await pool.connect();
            try {
              return await use(async () => (await client.query<{ open: number }>(countConnections)).rows[0]?.open ?? 0);
            } finally {
              client.release();
            }
          },
          close: () => pool.end(),
        };
      }),
  },
  {
    name: "map",
    label: "Map, without a limit",
    language: "typescript",
    note: "The floor: V8's own Map, which never drops an entry.",
    observe: () => observeCache(() => new Map()),
  },
  {
    name: "lru-cache",
    language: "typescript",
    package: "lru-cache",
    note: "new LRUCache({ max }).",
    observe: async () => {
      const { LRUCache } = await import("lru-cache");
      return observeCache((max) => new LRUCache<string, { id: number; name: string }>({ max }));
    },
  },
  {
    name: "mnemonist",
    label: "mnemonist LRUMap",
    language: "typescript",
    package: "mnemonist",
    note: "LRUMap, its cache for string keys.",
    observe: () => {
      // An untyped CommonJS path.
      const LRUMap = createRequire(import.meta.url)("mnemonist/lru-map.js") as new (
        capacity: number,
      ) => Map<string, { id: number; name: string }>;
      return observeCache((capacity) => new LRUMap(capacity));
    },
  },
  ...pythonArms([
    [
      "fastapi",
      "FastAPI, uvicorn",
      "fastapi",
      "An app with one route, listening by one uvicorn worker on uvloop and httptools.",
      { hasServer: true, hasOrm: false },
    ],
    [
      "sqlalchemy",
      "SQLAlchemy",
      "sqlalchemy",
      "Its ORM imported; mapped instances of a session; QueuePool of 100 psycopg connections.",
      { hasServer: false, hasOrm: true },
    ],
    [
      "django",
      "Django",
      "django",
      "django.setup() and its WSGI application, which another program serves; instances of a queryset.",
      { hasServer: true, hasOrm: true },
    ],
    ["asyncpg", "asyncpg", "asyncpg", "create_pool with min_size and max_size 100.", {}],
    ["cachetools", "cachetools", "cachetools", "LRUCache(maxsize).", {}],
  ]),
];

function pythonArms(
  of: readonly (readonly [
    name: string,
    label: string,
    pack: string,
    note: string,
    features: Record<string, boolean>,
  ])[],
): ArmSpec[] {
  return of.map(([name, label, pack, note, features]) => ({
    name,
    label,
    language: "python",
    package: pack,
    script: "memory.py",
    features,
    note,
  }));
}

class PlainUser implements UserRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
  readonly balance: number;
  readonly city: string;

  constructor(row: UserRow) {
    this.id = row.id;
    this.name = row.name;
    this.email = row.email;
    this.age = row.age;
    this.balance = row.balance;
    this.city = row.city;
  }
}

export default defineFamily({
  name: "memory",
  title: "Memory",
  operation: "process",
  postgres: { schema: "select 1" },
  arms,
  cases: [],
  scenarios: [core, models, connections, cache],
  ratios: [],
  fold: () => {
    throw new TypeError("this family times no calls");
  },
});
