import type { NodePgDatabase } from "drizzle-orm/node-postgres";
import type { Body, CaseInput } from "kernel-lib";
import { buildBody, executeBody, isOnMariadb, type Queries, queryOf, urlOf } from "./bodies.ts";
import { kindOf, type Row } from "./data.ts";

type PgDatabase = NodePgDatabase;

export async function prepareDrizzle(given: CaseInput): Promise<Body> {
  const { and, asc, count, eq, gt, gte, inArray, lt } = await import("drizzle-orm");
  const { users, posts, comments } = await (isOnMariadb(given) ? mysqlTables() : pgTables());

  /** The same calls on the builder without a connection and on the database. */
  const queriesOn = (db: Pick<PgDatabase, "select">) =>
    ({
      select: ({ limit, offset }) =>
        db
          .select({ id: users.id, name: users.name, email: users.email })
          .from(users)
          .orderBy(asc(users.id))
          .limit(limit)
          .offset(offset),
      where: ({ city, age, limit }) =>
        db
          .select({ id: users.id, name: users.name, email: users.email })
          .from(users)
          .where(and(eq(users.city, city), gte(users.age, age)))
          .orderBy(asc(users.id))
          .limit(limit),
      "join-2": ({ city, likes, limit }) =>
        db
          .select({ id: posts.id, title: posts.title, name: users.name })
          .from(posts)
          .innerJoin(users, eq(users.id, posts.userId))
          .where(and(eq(users.city, city), gte(posts.likes, likes)))
          .orderBy(asc(posts.id))
          .limit(limit),
      "join-3": ({ city, score, limit }) =>
        db
          .select({ id: comments.id, body: comments.body, title: posts.title, name: users.name })
          .from(comments)
          .innerJoin(posts, eq(posts.id, comments.postId))
          .innerJoin(users, eq(users.id, comments.userId))
          .where(and(eq(users.city, city), gte(comments.score, score)))
          .orderBy(asc(comments.id))
          .limit(limit),
      subquery: ({ likes, age, limit }) =>
        db
          .select({ id: users.id, name: users.name, email: users.email })
          .from(users)
          .where(
            and(
              inArray(users.id, db.select({ id: posts.userId }).from(posts).where(gte(posts.likes, likes))),
              lt(users.age, age),
            ),
          )
          .orderBy(asc(users.id))
          .limit(limit),
      group: ({ age, least }) =>
        db
          .select({ city: users.city, users: count() })
          .from(users)
          .where(gte(users.age, age))
          .groupBy(users.city)
          .having(gt(count(), least))
          .orderBy(asc(users.city)),
    }) satisfies Queries<PromiseLike<Row[]> & { toSQL(): { params: unknown[] } }>;

  if (!kindOf(given.case).executes) {
    const { QueryBuilder } = await import("drizzle-orm/pg-core");
    const builder = new QueryBuilder() as unknown as PgDatabase;
    return buildBody(
      queryOf<{ toSQL(): { params: unknown[] } }>(given, queriesOn(builder)),
      (query) => query.toSQL().params,
    );
  }
  const [db, close] = await (isOnMariadb(given) ? onMariadb(urlOf(given)) : onPostgres(urlOf(given)));
  const build = queryOf<PromiseLike<Row[]>>(given, queriesOn(db));
  return executeBody(async (input) => build(input), close);
}

async function onPostgres(url: string): Promise<[PgDatabase, () => Promise<unknown>]> {
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { default: pg } = await import("pg");
  const client = new pg.Client(url);
  await client.connect();
  return [drizzle(client), () => client.end()];
}

async function onMariadb(url: string): Promise<[PgDatabase, () => Promise<unknown>]> {
  const { drizzle } = await import("drizzle-orm/mysql2");
  const { createConnection } = await import("mysql2/promise");
  const client = await createConnection({ uri: url });
  // The calls that are made are the same; only their types know the engine.
  return [drizzle(client) as unknown as PgDatabase, () => client.end()];
}

async function pgTables() {
  const { integer, pgTable, text } = await import("drizzle-orm/pg-core");
  const users = pgTable("users", {
    id: integer("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    city: text("city").notNull(),
    age: integer("age").notNull(),
  });
  const posts = pgTable("posts", {
    id: integer("id").primaryKey(),
    userId: integer("user_id").notNull(),
    title: text("title").notNull(),
    likes: integer("likes").notNull(),
  });
  const comments = pgTable("comments", {
    id: integer("id").primaryKey(),
    postId: integer("post_id").notNull(),
    userId: integer("user_id").notNull(),
    body: text("body").notNull(),
    score: integer("score").notNull(),
  });
  return { users, posts, comments };
}

/** The same of MariaDB, by the types of the others: see `onMariadb`. */
async function mysqlTables(): ReturnType<typeof pgTables> {
  const { int, mysqlTable, text } = await import("drizzle-orm/mysql-core");
  const users = mysqlTable("users", {
    id: int("id").primaryKey(),
    name: text("name").notNull(),
    email: text("email").notNull(),
    city: text("city").notNull(),
    age: int("age").notNull(),
  });
  const posts = mysqlTable("posts", {
    id: int("id").primaryKey(),
    userId: int("user_id").notNull(),
    title: text("title").notNull(),
    likes: int("likes").notNull(),
  });
  const comments = mysqlTable("comments", {
    id: int("id").primaryKey(),
    postId: int("post_id").notNull(),
    userId: int("user_id").notNull(),
    body: text("body").notNull(),
    score: int("score").notNull(),
  });
  return { users, posts, comments } as unknown as Awaited<ReturnType<typeof pgTables>>;
}
