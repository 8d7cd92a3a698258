import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Automaton, automatonOf } from "../../../kernel-lib/src/framework/router/language/automaton.ts";
import { compareLanguages } from "../../../kernel-lib/src/framework/router/language/compare-languages.ts";
import { countTexts } from "../../../kernel-lib/src/framework/router/language/count-texts.ts";
import {
  anything,
  type Expression,
  repeat,
  segmentPart,
  sequence,
  text,
} from "../../../kernel-lib/src/framework/router/language/expression.ts";
import { Matcher } from "../../../kernel-lib/src/framework/router/language/matcher.ts";
import { ConstraintFault, readConstraint } from "../../../kernel-lib/src/framework/router/language/read-constraint.ts";

function automaton(source: string): Automaton {
  const made = automatonOf(readConstraint(source));
  if (made === null) throw new Error("too large");
  return made;
}

const matcherOf = (source: string): Matcher | null => Matcher.of(automaton(source));

function matcher(source: string): Matcher {
  const made = matcherOf(source);
  if (made === null) throw new Error("too many states");
  return made;
}

/** Sources of constraints that JavaScript's expressions read the same way. */
const sources: fc.Arbitrary<string> = fc.letrec<{ choice: string; sequence: string; repeated: string; atom: string }>(
  (tie) => ({
    atom: fc.oneof(
      { depthSize: "xsmall", maxDepth: 2 },
      fc.constantFrom("a", "b", "0", "\\d", "\\w", "\\D", "\\.", "[ab]", "[a-c0]", "[^a]", "[^a-z_]", "[\\d-]", "%C3"),
      fc.tuple(fc.constantFrom("(", "(?:"), tie("choice")).map(([open, inside]) => `${open}${inside})`),
    ),
    repeated: fc
      .tuple(tie("atom"), fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,3}", "{2,}"))
      .map((parts) => parts.join("")),
    sequence: fc.array(tie("repeated"), { minLength: 0, maxLength: 4 }).map((parts) => parts.join("")),
    choice: fc.array(tie("sequence"), { minLength: 1, maxLength: 3 }).map((options) => options.join("|")),
  }),
).choice;

const inputs = fc.string({
  unit: fc.constantFrom("a", "b", "c", "z", "0", "1", "_", "-", ".", "%", "C", "3", "ü"),
  maxLength: 8,
});

describe("constraints", () => {
  test("mean what JavaScript's expressions mean", () => {
    fc.assert(
      fc.property(sources, fc.array(inputs, { minLength: 5, maxLength: 20 }), (source, values) => {
        const [ours, theirs] = [matcherOf(source), new RegExp(`^(?:${source})$`, "s")];
        for (const value of values)
          expect([value, ours?.test(`x${value}y`, 1, 1 + value.length) ?? true]).toEqual([
            value,
            ours === null || theirs.test(value),
          ]);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  test("that backtracking takes exponential time for are read character by character", () => {
    const value = "a".repeat(100_000);
    expect(matcher("(a*)*b").test(value, 0, value.length)).toBe(false);
    expect(matcher("(a|a)*b|(a|aa)+").test(value, 0, value.length)).toBe(true);
  });

  test.each([
    ["(?=a)", "look-around"],
    ["(?<n>a)", "look-around and named groups"],
    ["^a", "is not needed"],
    ["a$", "is not needed"],
    ["a/b", 'can take "/"'],
    ["[/]", 'can take "/"'],
    ["[+-0]", 'can take "/"'],
    ["\\1", "is not known here"],
    ["\\b", "is not known here"],
    ["a**", "repeats a repeat"],
    ["a+?", "repeats a repeat"],
    ["*a", "repeats nothing"],
    ["a{2,1}", "counts backwards"],
    ["a{1001}", "more than 1000 times"],
    ["a{b}", "begins no count"],
    ["(a", 'a "(" is not closed'],
    ["a)", '")" closes nothing'],
    ["[a", 'a "[" is not closed'],
    ["[]a]", "a class is empty"],
    ["[^]", "a class is empty"],
    ["[b-a]", "goes from a character to a later one"],
    ["[\\d-z]", "goes from a character to a later one"],
    ["a\\", "ends in the middle"],
    ["ü", "is not ASCII"],
    ["(".repeat(60) + ")".repeat(60), "more than 50 deep"],
  ])("%s is refused: %s", (source, reason) => {
    expect(() => readConstraint(source)).toThrow(ConstraintFault);
    try {
      readConstraint(source);
    } catch (fault) {
      expect(fault).toMatchObject({ reason: expect.stringContaining(reason) });
    }
  });

  test("that need too many states are known before they cost time", () => {
    const wide = automatonOf(readConstraint("(a|b)*a(a|b){12}"));
    expect(wide && Matcher.of(wide)).toBeNull();
    expect(automatonOf(readConstraint("((a{100}){100}){100}"))).toBeNull();
  });
});

describe("two languages", () => {
  test.each([
    ["\\d+", "[0-9]+", "equal"],
    ["\\d+", "\\w+", "within"],
    ["\\w+", "\\d{4}", "contains"],
    ["\\d+", "[a-z]+", "apart"],
    ["[a-m]+", "[k-z]+", "overlap"],
    ["jpe?g|png", "png|jpg|jpeg", "equal"],
    ["a*", "(aa)*", "contains"],
    ["(ab)*a", "a(ba)*", "equal"],
    ["[]".replace("[]", "a"), "b", "apart"],
  ])("%s and %s: %s", (a, b, relation) => {
    expect(compareLanguages(automaton(a), automaton(b))).toBe(relation);
    const turned = { within: "contains", contains: "within" }[relation] ?? relation;
    expect(compareLanguages(automaton(b), automaton(a))).toBe(turned);
  });

  test("property: what the relation says holds of texts", () => {
    fc.assert(
      fc.property(sources, sources, fc.array(inputs, { maxLength: 30 }), (a, b, values) => {
        const relation = compareLanguages(automaton(a), automaton(b));
        const [ours, theirs] = [matcherOf(a), matcherOf(b)];
        if (ours === null || theirs === null) return;
        for (const value of values) {
          const [one, other] = [ours.test(value, 0, value.length), theirs.test(value, 0, value.length)];
          if (relation === "equal") expect(one).toBe(other);
          if (relation === "within" && one) expect(other).toBe(true);
          if (relation === "contains" && other) expect(one).toBe(true);
          if (relation === "apart") expect(one && other).toBe(false);
        }
      }),
      { numRuns: 25, seed: 1 },
    );
  });

  test.each([
    ["\\d+", [10n, 100n, 1000n]],
    ["a|ab|x", [2n, 1n, 0n]],
    ["a?b?", [2n, 1n, 0n]],
    [".", [128n, 0n, 0n]],
  ])("%s: how many texts of one, two and three symbols", (source, counts) => {
    expect(countTexts(automaton(source), 3)).toEqual(counts);
  });

  test("whole patterns: a wildcard holds what a segment holds, and slashes", () => {
    const of = (...parts: readonly Expression[]): Automaton => {
      const made = automatonOf(sequence(...parts));
      if (made === null) throw new Error("too large");
      return made;
    };
    expect(compareLanguages(of(text("/a/"), segmentPart), of(text("/a/"), anything))).toBe("within");
    expect(compareLanguages(of(text("/a/"), segmentPart), of(text("/"), segmentPart))).toBe("apart");
    expect(compareLanguages(of(repeat(text("ab"), 0, 2)), of(text("abab")))).toBe("contains");
  });
});
