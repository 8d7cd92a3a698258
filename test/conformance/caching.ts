import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createQueryCache } from "../../kernel-lib/src/framework/cache/create-query-cache.ts";
import type { QueryCache } from "../../kernel-lib/src/framework/cache/query-cache.ts";
import type { Database, Queryable, Transaction } from "../../kernel-lib/src/framework/db/database.ts";
import { QueryFailed } from "../../kernel-lib/src/framework/errors/query-failed.ts";
import {
  count,
  createTable,
  eq,
  gte,
  insert,
  integer,
  remove,
  select,
  sql,
  sum,
  table,
  update,
} from "../../kernel-lib/src/index.ts";
import { type Random, random } from "../../kernel-lib/src/measure/plan/random.ts";

const users = table("users", { id: integer("id").primaryKey(), age: integer("age") });
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id") });
const reads = [
  select(users).orderBy(users.id),
  select({ n: count(), ages: sum(users.age) }).from(users),
  select({ id: users.id, n: count(posts.id) })
    .from(users)
    .leftJoin(posts, eq(posts.userId, users.id))
    .groupBy(users.id)
    .orderBy(users.id),
  select(posts).where(gte(posts.userId, 2)).orderBy(posts.id),
];

class Undo extends Error {}

/** A client that is in a transaction now and then, and does one step when it is told to. */
class Client {
  #tx: Transaction | null = null;
  #gate: PromiseWithResolvers<void> | null = null;
  #done: Promise<unknown> = Promise.resolve();
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  get place(): Queryable {
    return this.#tx ?? this.#db;
  }

  get inside(): boolean {
    return this.#tx !== null;
  }

  async begin(): Promise<void> {
    const begun = Promise.withResolvers<Transaction>();
    const gate = Promise.withResolvers<void>();
    this.#gate = gate;
    this.#done = this.#db.transaction(async (tx) => {
      begun.resolve(tx);
      await gate.promise;
    });
    this.#done.catch((error) => begun.reject(error));
    this.#tx = await begun.promise;
  }

  async end(commits: boolean): Promise<void> {
    if (commits) this.#gate?.resolve();
    else this.#gate?.reject(new Undo());
    this.#tx = null;
    this.#gate = null;
    try {
      await this.#done;
    } catch (error) {
      if (
        !(error instanceof Undo || error instanceof QueryFailed) &&
        (error as { code?: string }).code !== "transaction-not-committed"
      )
        throw error;
    }
  }
}

/**
 * What a database with a query cache must do on every engine: a read that may be served from the cache gives what the same read gives beside it without.
 * @param writers how many clients may write at once: steps are taken one after the other, so that a client that waited for another's lock would wait for ever
 */
export function describeCaching(
  name: string,
  open: (cache: QueryCache<unknown[]>) => Promise<Database>,
  { clients, seeds }: { readonly clients: number; readonly seeds: number },
): void {
  describe(`a query cache over ${name}`, () => {
    const cache = createQueryCache<unknown[]>({ capacity: 50 });
    let db: Database;
    beforeAll(async () => {
      db = await open(cache);
      await db.run(createTable(users));
      await db.run(createTable(posts));
    });
    afterAll(() => db.close());

    test("gives in any interleaving what the database would answer", async () => {
      for (let seed = 1; seed <= seeds; seed++) {
        await db.run(remove(users).everywhere());
        await db.run(remove(posts).everywhere());
        await db.run(insert(users).values([1, 2, 3].map((id) => ({ id, age: 10 * id }))));
        await play(db, random(seed, "caching", name), clients);
      }
      // All this would hold of a cache that gives nothing.
      expect(cache.statistics.hits).toBeGreaterThan(5 * seeds);
      expect(cache.statistics.invalidations).toBeGreaterThan(5 * seeds);
    }, 120_000);

    test("gives frozen rows, only where it was asked to, and nothing of before raw text that writes", async () => {
      const all = select(users).orderBy(users.id);
      const [row] = await db.all(all, { cached: true });
      expect(Object.isFrozen(row)).toBe(true);
      expect(Object.isFrozen((await db.all(all))[0])).toBe(false);
      const before = cache.statistics;
      await db.all(all, { cached: true });
      expect(cache.statistics.hits).toBe(before.hits + 1);
      await db.run(sql`update ${users} set age = 77 where ${users.id} = ${row?.id ?? 0}`);
      expect((await db.all(all, { cached: true }))[0]?.age).toBe(77);
      await db.batch([
        update(users)
          .set({ age: 78 })
          .where(eq(users.id, row?.id ?? 0)),
      ]);
      expect((await db.first(all, { cached: true }))?.age).toBe(78);
    });
  });
}

async function play(db: Database, chance: Random, clientCount: number): Promise<void> {
  const clients = Array.from({ length: clientCount }, () => new Client(db));
  let next = 10;
  let writer: Client | null = null;
  for (let step = 0; step < 80; step++) {
    const client = clients[chance.below(clients.length)] as Client;
    const action = chance.below(10);
    if (action < 5) {
      const read = reads[chance.below(reads.length)] as (typeof reads)[number];
      const [given, plain] = [
        await client.place.all(read as never, { cached: true }),
        await client.place.all(read as never),
      ];
      expect(given).toEqual(plain);
    } else if (action < 8 && (writer === null || writer === client)) {
      // One at a time has uncommitted writes: others would wait for its locks.
      if (client.inside) writer = client;
      const id = 1 + chance.below(3);
      if (action === 5)
        await client.place.run(
          update(users)
            .set({ age: chance.below(100) })
            .where(eq(users.id, id)),
        );
      else if (action === 6) await client.place.run(insert(posts).values({ id: next++, userId: id }));
      else await client.place.run(remove(posts).where(eq(posts.userId, id)));
    } else if (action === 8 && !client.inside) await client.begin();
    else if (action === 9 && client.inside) {
      await client.end(chance.below(3) > 0);
      if (writer === client) writer = null;
    }
  }
  for (const client of clients) if (client.inside) await client.end(false);
}
