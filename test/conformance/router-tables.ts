import fc from "fast-check";

/** A table, in which some routes may be refused because of others, and paths that mostly match some of it. */
export interface TableAndPaths {
  readonly table: readonly (readonly [method: string, pattern: string])[];
  readonly paths: readonly string[];
}

/** Few and similar texts, so that patterns share prefixes, overlap and shadow one another. */
const text = fc.constantFrom("a", "ab", "abc", "b", "ba", "é", "", "a.b");
/** They overlap, hold one another and lie apart; no two have as many values of one, two and three characters. "P" and "Q" stand for the params' names. */
const shaped = fc.constantFrom(
  ":P(\\d+)",
  ":P([a-z]+)",
  ":P(\\w+)",
  ":P([ab]+)",
  ":P(a|ab|x)",
  ":P([a-c0-9]{1,4})",
  ":P<int>",
  "x:P",
  ":P-:Q",
  ":P(\\d+)-:Q",
  ":P(\\w)-",
  "a:P<int>-",
);
const segment = fc.oneof(
  { weight: 6, arbitrary: text },
  { weight: 4, arbitrary: fc.constant(":P") },
  { weight: 2, arbitrary: shaped },
  { weight: 1, arbitrary: fc.constant("*P") },
);
const method = fc.constantFrom("GET", "GET", "GET", "POST", "POST", "HEAD", "*");

/** Names its params in different ways (`p0` or `q0` …), so that routes disagree about names. */
const pattern = fc
  .tuple(fc.array(segment, { minLength: 1, maxLength: 5 }), fc.boolean(), fc.integer({ min: 0, max: 4 }))
  .map(([segments, otherNames, end]) => {
    const letters = otherNames ? ["q", "p"] : ["p", "q"];
    const named = segments.map((each, index) =>
      each.replace("P", `${letters[0]}${index}`).replace("Q", `${letters[1]}${index}x`),
    );
    const last = segments.at(-1) ?? "";
    const optional = end === 2 && last.startsWith(":") && !/Q|-$/.test(last);
    return `/${[...named, ...(end === 0 ? ["*"] : end === 1 ? ["*rest"] : [])].join("/")}${optional ? "?" : ""}`;
  });

const value = fc.constantFrom(
  "a",
  "ab",
  "abcd",
  "x",
  "7",
  "%C3%A9",
  "%zz",
  "%2F",
  "é",
  "",
  "__proto__",
  "a-b",
  "1-x",
  "3-",
  "-5",
  "x7",
  "b/ab",
);
const change = fc.record({
  route: fc.nat(),
  values: fc.array(value, { minLength: 5, maxLength: 5 }),
  tail: fc.constantFrom("", "", "", "/", "/a", "x"),
});

/** A param with its constraint or type, or a wildcard. */
const open = /:\w+(?:\([^)]*\)|<\w+>)?\??|\*\w*/g;

export const routeTables: fc.Arbitrary<TableAndPaths> = fc
  .record({
    routes: fc.uniqueArray(fc.tuple(method, pattern), {
      selector: (route) => route.join(" "),
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
      const filled = of.replaceAll(open, () => values[next++ % values.length] ?? "x");
      return filled.replaceAll("é", next % 2 === 0 ? "%C3%A9" : "é") + tail;
    }),
  }));
