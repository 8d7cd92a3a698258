import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { random } from "../../../kernel-lib/src/measure/plan/random.ts";
import {
  type Candidate,
  LIMIT_SLACK,
  nextGroup,
  type Purse,
} from "../../../kernel-lib/src/measure/schedule/next-group.ts";

const FIRST = 15;
const looks = [FIRST, 20, 27, 40, 60, 90, 135];

const candidate = (parts: Partial<Candidate> & { readonly name: string }) => ({
  rounds: 15,
  lastLook: 15,
  nextLook: 20,
  seconds: 2,
  secondsAtWorst: 3,
  control: false,
  standing: { width: 2, decidable: true },
  ...parts,
});
const early = (name: string, rounds: number, parts: Partial<Candidate> = {}) =>
  candidate({ name, rounds, lastLook: 0, nextLook: 15, ...parts });
const chosen = (candidates: readonly ReturnType<typeof candidate>[], purse: Purse) =>
  nextGroup(candidates, purse)?.name ?? null;
const plenty = { limit: 1e4, spent: 0 };

describe("which group has the next round", () => {
  test("before the first look the one with fewest rounds, whatever others could decide", () => {
    expect(chosen([early("a", 3), early("b", 2), candidate({ name: "c" })], plenty)).toBe("b");
    expect(chosen([early("a", 2), early("b", 2)], plenty)).toBe("a");
  });

  test("where not all reach the first look: those that others wait for, then those that need least", () => {
    const purse = { limit: 70, spent: 0 };
    const groups = [early("dear", 0, { seconds: 4 }), early("cheap", 0), early("control", 1, { control: true })];
    expect(chosen(groups, purse)).toBe("cheap");
    expect(chosen([groups[0] ?? early("", 0), groups[2] ?? early("", 0)], purse)).toBe("control");
    expect(chosen([early("dear", 0, { seconds: 4 })], purse)).toBe("dear");
  });

  test("then the widest of the undecided; equals in turn; what no look is expected to decide comes last", () => {
    const wide = candidate({
      name: "wide",
      standing: { width: 8, decidable: true },
      rounds: 27,
      lastLook: 27,
      nextLook: 40,
    });
    const narrow = candidate({ name: "narrow" });
    const never = candidate({ name: "never", standing: { width: 1e9, decidable: false } });
    expect(chosen([never, narrow, wide], plenty)).toBe("wide");
    expect(chosen([never, narrow], plenty)).toBe("narrow");
    expect(chosen([never], plenty)).toBe("never");
    const equal = candidate({ name: "equal", standing: { width: 7.5, decidable: true } });
    expect(chosen([wide, equal], plenty)).toBe("equal");
  });

  test("a group does not set out with what one that is under way needs", () => {
    const underWay = candidate({ name: "under way", rounds: 18 });
    const wide = candidate({ name: "wide", standing: { width: 9, decidable: true } });
    expect(chosen([underWay, wide], { limit: 100, spent: 84 })).toBe("wide");
    expect(chosen([underWay, wide], { limit: 100, spent: 88 })).toBe("under way");
  });

  test("what the widest cannot use goes to one that fits, and where none does, to the first that fits with the slack", () => {
    const wide = candidate({ name: "wide", standing: { width: 9, decidable: true }, seconds: 4 });
    const narrow = candidate({ name: "narrow" });
    expect(chosen([wide, narrow], { limit: 100, spent: 88 })).toBe("narrow");
    expect(chosen([wide, narrow], { limit: 100, spent: 94 })).toBe("narrow");
    expect(chosen([wide, narrow], { limit: 100, spent: 96 })).toBeNull();
  });

  test("where no look can be reached, what is left goes to a group that has not had its first", () => {
    expect(chosen([early("a", 2), early("b", 4), candidate({ name: "c" })], { limit: 100, spent: 96 })).toBe("b");
    expect(chosen([early("a", 2)], { limit: 100, spent: 98 })).toBeNull();
  });
});

/** One group of a made-up family: its true round, and its standing at each look (null: decided there). */
interface Made {
  readonly seconds: number;
  readonly control: boolean;
  readonly standings: readonly (Candidate["standing"] | null)[];
}

interface Step {
  readonly group: number;
  readonly seconds: number;
}

const PLANNED = 2;
const SLOWEST = 1.6;

/** What the choice sees after some steps: from them alone. */
function seen(groups: readonly Made[], steps: readonly Step[]) {
  const mean = steps.length === 0 ? PLANNED : steps.reduce((sum, { seconds }) => sum + seconds, 0) / steps.length;
  const dearest = steps.length === 0 ? PLANNED : Math.max(...steps.map(({ seconds }) => seconds));
  return groups.flatMap(({ control, standings }, group) => {
    const own = steps.filter((step) => step.group === group).map(({ seconds }) => seconds);
    const rounds = own.length;
    const taken = looks.filter((look) => look <= rounds).length;
    const lastLook = looks[taken - 1] ?? 0;
    const nextLook = looks[taken];
    const standing = taken === 0 ? { width: 1, decidable: true } : standings[taken - 1];
    const decided = standings.slice(0, taken).includes(null);
    if (nextLook === undefined || decided || !standing) return [];
    const seconds = rounds === 0 ? mean : own.reduce((sum, each) => sum + each, 0) / rounds;
    const secondsAtWorst = SLOWEST * (rounds === 0 ? dearest : Math.min(...own));
    return [
      { group, rounds, lastLook, nextLook, seconds, secondsAtWorst, control: control && lastLook === 0, standing },
    ];
  });
}

