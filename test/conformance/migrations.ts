import { describe, expect, test } from "vitest";
import type { Database } from "../../kernel-lib/src/framework/db/database.ts";
import {
  createTable,
  dropTable,
  eq,
  insert,
  integer,
  type Migration,
  remove,
  select,
  sql,
  table,
  text,
} from "../../kernel-lib/src/index.ts";

const users = table("users", { id: integer("id").primaryKey(), name: text("name") });
const posts = table("posts", { id: integer("id").primaryKey(), userId: integer("user_id") });
const first: Migration = { name: "1 users", up: [createTable(users)], down: [dropTable(users)] };
const second: Migration = {
  name: "2 Ada",
  up: [insert(users).values({ id: 1, name: "Ada" })],
  down: [remove(users).where(eq(users.id, 1))],
};
const third: Migration = { name: "3 posts", up: [createTable(posts)], down: [dropTable(posts)] };
const all = [first, second, third];
const failing: Migration = {
  name: "4 fails",
  up: [insert(users).values({ id: 2, name: "Bob" }), sql`insert into nowhere values (1)`],
  down: [],
};

/** What `migrate` must do on every engine. @param open gives the same new database as often as it is called */
export function describeMigrations(name: string, openNew: () => Promise<{ open: () => Promise<Database> }>): void {
  describe(`migrations, ${name}`, () => {
    const names = (steps: readonly { name: string; direction: string }[]) =>
      steps.map((step) => `${step.direction} ${step.name}`);
    const rows = (db: Database) => db.all(select(users).orderBy(users.id));

    test("are applied once, in order, undone backwards, and told beforehand", async () => {
      const { open } = await openNew();
      await using db = await open();
      const told = await db.migrate(all, { dryRun: true });
      expect(names(told)).toEqual(["up 1 users", "up 2 Ada", "up 3 posts"]);
      expect(told[1]?.statements[0]).toMatch(/^insert into/);
      await expect(rows(db)).rejects.toMatchObject({ code: "query-failed" });
      expect(await db.migrate([first, second])).toEqual(told.slice(0, 2));
      expect(await rows(db)).toEqual([{ id: 1, name: "Ada" }]);
      expect(names(await db.migrate(all, { dryRun: true }))).toEqual(["up 3 posts"]);
      expect(names(await db.migrate(all))).toEqual(["up 3 posts"]);
      expect(await db.migrate(all)).toEqual([]);
      expect(names(await db.migrate(all, { to: "1 users" }))).toEqual(["down 3 posts", "down 2 Ada"]);
      expect(await rows(db)).toEqual([]);
      expect(names(await db.migrate(all, { to: null }))).toEqual(["down 1 users"]);
      await expect(rows(db)).rejects.toMatchObject({ code: "query-failed" });
      expect(names(await db.migrate(all))).toEqual(["up 1 users", "up 2 Ada", "up 3 posts"]);
    });

    test("that do not go on from what there is are refused, and nothing is changed", async () => {
      const { open } = await openNew();
      await using db = await open();
      await db.migrate([first, second]);
      const changed: Migration = { ...second, up: [insert(users).values({ id: 1, name: "Eve" })] };
      const refusals: readonly (readonly [readonly Migration[], object, RegExp])[] = [
        [[first, changed, third], {}, /was changed after it was applied/],
        [[first, third, second], {}, /was applied before another one/],
        [[first], {}, /is not in the list/],
        [[first, second, third, first], {}, /is in the list twice/],
        [[first, second, { ...third, name: "" }], {}, /another length/],
        [all, { to: "nothing" }, /"nothing" is not in the list/],
      ];
      for (const [list, options, message] of refusals) {
        const running = db.migrate(list, options);
        await expect(running).rejects.toMatchObject({ code: "migration-refused" });
        await expect(running).rejects.toThrow(message);
      }
      expect(names(await db.migrate(all, { dryRun: true }))).toEqual(["up 3 posts"]);
    });

    test("of which a statement fails: all is undone, or said to be half done", async () => {
      const { open } = await openNew();
      await using db = await open();
      await db.migrate([first, second]);
      const undone = db.dialect === "sqlite" || db.dialect === "postgresql";
      const running = db.migrate([...all, failing]);
      await expect(running).rejects.toMatchObject({
        code: "migration-failed",
        data: { name: "4 fails", direction: "up", place: 1, undone },
        cause: { code: "query-failed" },
      });
      if (undone) {
        expect(await rows(db)).toEqual([{ id: 1, name: "Ada" }]);
        expect(names(await db.migrate(all))).toEqual(["up 3 posts"]);
      } else await expect(db.migrate([...all, failing])).rejects.toThrow(/was begun once, and failed/);
    });

    test("of many at once are applied by one of them", async () => {
      const { open } = await openNew();
      const databases = await Promise.all(Array.from({ length: 4 }, open));
      try {
        const steps = await Promise.all(databases.map((db) => db.migrate(all)));
        expect(steps.map(({ length }) => length).sort()).toEqual([0, 0, 0, 3]);
        expect(await rows(databases[0] as Database)).toEqual([{ id: 1, name: "Ada" }]);
      } finally {
        for (const db of databases) await db.close();
      }
    });
  });
}
