import type { Lookup, Route, RouterOptions } from "../../kernel-lib/src/framework/router/router.ts";

/** Static 0, a shape 1 with how many values of one, two (and three, where it holds a dash) characters there are, param 2, wildcard 3; then, where only the text tells which is first, that. */
type Rank = readonly (number | string)[];
/** Of a segment: what its pieces take, and their names; "" for plain text. */
type Piece = { readonly name: string; readonly source: string; readonly parse: (text: string) => unknown };
/** `pieces` with the slashes between them, `shapes` one for each, `whole` for all. */
type Matching = { readonly pieces: readonly Piece[]; readonly shapes: readonly RegExp[]; readonly whole: RegExp };
type Registered<Handler> = { route: Route<Handler>; ranks: Rank[] } & Matching;

const same = (text: string): unknown => text;
const types: Readonly<Record<string, { source: string; parse: (text: string) => unknown }>> = {
  int: { source: "-?\\d{1,15}", parse: Number },
  float: { source: "-?\\d{1,15}(?:\\.\\d{1,15})?", parse: Number },
};

/**
 * The contract of routers in its plainest form: a list of regular expressions in order of priority, tried one after the other; what a match's params hold is found by trying
 * every way to divide the path. Slow and obvious; it checks no patterns and refuses no conflicts.
 */
export class OracleRouter<Handler> {
  #routes: Registered<Handler>[] = [];
  readonly #ignoreCase: boolean;

  constructor({ ignoreCase = false }: RouterOptions = {}) {
    this.#ignoreCase = ignoreCase;
  }

  add(method: string, pattern: string, handler: Handler): Route<Handler> {
    const route = { method, pattern, handler };
    const optional = pattern.endsWith("?");
    const segments = (optional ? pattern.slice(0, -1) : pattern).slice(1).split("/");
    for (const own of optional ? [segments, segments.length === 1 ? [""] : segments.slice(0, -1)] : [segments])
      this.#routes.push({ route, ranks: own.map(rankOf), ...matchingOf(own, this.#ignoreCase) });
    this.#routes.sort((a, b) => byPriority(a, b));
    return route;
  }

  find(method: string, path: string): Lookup<Handler> {
    const matching = this.#routes.flatMap((each) => {
      const values = valuesOf(path, each);
      return values === null ? [] : [{ ...each, values }];
    });
    const answers = (asked: string) => matching.find(({ route }) => route.method === asked || route.method === "*");
    const best = answers(method) ?? (method === "HEAD" ? answers("GET") : undefined);
    if (best === undefined) {
      const methods = matching.map(({ route }) => route.method);
      if (methods.length === 0) return { kind: "not-found" };
      const allow = [...new Set([...methods, "OPTIONS", ...(methods.includes("GET") ? ["HEAD"] : [])])].sort();
      return { kind: method === "OPTIONS" ? "options" : "method-not-allowed", allow };
    }
    const params = Object.create(null);
    const named = best.pieces.filter(({ name }) => name !== "");
    for (const [index, { name, parse }] of named.entries()) {
      const value = best.values[index] ?? "";
      try {
        params[name] = parse(decodeURIComponent(value));
      } catch {
        return { kind: "malformed", param: name, value, route: best.route };
      }
    }
    return { kind: "found", handler: best.route.handler, params, route: best.route };
  }
}

/** A segment's pieces: text and params in turn, or a wildcard. */
function piecesOf(segment: string): Piece[] {
  if (segment.startsWith("*")) return [{ name: segment === "*" ? "*" : segment.slice(1), source: ".*", parse: same }];
  return segment
    .split(/(:\w+(?:\((?:[^()]|\([^()]*\))*\)|<\w+>)?)/)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const [, name, constraint, type] = /^:(\w+)(?:\((.*)\)|<(\w+)>)?$/.exec(piece) ?? [];
      if (name === undefined) return { name: "", source: escaped(piece), parse: same };
      const typed = types[type ?? ""];
      return { name, source: constraint ?? typed?.source ?? "[^/]+", parse: typed?.parse ?? same };
    });
}

const escaped = (text: string): string =>
  text.replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent).replaceAll(/[^\w]/g, "\\$&");

function matchingOf(segments: readonly string[], ignoreCase: boolean): Matching {
  const pieces = segments.flatMap((segment) => [{ name: "", source: "\\/", parse: same }, ...piecesOf(segment)]);
  const flags = ignoreCase ? "si" : "s";
  return {
    pieces,
    shapes: pieces.map(({ name, source }) => new RegExp(`^(?:${source})$`, name === "" ? flags : "s")),
    whole: new RegExp(`^${pieces.map(({ source }) => `(?:${source})`).join("")}$`, flags),
  };
}

/** The values of a route's params in a path, each as short as it can be from the left; null where it does not match. */
function valuesOf(path: string, { pieces, shapes, whole }: Matching): string[] | null {
  if (!whole.test(path)) return null;
  const divide = (from: number, piece: number): string[] | null => {
    const [of, shape] = [pieces[piece], shapes[piece]];
    if (of === undefined || shape === undefined) return from === path.length ? [] : null;
    const least = of.source === ".*" ? 0 : 1;
    for (let to = from + least; to <= path.length; to++) {
      const text = path.slice(from, to);
      if (!shape.test(text)) continue;
      const rest = divide(to, piece + 1);
      if (rest !== null) return of.name === "" ? rest : [text, ...rest];
    }
    return null;
  };
  return divide(0, 0);
}

function rankOf(segment: string): Rank {
  const pieces = piecesOf(segment);
  if (pieces.some(({ source }) => source === ".*")) return [3];
  if (pieces.every(({ name }) => name === "")) return [0, segment];
  const [only] = pieces;
  if (pieces.length === 1 && only?.source === "[^/]+") return [2];
  return [1, ...countsOf(pieces.map(({ source }) => `(?:${source})`).join(""))];
}

const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
const counted = new Map<string, number[]>();

/** How many values of one, two and three ASCII characters an expression takes: tried one by one. */
function countsOf(source: string): number[] {
  const known = counted.get(source);
  if (known !== undefined) return known;
  const whole = new RegExp(`^(?:${source})$`, "s");
  const one = characters.filter((character) => character !== "/" && whole.test(character)).length;
  const two = characters.flatMap((first) => characters.filter((second) => whole.test(first + second)));
  const three = source.includes("-")
    ? characters.flatMap((first) =>
        characters.flatMap((second) => characters.filter((third) => whole.test(first + second + third))),
      )
    : [];
  const counts = [one, two.length, three.length];
  counted.set(source, counts);
  return counts;
}

/** Segment by segment from the left by their ranks; a beginning before what it begins, but a wildcard that something follows before one that ends. At one place the asked method before any. */
function byPriority(a: Registered<unknown>, b: Registered<unknown>): number {
  for (let index = 0; index < Math.min(a.ranks.length, b.ranks.length); index++) {
    const [ours, theirs] = [a.ranks[index] ?? [0], b.ranks[index] ?? [0]];
    for (const [place, value] of ours.entries()) {
      const other = theirs[place] ?? 0;
      if (value !== other) return value < other ? -1 : 1;
    }
    const [oursEnd, theirsEnd] = [index === a.ranks.length - 1, index === b.ranks.length - 1];
    if (ours[0] === 3 && oursEnd !== theirsEnd) return oursEnd ? 1 : -1;
  }
  return a.ranks.length - b.ranks.length || Number(a.route.method === "*") - Number(b.route.method === "*");
}
