import { InvalidRoute } from "../errors/invalid-route.js";
import { Constraint } from "./constraint.js";
import { ConstraintFault } from "./language/read-constraint.js";

/**
 * A pattern as the tree takes it: `texts[0]` is the static text before the first param, `texts[1]` that between the first and
 * the second, and so on; `/users/:id/posts` is `["/users/", "/posts"]` with the names `["id"]`. A last text of `""` means that
 * the pattern ends with a param. With `rest`, the last name is the wildcard's, which follows the last text.
 */
export interface Pattern {
  readonly texts: readonly string[];
  readonly names: readonly string[];
  /** Of each name which values it takes; null: any. */
  readonly constraints: readonly (Constraint | null)[];
  readonly rest: boolean;
}

const name = /^[A-Za-z_][A-Za-z0-9_]*$/;
const method = /^[A-Z][A-Z0-9-]*$/;
/** Bounds how deep a tree gets, and so the recursion over it: a chain of 4,000 nodes no longer fits the default stack. */
const longest = 2_048;
/** Meaningless in a path, or kept for constraints, optional parts and params within a segment. */
const reserved = /[:*?#(){}<>\\\s\p{Cc}]/u;

/**
 * Reads a route's method and pattern.
 * @throws InvalidRoute, naming what cannot be read.
 */
export function parsePattern(routeMethod: string, pattern: string): Pattern {
  const refuse = (reason: string, remedy: string) => new InvalidRoute(routeMethod, pattern, reason, remedy);
  if (!method.test(routeMethod)) throw refuse("its method is not an upper-case token", 'Write "GET", "POST", …');
  if (!pattern.startsWith("/")) throw refuse('its pattern does not begin with "/"', 'Begin the pattern with "/".');
  if (pattern.length > longest)
    throw refuse(`its pattern has ${pattern.length} characters`, `Keep patterns within ${longest} characters.`);

  const segments = pattern.slice(1).split("/");
  const texts = [""];
  const names: string[] = [];
  const constraints: (Constraint | null)[] = [];
  let text = "";
  let rest = false;
  for (const [index, segment] of segments.entries()) {
    text += "/";
    const sign = segment.charAt(0);
    if (sign === ":" || sign === "*") {
      rest = sign === "*";
      if (rest && index < segments.length - 1)
        throw refuse("its wildcard is not the last segment", "Put the wildcard at the end.");
      const unnamed = segment === "*";
      const { name: own, constraint } = unnamed ? { name: "*", constraint: null } : paramOf(segment, refuse);
      if (!unnamed && !name.test(own))
        throw refuse(`"${segment}" is not a param's name`, "Name a param with letters, digits and _ only: /users/:id.");
      if (names.includes(own)) throw refuse(`it has two params named "${own}"`, "Give each param its own name.");
      names.push(own);
      constraints.push(constraint);
      texts[texts.length - 1] = text;
      if (!rest) texts.push("");
      text = "";
    } else {
      const strange = reserved.exec(segment)?.[0];
      if (strange !== undefined)
        throw refuse(
          `${JSON.stringify(strange)} cannot stand in its segment "${segment}"`,
          'A param or wildcard is a whole segment (":id", "*rest"); percent-encode a character that is meant as text.',
        );
      if (!segment.isWellFormed()) throw refuse("it holds half a surrogate pair", "Write whole characters only.");
      text += segment.replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent);
    }
  }
  if (!rest) texts[texts.length - 1] = text;
  return { texts, names, constraints, rest };
}

/** The name and the constraint of a segment that is a param or a wildcard. */
function paramOf(segment: string, refuse: (reason: string, remedy: string) => InvalidRoute) {
  const constrained = /^:(\w+)\((.*)\)$/s.exec(segment);
  if (constrained === null) {
    if (/^:\w+\(/.test(segment))
      throw refuse(
        `"${segment}" holds a constraint that is not closed`,
        "A constraint is one segment's: it holds no slash.",
      );
    return { name: segment.slice(1), constraint: null };
  }
  const [, own = "", source = ""] = constrained;
  try {
    return { name: own, constraint: Constraint.of(source) };
  } catch (fault) {
    if (!(fault instanceof ConstraintFault)) throw fault;
    throw refuse(
      `the constraint (${source}) of its param "${own}" cannot be read: ${fault.reason}`,
      "A constraint is a regular expression without look-around and back references, for the whole value: /users/:id(\\d+).",
    );
  }
}
