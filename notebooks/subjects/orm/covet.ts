import {
  type Body,
  type CaseInput,
  connect,
  gt,
  integer,
  lengthBetween,
  matching,
  model,
  numberBetween,
  one,
  sql,
  table,
  text,
} from "kernel-lib";
import { asyncBody } from "./bodies.ts";
import { foldOfPerson, type OrmSetup, type Post, type User } from "./data.ts";

const person = { id: integer("id").primaryKey(), name: text("name"), email: text("email"), age: integer("age") };
const users = table("users", person);
const members = table("members", person);
const spare = table("spare", person);
const posts = table("posts", {
  id: integer("id").primaryKey(),
  userId: integer("user_id"),
  title: text("title"),
  views: integer("views"),
});

const validate = {
  name: [lengthBetween(1, 80)],
  email: [matching(/^[^\s@]+@[^\s@]+$/, "an e-mail address")],
  age: [numberBetween(0, 150)],
};
const Users = model(users, { validate });
const Members = model(members, { validate });
const Posts = model(posts, { relations: { author: one(users, posts.userId) } });
const Spare = model(spare);

/** The set-up's statements: SQL can only be written into the program, so they stand here again. One that differs is refused. */
const statements = new Map(
  [
    sql`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER NOT NULL)`,
    sql`CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), title TEXT NOT NULL, views INTEGER NOT NULL)`,
    sql`CREATE INDEX posts_user_id ON posts (user_id)`,
    sql`CREATE TABLE members (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER NOT NULL)`,
    sql`CREATE TABLE spare (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER NOT NULL)`,
    sql`DELETE FROM members`,
    sql`INSERT INTO members SELECT * FROM spare`,
  ].map((query) => [query.compile("sqlite").text, query]),
);

function statement(text: string) {
  const found = statements.get(text);
  if (found === undefined) throw new Error(`this arm does not know the statement ${text}`);
  return found;
}

type Pair = Post & { readonly author: User };

/** Covet's models, by plain calls. */
export async function covet(given: CaseInput): Promise<Body> {
  const setup = given.setup as unknown as OrmSetup;
  const db = await connect("sqlite::memory:");
  for (const text of setup.schema) await db.run(statement(text));
  await db.transaction(async (tx) => {
    for (const [id, name, email, age] of setup.users) await Users.insert(tx, { id, name, email, age });
    for (const [id, userId, title, views] of setup.posts) await Posts.insert(tx, { id, userId, title, views });
    for (let id = 1; id <= setup.turnover; id++)
      await Spare.insert(tx, { id, name: `Spare ${id}`, email: `spare.${id}@example.com`, age: 18 + (id % 60) });
  });
  return asyncBody<Pair>(given, {
    select: (id) => Users.find(db, id),
    insert: async (newcomer) => (await Members.insert(db, newcomer)).id,
    page: (after) => Posts.where(gt(posts.id, after)).orderBy(posts.id).limit(20).join("author").all(db),
    update: async (id, age) => ((await Users.update(db, id, { age })) ? 1 : 0),
    remove: async (id) => ((await Members.delete(db, id)) ? 1 : 0),
    foldOf: (post) => post.id + post.title.length + post.views + post.author.id + foldOfPerson(post.author),
    json: ({ id, title, views, author }) => ({ id, title, views, author: { ...author } }),
    turnOver: async (text) => (await db.run(statement(text))).changes,
    look: (table, id) => (table === "users" ? Users : Members).find(db, id),
    dispose: () => db.close(),
  });
}
