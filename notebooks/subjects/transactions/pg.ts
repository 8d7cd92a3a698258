import type { Body, CaseInput } from "kernel-lib";
import { bodyOf, type Operations, ownTable, urlOf } from "./ten-operations.ts";

const texts = {
  insert: { name: "insert", text: `insert into ${ownTable} (id, value) values ($1, $2)` },
  update: { name: "update", text: `update ${ownTable} set value = $1 where id = $2` },
  remove: { name: "remove", text: `delete from ${ownTable} where id = $1` },
};

export async function preparePg(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const on: Operations = {
    insert: async (id, value) => (await client.query({ ...texts.insert, values: [id, value] })).rowCount ?? 0,
    update: async (id, value) => (await client.query({ ...texts.update, values: [value, id] })).rowCount ?? 0,
    remove: async (id) => (await client.query({ ...texts.remove, values: [id] })).rowCount ?? 0,
  };
  return bodyOf(given, {
    ...on,
    transaction: async (work) => {
      await client.query("begin");
      try {
        const changed = await work(on);
        await client.query("commit");
        return changed;
      } catch (error) {
        await client.query("rollback");
        throw error;
      }
    },
    execute: async (query) => (await client.query(query)).rows,
    close: () => client.end(),
  });
}
