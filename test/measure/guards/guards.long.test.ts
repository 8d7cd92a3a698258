import { expect, test } from "vitest";
import { countFlags, lookAtHonest, lookAtTraps } from "./count-flags.ts";

/** Honest operations are looked at so often: 580 looks, some five minutes. */
const TIMES = 10;

test("honest operations are flagged in at most one look of two hundred", async () => {
  const looked = await lookAtHonest({ times: TIMES });
  const flagged = looked.filter(({ guards }) => guards.length > 0);
  const { honest, falselyFlagged } = countFlags(looked);
  console.log(`${falselyFlagged} of ${honest} looks at honest operations were flagged`);
  for (const { case: at, texts } of flagged) console.log(`${at}: ${texts.join("; ")}`);
  expect(honest).toBeGreaterThanOrEqual(50 * TIMES);
  expect(falselyFlagged).toBeLessThanOrEqual(honest / 200);
}, 1_800_000);

test("traps are flagged each time", async () => {
  for (let time = 0; time < 3; time++) {
    const { traps, flagged } = countFlags(await lookAtTraps());
    console.log(`${flagged} of ${traps} traps were flagged`);
    expect(flagged).toBe(traps);
  }
}, 1_800_000);
