import { createApp, defineWorkload } from "kernel-lib";

export default defineWorkload({
  name: "server",
  title: "A Covet server at work",
  async start() {
    const users = Array.from({ length: 1000 }, (_, id) => ({ id, name: `user ${id}`, tags: ["a", "b", "c"] }));
    const app = createApp();
    app.get("/users/:id", ({ params }) => users[Number(params.id)]);
    app.get("/users", () => users.slice(0, 20));
    app.post("/users", async (request) => ({ got: await request.json() }));
    const server = await app.listen();
    const body = JSON.stringify(users.slice(0, 10));
    return {
      port: server.port,
      requests: [{ path: "/users/7" }, { path: "/users" }, { path: "/users", method: "POST", body }],
      parts: { "ORM model instances": users, "Framework core": app },
      close: () => server.close(),
    };
  },
});
