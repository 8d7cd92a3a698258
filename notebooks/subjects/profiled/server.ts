import {
  connect,
  count,
  createApp,
  createCache,
  createPool,
  defineWorkload,
  eq,
  gt,
  integer,
  lengthBetween,
  model,
  one,
  select,
  sql,
  table,
  text,
} from "kernel-lib";

/**
 * What is profiled: one Covet server over SQLite whose routes do what the source report's sections are about: JSON in and out, models by key
 * and by join, a built query with grouping, an insert with validation, and a cache in front of a read.
 */

const users = table("users", { id: integer("id").primaryKey(), name: text("name"), email: text("email") });
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id"), title: text("title") });
const notes = table("notes", { id: integer("id").primaryKey(), body: text("body") });

const Users = model(users, { validate: { name: [lengthBetween(1, 80)] } });
const Posts = model(posts, { relations: { author: one(users, posts.userId) } });
const Notes = model(notes, { validate: { body: [lengthBetween(1, 200)] } });

const userCount = 1000;

async function openDatabase() {
  const db = await connect("sqlite::memory:");
  await db.run(sql`CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)`);
  await db.run(sql`CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL, title TEXT NOT NULL)`);
  await db.run(sql`CREATE INDEX posts_user_id ON posts (user_id)`);
  await db.run(sql`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT NOT NULL)`);
  // Only the newest notes are kept, so that the table does not grow with the number of requests.
  await db.run(
    sql`CREATE TRIGGER few_notes AFTER INSERT ON notes BEGIN DELETE FROM notes WHERE id <= new.id - 100; END`,
  );
  await db.transaction(async (tx) => {
    for (let id = 1; id <= userCount; id++) {
      await Users.insert(tx, { id, name: `User ${id}`, email: `user.${id}@example.com` });
      for (let post = 0; post < 3; post++)
        await Posts.insert(tx, { id: id * 3 + post, userId: id, title: `Post ${post} of user ${id}` });
    }
  });
  return db;
}

export default defineWorkload({
  name: "server",
  title: "A Covet server at work",
  async start() {
    const db = await openDatabase();
    const cache = createCache<string, object>({ capacity: 1000 });
    // Memory alone is looked at: a hundred connections that were opened and lent once.
    const pool = createPool({
      create: () => connect("sqlite::memory:"),
      destroy: (connection) => connection.close(),
      max: 100,
      min: 100,
    });
    await pool.use(async (connection) => connection.run(sql`SELECT 1`));

    const app = createApp();
    app.get("/users/:id", ({ params }) => Users.find(db, Number(params.id)));
    app.get("/users/:id/posts", ({ params }) =>
      Posts.where(eq(posts.userId, Number(params.id)))
        .join("author")
        .all(db),
    );
    app.get("/cached/:id", ({ params }) =>
      cache.load(params.id, async (id) => ({ ...(await Users.find(db, Number(id))), read: "once" })),
    );
    app.get("/busy/:least", ({ params }) =>
      db.all(
        select({ name: users.name, posts: count() })
          .from(users)
          .innerJoin(posts, eq(posts.userId, users.id))
          .where(gt(users.id, userCount - 20))
          .groupBy(users.name)
          .having(gt(count(), Number(params.least)))
          .limit(10),
      ),
    );
    app.post("/notes", async (request) => Notes.insert(db, checked(await request.json())));
    app.post("/echo", (request) => request.json());

    const models = await Users.all(db);
    const server = await app.listen();
    const json = JSON.stringify(models.slice(0, 40));
    return {
      port: server.port,
      requests: Array.from({ length: userCount }, (_, at) => at + 1).flatMap((id) => [
        { path: `/users/${id}` },
        { path: `/users/${id}/posts` },
        { path: `/cached/${id}` },
        { path: "/busy/2" },
        { path: "/notes", method: "POST", body: `{"body":"note ${id}"}` },
        { path: "/echo", method: "POST", body: json },
      ]),
      parts: {
        "ORM model instances": models,
        "Connection pool": pool,
        "Cache storage": cache,
        "Framework core": app,
      },
      async close() {
        await server.close();
        await pool.close();
        await db.close();
      },
    };
  },
});

function checked(body: unknown): { body: string } {
  const { body: words } = body as { body?: unknown };
  if (typeof words !== "string") throw new TypeError("a note has a body");
  return { body: words };
}
