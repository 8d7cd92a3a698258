import {
  and,
  asc,
  type Body,
  type CaseInput,
  connect,
  count,
  eq,
  gt,
  gte,
  inList,
  integer,
  lt,
  type Query,
  select,
  table,
  text,
} from "kernel-lib";
import { buildBody, executeBody, type Queries, queryOf, urlOf } from "./bodies.ts";
import { kindOf, type Row } from "./data.ts";

const users = table("users", {
  id: integer("id").primaryKey(),
  name: text("name"),
  email: text("email"),
  city: text("city"),
  age: integer("age"),
});
const posts = table("posts", {
  id: integer("id").primaryKey(),
  userId: integer("user_id"),
  title: text("title"),
  likes: integer("likes"),
});
const comments = table("comments", {
  id: integer("id").primaryKey(),
  postId: integer("post_id"),
  userId: integer("user_id"),
  body: text("body"),
  score: integer("score"),
});

const queries: Queries<Query<Row>> = {
  select: ({ limit, offset }) =>
    select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .orderBy(asc(users.id))
      .limit(limit)
      .offset(offset),
  where: ({ city, age, limit }) =>
    select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(and(eq(users.city, city), gte(users.age, age)))
      .orderBy(asc(users.id))
      .limit(limit),
  "join-2": ({ city, likes, limit }) =>
    select({ id: posts.id, title: posts.title, name: users.name })
      .from(posts)
      .innerJoin(users, eq(users.id, posts.userId))
      .where(and(eq(users.city, city), gte(posts.likes, likes)))
      .orderBy(asc(posts.id))
      .limit(limit),
  "join-3": ({ city, score, limit }) =>
    select({ id: comments.id, body: comments.body, title: posts.title, name: users.name })
      .from(comments)
      .innerJoin(posts, eq(posts.id, comments.postId))
      .innerJoin(users, eq(users.id, comments.userId))
      .where(and(eq(users.city, city), gte(comments.score, score)))
      .orderBy(asc(comments.id))
      .limit(limit),
  subquery: ({ likes, age, limit }) =>
    select({ id: users.id, name: users.name, email: users.email })
      .from(users)
      .where(
        and(
          inList(users.id, select({ id: posts.userId }).from(posts).where(gte(posts.likes, likes))),
          lt(users.age, age),
        ),
      )
      .orderBy(asc(users.id))
      .limit(limit),
  group: ({ age, least }) =>
    select({ city: users.city, users: count() })
      .from(users)
      .where(gte(users.age, age))
      .groupBy(users.city)
      .having(gt(count(), least))
      .orderBy(asc(users.city)),
};

export async function prepareCovet(given: CaseInput): Promise<Body> {
  const build = queryOf(given, queries);
  if (!kindOf(given.case).executes) return buildBody(build, (query) => query.compile("postgresql").values);
  const db = await connect(urlOf(given), { max: 1 });
  return executeBody(
    (input) => db.all(build(input)),
    () => db.close(),
  );
}
