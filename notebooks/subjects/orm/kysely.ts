import type { Body, CaseInput } from "kernel-lib";
import { besides, type FlatPair, flatJson, foldOfFlat, openFilled } from "./better-sqlite3.ts";
import { asyncBody } from "./bodies.ts";

/** Kysely types its tables by an interface; `Generated` marks what the database fills in. */
interface Tables<Generated> {
  users: { id: Generated; name: string; email: string; age: number };
  members: { id: Generated; name: string; email: string; age: number };
  posts: { id: Generated; user_id: number; title: string; views: number };
}

/** Kysely on its better-sqlite3 dialect, plain calls: each builds, compiles and (in its driver) prepares its query. */
export async function kysely(given: CaseInput): Promise<Body> {
  const { Kysely, SqliteDialect } = await import("kysely");
  type Generated = import("kysely").Generated<number>;
  const database = await openFilled(given);
  const db = new Kysely<Tables<Generated>>({ dialect: new SqliteDialect({ database }) });
  const { look, turnOver } = besides(database);
  return asyncBody<FlatPair>(given, {
    look,
    turnOver: async (text) => turnOver(text),
    dispose: () => db.destroy(),
    select: (id) =>
      db.selectFrom("users").select(["id", "name", "email", "age"]).where("id", "=", id).executeTakeFirst(),
    insert: async (person) => Number((await db.insertInto("members").values(person).executeTakeFirst()).insertId),
    page: (after) =>
      db
        .selectFrom("posts as p")
        .innerJoin("users as u", "u.id", "p.user_id")
        .select(["p.id", "p.title", "p.views", "p.user_id", "u.name", "u.email", "u.age"])
        .where("p.id", ">", after)
        .orderBy("p.id")
        .limit(20)
        .execute(),
    update: async (id, age) =>
      Number((await db.updateTable("users").set({ age }).where("id", "=", id).executeTakeFirst()).numUpdatedRows),
    remove: async (id) =>
      Number((await db.deleteFrom("members").where("id", "=", id).executeTakeFirst()).numDeletedRows),
    foldOf: foldOfFlat,
    json: flatJson,
  });
}
