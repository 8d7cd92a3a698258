import { describe, expect, test } from "vitest";
import family from "../../notebooks/subjects/async.ts";
import { checkFamily } from "./check-family.ts";

describe("the family async", () => {
  checkFamily(family);

  test("has two headline ratios", () => {
    expect(family.ratios.filter(({ headline }) => headline === true)).toEqual([
      { case: "async-100", arm: "covet", against: "covet", againstCase: "sync-100", headline: true },
      { case: "async-100", arm: "covet", against: "pg", headline: true },
    ]);
  });
});
