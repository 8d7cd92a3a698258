import type { Lookup, Route, Router } from "../../kernel-lib/src/framework/router/router.ts";

/** Static 0, constrained 1 with how many values of one, of two characters there are, param 2, wildcard 3. */
type Rank = readonly [kind: number, ...counts: number[]];
type Registered<Handler> = { route: Route<Handler>; shape: RegExp; ranks: Rank[]; names: string[] };

/**
 * The contract of routers in its plainest form: a list of regular expressions in order of priority, tried one after the other.
 * Slow and obvious; it checks no patterns and refuses no conflicts.
 */
export class OracleRouter<Handler> implements Router<Handler> {
  #routes: Registered<Handler>[] = [];

  add(method: string, pattern: string, handler: Handler): Route<Handler> {
    const route = { method, pattern, handler };
    const names: string[] = [];
    const ranks: Rank[] = [];
    const parts = pattern
      .slice(1)
      .split("/")
      .map((segment) => {
        const [, constrained, source = ""] = /^:(\w+)\((.*)\)$/.exec(segment) ?? [];
        if (constrained !== undefined) {
          ranks.push([1, ...countsOf(source)]);
          names.push(constrained);
          return `((?=[^/])(?:${source}))`;
        }
        const kind = [":", "*"].indexOf(segment.charAt(0));
        ranks.push([kind < 0 ? 0 : kind + 2]);
        if (kind >= 0) names.push(segment === "*" ? "*" : segment.slice(1));
        if (kind >= 0) return kind === 0 ? "([^/]+)" : "(.*)";
        return segment.replaceAll(/[^\x21-\x7e]+/gu, encodeURIComponent).replaceAll(/[^\w]/g, "\\$&");
      });
    this.#routes.push({ route, shape: new RegExp(`^/${parts.join("/")}$`, "s"), ranks, names });
    this.#routes.sort((a, b) => byPriority(a.ranks, b.ranks));
    return route;
  }

  find(method: string, path: string): Lookup<Handler> {
    const matching = this.#routes.filter(({ shape }) => shape.test(path));
    const best = matching.find(({ route }) => route.method === method);
    if (best === undefined) {
      const allow = [...new Set(matching.map(({ route }) => route.method))].sort();
      return allow.length > 0 ? { kind: "method-not-allowed", allow } : { kind: "not-found" };
    }
    const params: Record<string, string> = Object.create(null);
    for (const [index, name] of best.names.entries()) {
      const value = best.shape.exec(path)?.[index + 1] ?? "";
      try {
        params[name] = decodeURIComponent(value);
      } catch {
        return { kind: "malformed", param: name, value, route: best.route };
      }
    }
    return { kind: "found", handler: best.route.handler, params, route: best.route };
  }
}

const characters = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));

/** How many values of one and of two ASCII characters an expression takes: tried one by one. */
function countsOf(source: string): number[] {
  const whole = new RegExp(`^(?:${source})$`, "s");
  const one = characters.filter((character) => character !== "/" && whole.test(character)).length;
  const two = characters.flatMap((first) => characters.filter((second) => whole.test(first + second)));
  return [one, two.length];
}

/** Segment by segment from the left by their ranks; a beginning before what it begins. */
function byPriority(a: readonly Rank[], b: readonly Rank[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [ours, theirs] = [a[index] ?? [0], b[index] ?? [0]];
    for (const [place, value] of ours.entries()) {
      const difference = value - (theirs[place] ?? 0);
      if (difference !== 0) return difference;
    }
  }
  return a.length - b.length;
}
