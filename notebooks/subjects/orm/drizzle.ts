import type { Body, CaseInput } from "kernel-lib";
import { besides, openFilled } from "./better-sqlite3.ts";
import { syncBody } from "./bodies.ts";
import { foldOfPerson, type Post, type User } from "./data.ts";

/** Drizzle hands a row of a join over as an object for each table. */
interface Pair {
  readonly posts: Post;
  readonly users: User;
}

/** Drizzle on its better-sqlite3 driver: plain calls, or each query prepared once with placeholders, as its "Performance" page advises. */
export async function drizzle(given: CaseInput, prepared: boolean): Promise<Body> {
  const { drizzle: connect } = await import("drizzle-orm/better-sqlite3");
  const { integer, sqliteTable, text } = await import("drizzle-orm/sqlite-core");
  const { eq, gt, sql } = await import("drizzle-orm");
  const person = { name: text().notNull(), email: text().notNull(), age: integer().notNull() };
  const users = sqliteTable("users", { id: integer().primaryKey(), ...person });
  const members = sqliteTable("members", { id: integer().primaryKey(), ...person });
  const posts = sqliteTable("posts", {
    id: integer().primaryKey(),
    userId: integer("user_id").notNull(),
    title: text().notNull(),
    views: integer().notNull(),
  });
  const database = await openFilled(given);
  const db = connect({ client: database });

  const selectBy = (id: number | Placeholder) => db.select().from(users).where(eq(users.id, id));
  const insertBy = (values: { name: string | Placeholder; email: string | Placeholder; age: number | Placeholder }) =>
    db.insert(members).values(values);
  const pageBy = (after: number | Placeholder) =>
    db
      .select()
      .from(posts)
      .innerJoin(users, eq(users.id, posts.userId))
      .where(gt(posts.id, after))
      .orderBy(posts.id)
      .limit(20);
  const removeBy = (id: number | Placeholder) => db.delete(members).where(eq(members.id, id));
  type Placeholder = ReturnType<typeof sql.placeholder>;

  const common = {
    ...besides(database),
    foldOf: ({ posts: post, users: author }: Pair) =>
      post.id + post.title.length + post.views + author.id + foldOfPerson(author),
    json: ({ posts: { id, title, views }, users: author }: Pair) => ({ id, title, views, author: { ...author } }),
  };
  if (!prepared)
    return syncBody<Pair>(given, {
      ...common,
      select: (id) => selectBy(id).get(),
      insert: (person) => insertBy(person).run().lastInsertRowid as number,
      page: (after) => pageBy(after).all(),
      update: (id, age) => db.update(users).set({ age }).where(eq(users.id, id)).run().changes,
      remove: (id) => removeBy(id).run().changes,
    });
  const place = sql.placeholder;
  const select = selectBy(place("id")).prepare();
  const insert = insertBy({ name: place("name"), email: place("email"), age: place("age") }).prepare();
  const page = pageBy(place("after")).prepare();
  const update = db
    .update(users)
    .set({ age: sql`${place("age")}` })
    .where(eq(users.id, place("id")))
    .prepare();
  const remove = removeBy(place("id")).prepare();
  return syncBody<Pair>(given, {
    ...common,
    select: (id) => select.get({ id }),
    insert: ({ name, email, age }) => insert.run({ name, email, age }).lastInsertRowid as number,
    page: (after) => page.all({ after }),
    update: (id, age) => update.run({ id, age }).changes,
    remove: (id) => remove.run({ id }).changes,
  });
}