/** Plays a family by a virtual clock, each round up to 1.6 times as long as it should be, in bursts. */
function play(groups: readonly Made[], limit: number, seed: number) {
  const chance = random("schedule", seed);
  const steps: Step[] = [];
  const choices: { readonly candidates: ReturnType<typeof seen>; readonly next: number; readonly spent: number }[] = [];
  let spent = 0;
  let burst = false;
  for (;;) {
    const candidates = seen(groups, steps);
    const next = nextGroup(candidates, { limit, spent });
    if (next === null) return { steps, spent, choices, candidates };
    choices.push({ candidates, next: next.group, spent });
    if (chance.next() < 0.1) burst = !burst;
    const seconds = (groups[next.group]?.seconds ?? 0) * (burst ? 1 + (SLOWEST - 1) * chance.next() : 1);
    steps.push({ group: next.group, seconds });
    spent += seconds;
  }
}

const anyGroup = fc.record({
  seconds: fc.double({ min: 0.3 * PLANNED, max: 5 * PLANNED, noNaN: true }),
  control: fc.boolean(),
  standings: fc.array(
    fc.option(fc.record({ width: fc.double({ min: 0.5, max: 50, noNaN: true }), decidable: fc.boolean() }), {
      freq: 4,
      nil: null,
    }),
    { minLength: looks.length, maxLength: looks.length },
  ),
});
const anyFamily = fc.array(anyGroup, { minLength: 1, maxLength: 24 });
const anyLimit = fc.double({ min: 40, max: 1500, noNaN: true });
const seeded = { seed: 11, numRuns: 150 };

describe("a whole measurement by a virtual clock, rounds up to 1.6 times as long as they should be", () => {
  test("property: the limit is kept within 5 %, and none that could have reached a look is left", () => {
    fc.assert(
      fc.property(anyFamily, anyLimit, fc.nat(), (groups, limit, seed) => {
        const { spent, candidates } = play(groups, limit, seed);
        expect(spent).toBeLessThanOrEqual((1 + LIMIT_SLACK) * limit);
        for (const { rounds, nextLook, seconds, secondsAtWorst } of candidates)
          expect(
            secondsAtWorst > (1 + LIMIT_SLACK) * limit - spent || spent + (nextLook - rounds) * seconds > limit,
          ).toBe(true);
      }),
      seeded,
    );
  });

  test("property: every group reaches the first look where the limit allows, in turn, before any goes beyond", () => {
    fc.assert(
      fc.property(anyFamily, fc.nat(), (groups, seed) => {
        const dearest = Math.max(PLANNED, ...groups.map(({ seconds }) => seconds));
        const limit = SLOWEST * FIRST * groups.length * dearest;
        const { steps } = play(groups, limit, seed);
        const first = steps.slice(0, FIRST * groups.length).map(({ group }) => group);
        const turns = Array.from({ length: FIRST }, () => groups.map((_, group) => group)).flat();
        expect(first).toEqual(turns);
      }),
      { seed: 12, numRuns: 60 },
    );
  });

  test("property: with time for all, a group never goes on beyond a look while a wider one that can be decided waits", () => {
    fc.assert(
      fc.property(anyFamily, fc.nat(), (groups, seed) => {
        for (const { candidates, next } of play(groups, 1e9, seed).choices) {
          const going = candidates.find(({ group }) => group === next);
          if (!going || going.lastLook === 0) continue;
          for (const { standing } of candidates) {
            if (going.standing.decidable)
              expect(standing.decidable && standing.width > Math.SQRT2 * going.standing.width).toBe(false);
            else expect(standing.decidable).toBe(false);
          }
        }
      }),
      { seed: 13, numRuns: 20 },
    );
  });

  test("property: cut anywhere and resumed from the samples, it goes the same way", () => {
    fc.assert(
      fc.property(
        anyFamily,
        anyLimit,
        fc.nat(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (groups, limit, seed, where) => {
          const { steps } = play(groups, limit, seed);
          const cut = Math.floor(where * steps.length);
          const before = JSON.parse(JSON.stringify(steps.slice(0, cut))) as Step[];
          const spent = before.reduce((sum, { seconds }) => sum + seconds, 0);
          expect(nextGroup(seen(groups, before), { limit, spent })?.group).toBe(steps[cut]?.group);
        },
      ),
      seeded,
    );
  });

  test("rounds that reach no look are few: those under way when the limit came", () => {
    const wasted = fc.sample(fc.tuple(anyFamily, anyLimit), { seed: 14, numRuns: 100 }).map(([groups, limit], seed) => {
      const left = play(groups, limit, seed).candidates.filter(({ lastLook }) => lastLook > 0);
      return left.reduce((sum, { rounds, lastLook, seconds }) => sum + (rounds - lastLook) * seconds, 0) / limit;
    });
    expect(wasted.reduce((sum, share) => sum + share, 0) / wasted.length).toBeLessThan(0.02);
  });
});
