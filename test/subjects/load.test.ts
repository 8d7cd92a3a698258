import { afterAll, beforeAll, expect, test } from "vitest";
import { loadMetrics } from "../../kernel-lib/src/base/load-metrics.ts";
import { type EmbeddedPostgres, startEmbeddedPostgres } from "../../kernel-lib/src/framework/db/embedded-postgres.ts";
import family from "../../notebooks/subjects/load.ts";
import { checkServers } from "./check-servers.ts";

let server: EmbeddedPostgres;
let url = "";
beforeAll(async () => {
  server = await startEmbeddedPostgres();
  url = await server.createDatabase(family.name, family.postgres?.schema ?? "");
});
afterAll(() => server.stop());

test("has the arms and the scenarios that the record and the ledger name", () => {
  expect(family.arms.map(({ name }) => name)).toEqual(["covet", "fastify", "fastapi"]);
  expect(family.scenarios?.map(({ name, metrics, load }) => [name, metrics, load?.rate, load?.seconds])).toEqual([
    ["rate-1000", loadMetrics, 1_000, 20],
    ["rate-5000", loadMetrics, 5_000, 20],
  ]);
});

test("asks for 500 different rows of the 1,000, in no order", () => {
  const ids = family.scenarios?.[0]?.load?.paths.map((path) => Number(path.slice("/users/".length))) ?? [];
  expect(new Set(ids).size).toBe(500);
  expect(Math.min(...ids)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...ids)).toBeLessThanOrEqual(1_000);
  const rising = ids.filter((id, place) => id > (ids[place - 1] ?? 0)).length;
  expect(Math.abs(rising - 250)).toBeLessThan(50);
});

// The rates differ in the load alone.
for (const scenario of family.scenarios?.slice(0, 1) ?? []) checkServers(family, scenario, () => ({ postgres: url }));
