import { expect, test } from "vitest";
import { loadMetrics } from "../../kernel-lib/src/base/load-metrics.ts";
import family from "../../notebooks/subjects/http.ts";
import { checkServers } from "./check-servers.ts";

test("has the arms and the scenario that the record and the ledger name", () => {
  expect(family.arms.map(({ name }) => name)).toEqual(["covet", "node-http", "fastify", "fastapi"]);
  expect(family.scenarios?.map(({ name, metrics }) => [name, metrics])).toEqual([["json", loadMetrics]]);
});

for (const scenario of family.scenarios ?? []) {
  test("asks for different users", () => {
    expect(new Set(scenario.load?.paths).size).toBe(97);
  });
  checkServers(family, scenario, () => ({}));
}
