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
