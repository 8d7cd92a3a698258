import { InvalidRoute } from "../errors/invalid-route.js";
import type { Converter } from "./converter.js";
import { ConstraintFault } from "./language/read-constraint.js";
import type { ParamPart, Part, Segment } from "./part.js";
import { readSegment, SegmentFault, unreadable } from "./read-segment.js";
import { Shape } from "./shape.js";

/** How patterns are read: what the router was made with. */
export interface PatternRules {
  readonly converters: Readonly<Record<string, Converter<unknown>>>;
  /** Static text matches in either case, and stands in the tree in lower case. */
  readonly ignoreCase: boolean;
  /** Two slashes in a pattern are one. */
  readonly ignoreDuplicateSlashes: boolean;
}

/** What the tree walks along for a pattern: static text, then what follows it. Only the last is no param. */
export type Step =
  | { readonly text: string; readonly kind: "end" }
  | { readonly text: string; readonly kind: "rest" }
  /** `shape` null: any segment. */
  | { readonly text: string; readonly kind: "param"; readonly shape: Shape | null }
  | { readonly text: string; readonly kind: "tail"; readonly tail: Tail };

/** The rest of a pattern from a wildcard on that is not its last segment. */
export interface Tail {
  readonly shape: Shape;
  readonly segments: readonly ShapedSegment[];
}

/** A segment with its shape, where it has one. */
export type ShapedSegment =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "shape"; readonly shape: Shape; readonly params: readonly ParamPart[] }
  | { readonly kind: "param"; readonly param: ParamPart }
  | { readonly kind: "rest"; readonly name: string };

/** The params of one step, in their order; `shape` tells where each stands, null: there is one, and it is the whole. */
export interface Capture {
  readonly shape: Shape | null;
  readonly params: readonly { readonly name: string; readonly converter: Converter<unknown> | null }[];
}

/** One way to match: `/users/:id` is the steps "/users/" with a param. */
export interface Pattern {
  readonly steps: readonly Step[];
  /** One for each step with params. */
  readonly captures: readonly Capture[];
  readonly segments: readonly ShapedSegment[];
}

const method = /^(?:[A-Z][A-Z0-9-]*|\*)$/;
/** Bounds how deep a tree gets, and so the recursion over it: a chain of 4,000 nodes no longer fits the default stack. */
const longest = 2_048;

/**
 * Reads a route's method and pattern. Two patterns where its last param is optional: first that with the param, then that without.
 * @throws InvalidRoute, naming what cannot be read.
 */
export function parsePattern(routeMethod: string, pattern: string, rules: PatternRules): readonly Pattern[] {
  const refuse = (reason: string, remedy: string) => new InvalidRoute(routeMethod, pattern, reason, remedy);
  if (!method.test(routeMethod))
    throw refuse("its method is not an upper-case token", 'Write "GET", "POST", …, or "*" for any.');
  if (!pattern.startsWith("/")) throw refuse('its pattern does not begin with "/"', 'Begin the pattern with "/".');
  if (pattern.length > longest)
    throw refuse(`its pattern has ${pattern.length} characters`, `Keep patterns within ${longest} characters.`);

  const optional = pattern.endsWith("?");
  let written = optional ? pattern.slice(0, -1) : pattern;
  if (rules.ignoreDuplicateSlashes) written = written.replaceAll(/\/{2,}/g, "/");
  try {
    const segments = written
      .slice(1)
      .split("/")
      .map((segment) => shaped(readSegment(segment, rules.converters), rules));
    const last = segments.at(-1);
    if (
      optional &&
      (last === undefined || (last.kind !== "param" && !(last.kind === "shape" && last.shape.parts.length === 1)))
    )
      throw refuse(
        'its "?" does not follow a param that is its last segment',
        "Only a last param can be optional: /users/:id?.",
      );
    refuseEqualNames(segments, refuse);
    const whole = patternOf(segments, rules);
    return optional
      ? [whole, patternOf(segments.length === 1 ? [{ kind: "text", text: "" }] : segments.slice(0, -1), rules)]
      : [whole];
  } catch (fault) {
    if (fault instanceof SegmentFault) throw refuse(fault.reason, fault.remedy);
    if (fault instanceof ConstraintFault)
      throw refuse(`what it describes ${fault.reason}`, "Write shorter constraints, or fewer of them in one pattern.");
    throw fault;
  }
}

function refuseEqualNames(
  segments: readonly ShapedSegment[],
  refuse: (reason: string, remedy: string) => InvalidRoute,
): void {
  const names = segments.flatMap(paramsOf).map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw refuse(`it has two params named "${twice}"`, "Give each param its own name.");
}

