import type { Body, CaseInput } from "kernel-lib";
import type { Knex } from "knex";
import { buildBody, executeBody, isOnMariadb, type Queries, queryOf, urlOf } from "./bodies.ts";
import { kindOf, type Row } from "./data.ts";

export async function prepareKnex(given: CaseInput): Promise<Body> {
  const { default: knex } = await import("knex");
  const { default: pg } = await import("pg");
  const { executes } = kindOf(given.case);
  // Counts are int8, which the driver gives as strings; knex leaves that to the driver's parsers.
  if (executes) pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const mariadb = isOnMariadb(given);
  const connection = () => (mariadb ? { uri: urlOf(given) } : { connectionString: urlOf(given) });
  const db = knex({
    client: mariadb ? "mysql2" : "pg",
    ...(executes ? { connection: connection(), pool: { min: 1, max: 1 } } : {}),
  });
  const queries: Queries<Knex.QueryBuilder<object, Row[]>> = {
    select: ({ limit, offset }) => db("users").select("id", "name", "email").orderBy("id").limit(limit).offset(offset),
    where: ({ city, age, limit }) =>
      db("users").select("id", "name", "email").where("city", city).where("age", ">=", age).orderBy("id").limit(limit),
    "join-2": ({ city, likes, limit }) =>
      db("posts")
        .innerJoin("users", "users.id", "posts.user_id")
        .select("posts.id", "posts.title", "users.name")
        .where("users.city", city)
        .where("posts.likes", ">=", likes)
        .orderBy("posts.id")
        .limit(limit),
    "join-3": ({ city, score, limit }) =>
      db("comments")
        .innerJoin("posts", "posts.id", "comments.post_id")
        .innerJoin("users", "users.id", "comments.user_id")
        .select("comments.id", "comments.body", "posts.title", "users.name")
        .where("users.city", city)
        .where("comments.score", ">=", score)
        .orderBy("comments.id")
        .limit(limit),
    subquery: ({ likes, age, limit }) =>
      db("users")
        .select("id", "name", "email")
        .whereIn("id", db("posts").select("user_id").where("likes", ">=", likes))
        .where("age", "<", age)
        .orderBy("id")
        .limit(limit),
    group: ({ age, least }) =>
      db("users")
        .select("city")
        .count({ users: "*" })
        .where("age", ">=", age)
        .groupBy("city")
        .having(db.raw("count(*)"), ">", least)
        .orderBy("city"),
  };
  const build = queryOf(given, queries);
  if (!executes) return buildBody(build, (query) => query.toSQL().toNative().bindings);
  return executeBody(
    async (input) => build(input),
    () => db.destroy(),
  );
}
