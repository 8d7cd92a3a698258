import type { Converter } from "./converter.js";
import type { Expression } from "./language/expression.js";
import { ConstraintFault, readConstraint } from "./language/read-constraint.js";
import { anyParam, type ParamPart, type Segment, type TextPart } from "./part.js";

/** What is wrong with a segment, and what to do; whoever knows the route makes an InvalidRoute of it. */
export class SegmentFault extends Error {
  readonly reason: string;
  readonly remedy: string;

  constructor(reason: string, remedy: string) {
    super(reason);
    this.reason = reason;
    this.remedy = remedy;
  }
}

const name = /[A-Za-z_]\w*/y;
const typeName = /<([A-Za-z_]\w*)>/y;
/** Meaningless in a path, or kept for what patterns may hold some day. */
const reserved = /[:*?#(){}<>\\\s\p{Cc}]/u;

/**
 * Reads one segment of a pattern, without its slash. O(length), and the time that its constraints take to be read.
 * @throws SegmentFault
 */
export function readSegment(segment: string, converters: Readonly<Record<string, Converter<unknown>>>): Segment {
  if (segment.startsWith("*")) return { kind: "rest", name: segment === "*" ? "*" : restName(segment) };
  const parts: (TextPart | ParamPart)[] = [];
  let at = 0;
  while (at < segment.length) {
    const colon = segment.indexOf(":", at);
    const stop = colon === -1 ? segment.length : colon;
    if (stop > at) parts.push({ kind: "text", text: readText(segment, at, stop) });
    if (colon === -1) break;
    if (parts.at(-1)?.kind === "param")
      throw new SegmentFault(
        `nothing stands between two params of "${segment}"`,
        "Put text between them, so that it is clear where the first ends: /:from-:to.",
      );
    const read = readParam(segment, colon, converters);
    at = read.end;
    if (read.isPath) {
      if (colon > 0 || at < segment.length)
        throw new SegmentFault(
          `a param of type path is a part of "${segment}"`,
          "A wildcard is a whole segment: /files/*name or /files/:name<path>.",
        );
      return { kind: "rest", name: read.param.name };
    }
    parts.push(read.param);
  }
  const [first] = parts;
  if (first === undefined) return { kind: "text", text: "" };
  if (parts.length > 1) return { kind: "pieces", parts };
  return first.kind === "text" ? first : { kind: "param", param: first };
}

function restName(segment: string): string {
  const own = segment.slice(1);
  name.lastIndex = 0;
  if (name.exec(own)?.[0] !== own)
    throw new SegmentFault(
      `"${segment}" is not a wildcard's name`,
      "A wildcard is a whole segment: * or *name, with letters, digits and _ only.",
    );
  return own;
}

/** The static text from `at` to `stop`, as it stands in paths. */
function readText(segment: string, at: number, stop: number): string {
  const text = segment.slice(at, stop);
  const strange = reserved.exec(text)?.[0];
  if (strange !== undefined)
    throw new SegmentFault(
      `${JSON.stringify(strange)} cannot stand in its segment "${segment}"`,
      'Params are written ":id", ":id(regex)" or ":id<type>", a wildcard is a whole segment; percent-encode a character that is meant as text.',
    );
  if (!text.isWellFormed()) throw new SegmentFault("it holds half a surrogate pair", "Write whole characters only.");
  return text.replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent);
}

interface ReadParam {
  readonly param: ParamPart;
  readonly isPath: boolean;
  /** Where the segment goes on. */
  readonly end: number;
}

function readParam(
  segment: string,
  colon: number,
  converters: Readonly<Record<string, Converter<unknown>>>,
): ReadParam {
  name.lastIndex = colon + 1;
  const own = name.exec(segment)?.[0];
  if (own === undefined)
    throw new SegmentFault(
      `"${segment.slice(colon)}" is not a param's name`,
      "Name a param with letters, digits and _ only: /users/:id.",
    );
  const after = colon + 1 + own.length;
  if (segment.charAt(after) === "(") {
    const end = constraintEnd(segment, after);
    const source = segment.slice(after + 1, end);
    return { param: { ...constrained(own, source), converter: null }, isPath: false, end: end + 1 };
  }
  if (segment.charAt(after) === "<") return typed(segment, own, after, converters);
  return { param: anyParam(own), isPath: false, end: after };
}

function typed(
  segment: string,
  own: string,
  after: number,
  converters: Readonly<Record<string, Converter<unknown>>>,
): ReadParam {
  typeName.lastIndex = after;
  const [whole = "", type = ""] = typeName.exec(segment) ?? [];
  const end = after + whole.length;
  const known = [...Object.keys(converters), "path"];
  if (type === "path") return { param: anyParam(own), isPath: true, end };
  const converter = Object.hasOwn(converters, type) ? converters[type] : undefined;
  if (converter === undefined)
    throw new SegmentFault(
      `its param "${own}" has no known type`,
      `There are ${known.join(", ")}; others are given to the router as converters.`,
    );
  return { param: { ...constrained(own, converter.pattern), converter }, isPath: false, end };
}

function constrained(own: string, source: string): Omit<ParamPart, "converter"> {
  let expression: Expression;
  try {
    expression = readConstraint(source);
  } catch (fault) {
    if (!(fault instanceof ConstraintFault)) throw fault;
    throw unreadable(own, source, fault);
  }
  return { kind: "param", name: own, source, expression };
}

export const unreadable = (own: string, source: string, fault: ConstraintFault): SegmentFault =>
  new SegmentFault(
    `the constraint (${source}) of its param "${own}" cannot be read: ${fault.reason}`,
    "A constraint is a regular expression without look-around and back references, for the whole value: /users/:id(\\d+).",
  );

/** Where the ")" is that closes the "(" at `open`: groups nest, and what is escaped or in a class closes nothing. */
function constraintEnd(segment: string, open: number): number {
  let depth = 0;
  let inClass = false;
  for (let at = open; at < segment.length; at++) {
    const sign = segment.charAt(at);
    if (sign === "\\") at++;
    else if (inClass) inClass = sign !== "]";
    else if (sign === "[") inClass = true;
    else if (sign === "(") depth++;
    else if (sign === ")" && --depth === 0) return at;
  }
  throw new SegmentFault(
    `"${segment}" holds a constraint that is not closed`,
    "A constraint is one segment's: it holds no slash.",
  );
}
