import type { Body, CaseInput } from "kernel-lib";
import { buildBody, executeBody, type Queries, queryOf, urlOf } from "./bodies.ts";
import { kindOf, type Row } from "./data.ts";

export async function prepareDrizzle(given: CaseInput): Promise<Body> {
  const { and, asc, count, eq, gt, gte, inArray, lt } = await import("drizzle-orm");
  const { drizzle } = await import("drizzle-orm/node-postgres");
  const { integer, pgTable, QueryBuilder, text } = await import("drizzle-orm/pg-core");
  const { default: pg } = await import("pg");
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

  /** The same calls on the builder without a connection and on the database. */
  const queriesOn = (db: Pick<ReturnType<typeof drizzle>, "select">) =>
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
    const builder = new QueryBuilder() as unknown as ReturnType<typeof drizzle>;
    return buildBody(
      queryOf<{ toSQL(): { params: unknown[] } }>(given, queriesOn(builder)),
      (query) => query.toSQL().params,
    );
  }
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const build = queryOf<PromiseLike<Row[]>>(given, queriesOn(drizzle(client)));
  return executeBody(
    async (input) => build(input),
    () => client.end(),
  );
}
