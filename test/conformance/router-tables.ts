import fc from "fast-check";

/** A table without conflicts, and paths that mostly match some of it. */
export interface TableAndPaths {
  readonly table: readonly (readonly [method: string, pattern: string])[];
  readonly paths: readonly string[];
}

/** Few and similar texts, so that patterns share prefixes, overlap and shadow one another. */
const text = fc.constantFrom("a", "ab", "abc", "b", "ba", "é", "", "a.b");
/** They overlap, hold one another and lie apart; no two have as many values of one and of two characters. */
const constraint = fc.constantFrom("\\d+", "[a-z]+", "\\w+", "[ab]+", "a|ab|x", "[a-c0-9]{1,4}");
const segment = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 4, arbitrary: fc.constant(":") },
  { weight: 1, arbitrary: constraint.map((source) => `:(${source})`) },
);
const shape = fc.tuple(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.integer({ min: 0, max: 3 }));
const method = fc.constantFrom("GET", "GET", "POST");

/** Names its params in different ways (`p0` or `q0` …), so that routes disagree about names. */
const pattern = shape.map(([segments, otherNames, wildcard]) => {
  const named = segments.map((each, index) => each.replace(":", `:${otherNames ? "q" : "p"}${index}`));
  return `/${[...named, ...(wildcard === 0 ? ["*"] : wildcard === 1 ? ["*rest"] : [])].join("/")}`;
});

const value = fc.constantFrom("a", "ab", "abcd", "x", "7", "%C3%A9", "%zz", "%2F", "é", "", "__proto__");
const change = fc.record({
  route: fc.nat(),
  values: fc.array(value, { minLength: 5, maxLength: 5 }),
  tail: fc.constantFrom("", "", "", "/", "/a", "x"),
});

const shapeOf = (of: string): string => of.replaceAll(/([:*])\w*/g, "$1");
/** A param with its constraint, or a wildcard. */
const open = /:\w*(?:\([^)]*\))?|\*\w*/g;

export const routeTables: fc.Arbitrary<TableAndPaths> = fc
  .record({
    routes: fc.uniqueArray(fc.tuple(method, pattern), {
      selector: ([of, path]) => `${of} ${shapeOf(path)}`,
      minLength: 1,
      maxLength: 30,
    }),
    changes: fc.array(change, { minLength: 8, maxLength: 8 }),
  })
  .map(({ routes, changes }) => ({
    table: routes,
    paths: changes.map(({ route, values, tail }) => {
      const [, of] = routes[route % routes.length] ?? ["GET", "/"];
      let next = 0;
      const filled = of.replaceAll(open, () => values[next++] ?? "x");
      return filled.replaceAll("é", next % 2 === 0 ? "%C3%A9" : "é") + tail;
    }),
  }));
