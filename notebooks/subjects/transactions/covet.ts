import { type Body, type CaseInput, connect, eq, insert, integer, remove, table, text, update } from "kernel-lib";
import { bodyOf, type Operations, ownTable, urlOf } from "./ten-operations.ts";

export async function prepareCovet(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const rows = table(ownTable, { id: integer("id").primaryKey(), value: text("value") });
  const db = await connect(urlOf(given), { max: 1 });
  const side = new pg.Client(given.services.postgres);
  await side.connect();
  const on = (to: Pick<typeof db, "run">): Operations => ({
    insert: async (id, value) => (await to.run(insert(rows).values({ id, value }))).changes,
    update: async (id, value) => (await to.run(update(rows).set({ value }).where(eq(rows.id, id)))).changes,
    remove: async (id) => (await to.run(remove(rows).where(eq(rows.id, id)))).changes,
  });
  return bodyOf(given, {
    ...on(db),
    transaction: (work) => db.transaction((tx) => work(on(tx))),
    batch: async (given) => {
      const answers = await db.batch(given.map((row) => insert(rows).values(row).returning({ id: rows.id })));
      return answers.reduce((sum, { length }) => sum + length, 0);
    },
    execute: async (sql) => (await side.query(sql)).rows,
    close: async () => {
      await side.end();
      await db.close();
    },
  });
}
