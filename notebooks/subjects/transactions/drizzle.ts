import type { Body, CaseInput } from "kernel-lib";
import { bodyOf, type Operations, ownTable, urlOf } from "./ten-operations.ts";

export async function prepareDrizzle(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const { drizzle: open } = await import("drizzle-orm/node-postgres");
  const core = await import("drizzle-orm/pg-core");
  const { eq: equals } = await import("drizzle-orm");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const db = open(client);
  const rows = core.pgTable(ownTable, {
    id: core.integer("id").primaryKey(),
    value: core.text("value").notNull(),
  });
  const on = (to: Pick<typeof db, "insert" | "update" | "delete">): Operations => ({
    insert: async (id, value) => (await to.insert(rows).values({ id, value })).rowCount ?? 0,
    update: async (id, value) => (await to.update(rows).set({ value }).where(equals(rows.id, id))).rowCount ?? 0,
    remove: async (id) => (await to.delete(rows).where(equals(rows.id, id))).rowCount ?? 0,
  });
  return bodyOf(given, {
    ...on(db),
    transaction: (work) => db.transaction((tx) => work(on(tx))),
    execute: async (query) => (await client.query(query)).rows,
    close: () => client.end(),
  });
}