/** @throws SegmentFault where a constraint takes nothing or is too large. */
function shaped(segment: Segment, { ignoreCase }: PatternRules): ShapedSegment {
  if (segment.kind === "text") return ignoreCase ? { kind: "text", text: segment.text.toLowerCase() } : segment;
  if (segment.kind === "rest") return segment;
  const parts = segment.kind === "param" ? [segment.param] : segment.parts;
  const params = parts.filter((part) => part.kind === "param");
  const [first] = params;
  if (first === undefined) throw new RangeError("a segment that is neither text nor a wildcard has a param");
  if (segment.kind === "param" && first.source === null) return { kind: "param", param: first };
  try {
    const shape = Shape.of(parts, ignoreCase);
    return shape === null ? { kind: "param", param: first } : { kind: "shape", shape, params };
  } catch (fault) {
    if (fault instanceof ConstraintFault) throw unreadable(first.name, first.source ?? "", fault);
    throw fault;
  }
}

function patternOf(segments: readonly ShapedSegment[], { ignoreCase }: PatternRules): Pattern {
  const steps: Step[] = [];
  const captures: Capture[] = [];
  let text = "";
  for (const [index, segment] of segments.entries()) {
    text += "/";
    if (segment.kind === "text") {
      text += segment.text;
    } else if (segment.kind === "rest") {
      if (index === segments.length - 1) {
        steps.push({ text, kind: "rest" });
        captures.push({ shape: null, params: [{ name: segment.name, converter: null }] });
      } else {
        const tail = tailOf(segments.slice(index), ignoreCase);
        steps.push({ text, kind: "tail", tail });
        captures.push({ shape: tail.shape, params: segments.slice(index).flatMap(paramsOf) });
      }
      return { steps, captures, segments };
    } else {
      const shape = segment.kind === "shape" ? segment.shape : null;
      steps.push({ text, kind: "param", shape });
      captures.push({ shape: shape !== null && shape.parts.length > 1 ? shape : null, params: paramsOf(segment) });
      text = "";
    }
  }
  if (text !== "") steps.push({ text, kind: "end" });
  return { steps, captures, segments };
}

function paramsOf(segment: ShapedSegment): Capture["params"] {
  switch (segment.kind) {
    case "text":
      return [];
    case "param":
      return [segment.param];
    case "rest":
      return [{ name: segment.name, converter: null }];
    case "shape":
      return segment.params;
  }
}

/** @throws ConstraintFault where it is too large. */
function tailOf(segments: readonly ShapedSegment[], ignoreCase: boolean): Tail {
  const parts = segments.flatMap((segment, index): readonly Part[] => {
    const own: readonly Part[] =
      segment.kind === "shape" ? segment.shape.parts : segment.kind === "param" ? [segment.param] : [segment];
    return index === 0 ? own : [{ kind: "text", text: "/" }, ...own];
  });
  const shape = Shape.of(joined(parts), ignoreCase);
  if (shape === null) throw new RangeError("a shape with a wildcard is no plain param's");
  return { shape, segments };
}

/** The same parts, each two texts that follow one another as one. */
function joined(parts: readonly Part[]): readonly Part[] {
  const all: Part[] = [];
  for (const part of parts) {
    const last = all.at(-1);
    if (part.kind === "text" && last?.kind === "text")
      all[all.length - 1] = { kind: "text", text: last.text + part.text };
    else all.push(part);
  }
  return all;
}

const kinds = ["text", "shape", "param", "rest"];

/** Below 0 where what these segments take is tried before what the others take: segment by segment from the left. 0: they take the same. */
export function compareSegments(ours: readonly ShapedSegment[], theirs: readonly ShapedSegment[]): number {
  for (const [index, one] of ours.entries()) {
    const other = theirs[index];
    if (other === undefined) return 1;
    const difference = kinds.indexOf(one.kind) - kinds.indexOf(other.kind) || within(one, other);
    if (difference !== 0) return difference;
    const [isLast, isTheirLast] = [index === ours.length - 1, index === theirs.length - 1];
    if (one.kind === "rest" && isLast !== isTheirLast) return isLast ? 1 : -1;
  }
  return ours.length - theirs.length;
}

function within(one: ShapedSegment, other: ShapedSegment): number {
  if (one.kind === "text" && other.kind === "text") return one.text === other.text ? 0 : one.text < other.text ? -1 : 1;
  return one.kind === "shape" && other.kind === "shape" ? one.shape.order(other.shape) : 0;
}
