import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { startEmbeddedPostgres } from "../../kernel-lib/src/framework/db/embedded-postgres.ts";
import family from "../../notebooks/subjects/transactions.ts";
import { checkFamily } from "./check-family.ts";

/** Prepares a case of arm covet, waits until the other process has too, answers, disposes. */
const playing = `
const [file, name, url] = process.argv.slice(1);
const { default: family } = await import(file);
const body = await family.arms[0].prepare({ case: name, setup: null, services: { postgres: url } });
const { default: pg } = await import("pg");
const client = new pg.Client(url);
await client.connect();
await client.query("insert into ready values ($1)", [name]);
while ((await client.query("select count(*)::int as n from ready")).rows[0].n < 2);
const answers = [await body.answer(0), await body.answer(1)];
await body.dispose();
await client.end();
console.log(JSON.stringify(answers.map(({ changed }) => changed)));
`;

describe("the family transactions", () => {
  checkFamily(family);

  test("has two headline ratios", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "insert-tx", arm: "covet", against: "covet", againstCase: "insert", headline: true },
      { case: "insert-tx", arm: "covet", against: "pg", headline: true },
    ]);
  });

  test("two processes of one arm live side by side", async () => {
    const server = await startEmbeddedPostgres();
    try {
      const url = await server.createDatabase("both", "create table ready (name text)");
      const file = join(import.meta.dirname, "../../notebooks/subjects/transactions.ts");
      const play = (name: string) =>
        promisify(execFile)(process.execPath, ["--input-type=module", "-e", playing, file, name, url]);
      const played = await Promise.all(["insert", "insert-tx"].map(play));
      expect(played.map(({ stdout }) => JSON.parse(stdout))).toEqual([
        [10, 10],
        [10, 10],
      ]);
    } finally {
      await server.stop();
    }
  });
});
