import { describe, expect, test } from "vitest";
import family from "../../notebooks/subjects/transactions.ts";
import { checkFamily } from "./check-family.ts";

describe("the family transactions", () => {
  checkFamily(family);

  test("has two headline ratios", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "insert-tx", arm: "covet", against: "covet", againstCase: "insert", headline: true },
      { case: "insert-tx", arm: "covet", against: "pg", headline: true },
    ]);
  });
});
