import { describe, expect, test } from "vitest";
import family from "../../notebooks/subjects/pool.ts";
import { checkFamily } from "./check-family.ts";

describe("the family pool", () => {
  checkFamily(family);

  test("has two headline ratios", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "acquire-release", arm: "covet", against: "pg-pool", headline: true },
      { case: "acquire-release", arm: "covet", against: "generic-pool", headline: true },
    ]);
  });
});

test("after many loans, of which some fail, nothing is missing", async () => {
  const arm = family.arms.find(({ name }) => name === "covet");
  if (arm?.language !== "typescript" || arm.observe === undefined) throw new Error("covet plays scenarios");
  const setup = { loans: 20_000, borrowers: 100 };
  const { figures, answer } = await arm.observe({ case: "leaks", setup, services: {} });
  expect(figures).toEqual({ loans: 20_000, leaked: 0 });
  expect(answer).toBe(20_000);
});
