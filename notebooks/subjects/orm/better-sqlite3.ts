import type { Database } from "better-sqlite3";
import type { Body, CaseInput } from "kernel-lib";
import { syncBody } from "./bodies.ts";
import { type AuthoredPost, foldOfPerson, type OrmSetup, type User } from "./data.ts";

/** One row of the join as SQL gives it: the two tables' columns side by side. */
export interface FlatPair {
  readonly id: number;
  readonly title: string;
  readonly views: number;
  readonly user_id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
}

export const foldOfFlat = (pair: FlatPair): number =>
  pair.id + pair.title.length + pair.views + pair.user_id + foldOfPerson(pair);

export const flatJson = ({ id, title, views, user_id, name, email, age }: FlatPair): AuthoredPost => ({
  id,
  title,
  views,
  author: { id: user_id, name, email, age },
});

/** A filled database in memory, for this arm and for those that are built on the driver. */
export async function openFilled(given: CaseInput): Promise<Database> {
  const { default: Sqlite } = await import("better-sqlite3");
  const { schema, users, posts, turnover } = given.setup as unknown as OrmSetup;
  const database = new Sqlite(":memory:");
  for (const statement of schema) database.exec(statement);
  const user = database.prepare("INSERT INTO users VALUES (?, ?, ?, ?)");
  const post = database.prepare("INSERT INTO posts VALUES (?, ?, ?, ?)");
  const spare = database.prepare("INSERT INTO spare VALUES (?, ?, ?, ?)");
  database.transaction(() => {
    for (const row of users) user.run(...row);
    for (const row of posts) post.run(...row);
    for (let id = 1; id <= turnover; id++) spare.run(id, `Spare ${id}`, `spare.${id}@example.com`, 18 + (id % 60));
  })();
  return database;
}

/** What every arm on the driver does in the same way, beside its own operations. */
export function besides(database: Database) {
  const look = {
    users: database.prepare<[number], User>("SELECT * FROM users WHERE id = ?"),
    members: database.prepare<[number], User>("SELECT * FROM members WHERE id = ?"),
  };
  const statements = new Map<string, { run(): { changes: number } }>();
  return {
    look: (table: "users" | "members", id: number) => look[table].get(id),
    turnOver: (text: string) => {
      const statement = statements.get(text) ?? database.prepare(text);
      statements.set(text, statement);
      return statement.run().changes;
    },
    dispose: () => {
      database.close();
    },
  };
}

/** The yardstick: the driver alone, every statement prepared once by hand. */
export async function betterSqlite3(given: CaseInput): Promise<Body> {
  const database = await openFilled(given);
  const select = database.prepare<[number], User>("SELECT id, name, email, age FROM users WHERE id = ?");
  const insert = database.prepare("INSERT INTO members (name, email, age) VALUES (?, ?, ?)");
  const page = database.prepare<[number], FlatPair>(
    `SELECT p.id, p.title, p.views, p.user_id, u.name, u.email, u.age FROM posts p
     JOIN users u ON u.id = p.user_id WHERE p.id > ? ORDER BY p.id LIMIT 20`,
  );
  const update = database.prepare("UPDATE users SET age = ? WHERE id = ?");
  const remove = database.prepare("DELETE FROM members WHERE id = ?");
  return syncBody<FlatPair>(given, {
    ...besides(database),
    select: (id) => select.get(id),
    insert: ({ name, email, age }) => insert.run(name, email, age).lastInsertRowid as number,
    page: (after) => page.all(after),
    update: (id, age) => update.run(age, id).changes,
    remove: (id) => remove.run(id).changes,
    foldOf: foldOfFlat,
    json: flatJson,
  });
}
