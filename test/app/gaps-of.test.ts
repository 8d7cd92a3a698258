import { expect, test } from "vitest";
import { gapsOf } from "../../kernel-lib/src/app/gaps-of.ts";
import type { NotMeasured } from "../../kernel-lib/src/measure/plan/plan.ts";
import { changed } from "../report/fixtures/family-result.ts";

const missing = (notMeasured: readonly NotMeasured[]) => changed({ notMeasured });

test("what an arm cannot hold is no gap", () => {
  expect(gapsOf(missing([{ case: "static", arm: "koa", reason: "refuses it", cannotHold: true }]))).toEqual([]);
});

test("what failed is one gap for each reason, naming all that it took away", () => {
  const reason = "PostgreSQL did not start: no account";
  const gaps = gapsOf(
    missing([
      { case: "static", arm: "covet", reason },
      { case: "nested", arm: "covet", reason },
      { case: "*", arm: "starlette", reason: "python3 not found" },
    ]),
  );
  expect(gaps).toEqual([
    { part: "router: covet at static, covet at nested", reason },
    { part: "router: starlette", reason: "python3 not found" },
  ]);
});

test("failures of one cause are one gap, although each says where it happened", () => {
  const at = (name: string) => ({
    case: name,
    arm: "native",
    reason: `arm "native" at case "${name}" failed in load: Error: no binary`,
  });
  expect(gapsOf(missing([at("sha256"), at("gzip")]))).toEqual([
    { part: "router: native at sha256, native at gzip", reason: "failed in load: Error: no binary" },
  ]);
});
