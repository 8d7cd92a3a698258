import type { Body, CaseInput } from "kernel-lib";
import type { CompiledQuery } from "kysely";
import { buildBody, executeBody, isOnMariadb, type Queries, queryOf, urlOf } from "./bodies.ts";
import { kindOf, type Row } from "./data.ts";

interface Tables {
  readonly users: { id: number; name: string; email: string; city: string; age: number };
  readonly posts: { id: number; user_id: number; title: string; likes: number };
  readonly comments: { id: number; post_id: number; user_id: number; body: string; score: number };
}

export async function prepareKysely(given: CaseInput): Promise<Body> {
  const {
    DummyDriver,
    Kysely,
    MysqlDialect,
    PostgresAdapter,
    PostgresDialect,
    PostgresIntrospector,
    PostgresQueryCompiler,
  } = await import("kysely");
  const { default: pg } = await import("pg");
  const { default: mysql } = await import("mysql2");

  const queriesOn = (db: InstanceType<typeof Kysely<Tables>>) =>
    ({
      select: ({ limit, offset }) =>
        db.selectFrom("users").select(["id", "name", "email"]).orderBy("id", "asc").limit(limit).offset(offset),
      where: ({ city, age, limit }) =>
        db
          .selectFrom("users")
          .select(["id", "name", "email"])
          .where("city", "=", city)
          .where("age", ">=", age)
          .orderBy("id", "asc")
          .limit(limit),
      "join-2": ({ city, likes, limit }) =>
        db
          .selectFrom("posts")
          .innerJoin("users", "users.id", "posts.user_id")
          .select(["posts.id", "posts.title", "users.name"])
          .where("users.city", "=", city)
          .where("posts.likes", ">=", likes)
          .orderBy("posts.id", "asc")
          .limit(limit),
      "join-3": ({ city, score, limit }) =>
        db
          .selectFrom("comments")
          .innerJoin("posts", "posts.id", "comments.post_id")
          .innerJoin("users", "users.id", "comments.user_id")
          .select(["comments.id", "comments.body", "posts.title", "users.name"])
          .where("users.city", "=", city)
          .where("comments.score", ">=", score)
          .orderBy("comments.id", "asc")
          .limit(limit),
      subquery: ({ likes, age, limit }) =>
        db
          .selectFrom("users")
          .select(["id", "name", "email"])
          .where("id", "in", db.selectFrom("posts").select("user_id").where("likes", ">=", likes))
          .where("age", "<", age)
          .orderBy("id", "asc")
          .limit(limit),
      group: ({ age, least }) =>
        db
          .selectFrom("users")
          .select((eb) => ["city", eb.fn.countAll<number>().as("users")])
          .where("age", ">=", age)
          .groupBy("city")
          .having((eb) => eb.fn.countAll(), ">", least)
          .orderBy("city", "asc"),
    }) satisfies Queries<{ compile(): CompiledQuery; execute(): Promise<Row[]> }>;

  if (!kindOf(given.case).executes) {
    const db = new Kysely<Tables>({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (each) => new PostgresIntrospector(each),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    });
    return buildBody(
      queryOf<{ compile(): CompiledQuery }>(given, queriesOn(db)),
      (query) => query.compile().parameters,
    );
  }
  // Counts are int8, which the driver gives as strings; this is how Kysely's documentation makes them numbers.
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
  const db = new Kysely<Tables>({
    dialect: isOnMariadb(given)
      ? new MysqlDialect({ pool: mysql.createPool({ uri: urlOf(given), connectionLimit: 1 }) })
      : new PostgresDialect({ pool: new pg.Pool({ connectionString: urlOf(given), max: 1 }) }),
  });
  const build = queryOf<{ execute(): Promise<Row[]> }>(given, queriesOn(db));
  return executeBody(
    (input) => build(input).execute(),
    () => db.destroy(),
  );
}
