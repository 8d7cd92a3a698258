import { describe, expect, test } from "vitest";
import { InvalidRoute } from "../../kernel-lib/src/framework/errors/invalid-route.ts";
import { RouteConflict } from "../../kernel-lib/src/framework/errors/route-conflict.ts";
import type { Router } from "../../kernel-lib/src/framework/router/router.ts";
import { errorOf } from "../error-of.ts";
import { lineOf } from "./router-line.ts";

/** What a router takes as a route; `routerOf` makes one of these GET patterns (or "METHOD /pattern"), each its own handler. */
export function describeRegistration(name: string, routerOf: (...patterns: string[]) => Router<string>): void {
  describe(`${name}: registration`, () => {
    test.each([
      ["/users", "/users"],
      ["/users/:id", "/users/:name"],
      ["/a/:x/b/:y", "/a/:y/b/:x"],
      ["/f/*", "/f/*path"],
      ["/café", "/caf%C3%A9"],
    ])("%s and %s conflict, and both are named", (existing, pattern) => {
      const router = routerOf(existing, `POST ${pattern}`);
      const refused = errorOf(() => router.add("GET", pattern, "new"));
      expect(refused).toBeInstanceOf(RouteConflict);
      expect(refused).toMatchObject({ code: "route-conflict", data: { method: "GET", pattern, existing } });
      expect(refused.message).toContain(`"${existing}"`);
      expect(refused.message).toContain(`"${pattern}"`);
      expect(lineOf(router.find("GET", existing.replaceAll(/[:*]\w*/g, "x").replace("é", "%C3%A9")))).toContain(
        existing,
      );
    });

    test.each([
      ["GET", "", 'does not begin with "/"'],
      ["GET", "users", 'does not begin with "/"'],
      ["get", "/users", "method"],
      ["", "/users", "method"],
      ["GET POST", "/users", "method"],
      ["GET", "/:", "param's name"],
      ["GET", "/:1st", "param's name"],
      ["GET", "/:id(\\d+", "not closed"],
      ["GET", "/:id(a/b)", "not closed"],
      ["GET", "/:(\\d+)", "param's name"],
      ["GET", "/:id(\\d+)x)", '")" cannot stand'],
      ["GET", "/:a:b", "nothing stands between two params"],
      ["GET", "/:id<day>", 'its param "id" has no known type'],
      ["GET", "/:id<int", 'its param "id" has no known type'],
      ["GET", "/a:id<path>", "a param of type path is a part"],
      ["GET", "/:id?/a", '"?" cannot stand'],
      ["GET", "/a?", 'its "?" does not follow a param'],
      ["GET", "/*?", 'its "?" does not follow a param'],
      ["GET", "/:a-:b?", 'its "?" does not follow a param'],
      ["GET", "/:a-:a", 'two params named "a"'],
      ["GET", "/:id(^\\d+)", 'the constraint (^\\d+) of its param "id" cannot be read: "^" is not needed'],
      ["GET", "/:id(?=a)", "look-around"],
      ["GET", "/:id((a)\\1)", "is not known here"],
      ["GET", "/:id()", "takes no value"],
      ["GET", "/:id((a{1000}){1000})", "too large"],
      ["GET", "/:id/:id", 'two params named "id"'],
      ["GET", "/:id/*id", 'two params named "id"'],
      ["GET", "/:*", "param's name"],
      ["GET", "/a*", '"*" cannot stand'],
      ["GET", "/a?b", '"?" cannot stand'],
      ["GET", "/a#b", '"#" cannot stand'],
      ["GET", "/{id}", '"{" cannot stand'],
      ["GET", "/a b", '" " cannot stand'],
      ["GET", "/a\0", '"\\u0000" cannot stand'],
      ["GET", "/\ud800", "surrogate"],
      ["GET", `/${"x".repeat(2_048)}`, "2049 characters"],
    ])("%s %j is refused: %s", (method, pattern, reason) => {
      const router = routerOf();
      const refused = errorOf(() => router.add(method, pattern, "handler"));
      expect(refused).toBeInstanceOf(InvalidRoute);
      expect(refused).toMatchObject({ code: "invalid-route", data: { method, pattern } });
      expect(refused.message).toContain(reason);
      expect(router.find(method, pattern).kind).toBe("not-found");
    });
  });
}
