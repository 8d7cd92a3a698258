import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { RouteConflict } from "../../kernel-lib/src/framework/errors/route-conflict.ts";
import { RouteShadowed } from "../../kernel-lib/src/framework/errors/route-shadowed.ts";
import type { Router } from "../../kernel-lib/src/framework/router/router.ts";
import { holds } from "../holds.ts";
import { describeHostileInput } from "./router-hostile-input.ts";
import { lineOf } from "./router-line.ts";
import { OracleRouter } from "./router-oracle.ts";
import { describeRegistration } from "./router-registration.ts";
import { routeTables } from "./router-tables.ts";

type Make = <Handler>() => Router<Handler>;

/** What the contract of routers demands; every implementation runs it. */
export function describeRouter(name: string, make: Make): void {
  /** A router of these GET patterns (or "METHOD /pattern"), each its own handler, registered in this order. */
  const routerOf = (...patterns: string[]): Router<string> => {
    const router = make<string>();
    for (const pattern of patterns) {
      const [method, path] = pattern.includes(" ") ? pattern.split(" ") : ["GET", pattern];
      router.add(method ?? "", path ?? "", pattern);
    }
    return router;
  };
  const find = (router: Router<string>, path: string, method = "GET"): string => lineOf(router.find(method, path));

  describe(`${name}: matching`, () => {
    test.each([
      // pattern(s), path, result
      [["/"], "/", "/"],
      [["/"], "", "404"],
      [["/users"], "/users", "/users"],
      [["/users"], "/users/", "404"],
      [["/users"], "/user", "404"],
      [["/users"], "/userss", "404"],
      [["/users"], "users", "404"],
      [["/users"], "xusers", "404"],
      [["/users"], "/Users", "404"],
      [["/users/"], "/users/", "/users/"],
      [["/users/"], "/users", "404"],
      [["/a//b"], "/a//b", "/a//b"],
      [["/a//b"], "/a/b", "404"],
      [["/users/:id"], "/users/7", "/users/:id id=7"],
      [["/users/:id"], "/users/", "404"],
      [["/users/:id"], "/users//", "404"],
      [["/users/:id"], "/users/7/", "404"],
      [["/users/:id/posts"], "/users//posts", "404"],
      [["/:a/:b"], "/x/y", "/:a/:b a=x b=y"],
      [["/:a/:b/:c/:d/:e/:f"], "/1/2/3/4/5/6", "/:a/:b/:c/:d/:e/:f a=1 b=2 c=3 d=4 e=5 f=6"],
      [["/users/:id/posts/:post_id"], "/users/7/posts/12", "/users/:id/posts/:post_id id=7 post_id=12"],
      [["/files/*"], "/files/", "/files/* *="],
      [["/files/*"], "/files", "404"],
      [["/files/*"], "/files/a/b.txt", "/files/* *=a/b.txt"],
      [["/files/*"], "/files//", "/files/* *=/"],
      [["/files/*path"], "/files/a/b", "/files/*path path=a/b"],
      [["/*all"], "/", "/*all all="],
      [["/:owner/*"], "/me/x/y", "/:owner/* owner=me *=x/y"],
      [["/:owner/*"], "/me", "404"],
      [["/café"], "/caf%C3%A9", "/café"],
      [["/a/:id"], "/a/b?c", "/a/:id id=b?c"],
    ])("%j finds %j: %s", (patterns, path, expected) => {
      expect(find(routerOf(...patterns), path)).toBe(expected);
    });

    test("of several routes, static beats param beats wildcard in each segment, whatever the order of registration", () => {
      const patterns = ["/u/me", "/u/:id", "/u/*", "/u/me/x", "/u/:id/y", "/:any/me", "/*"];
      const expected = {
        "/u/me": "/u/me",
        "/u/merlin": "/u/:id id=merlin",
        "/u/m": "/u/:id id=m",
        "/u/": "/u/* *=",
        "/u/me/x": "/u/me/x",
        "/u/me/y": "/u/:id/y id=me",
        "/u/me/z": "/u/* *=me/z",
        "/v/me": "/:any/me any=v",
        "/v/you": "/* *=v/you",
        "/": "/* *=",
      };
      fc.assert(
        fc.property(fc.shuffledSubarray(patterns, { minLength: patterns.length }), (order) => {
          const router = routerOf(...order);
          for (const [path, result] of Object.entries(expected)) expect(find(router, path)).toBe(result);
        }),
        { numRuns: 50 },
      );
    });

    test("a branch that comes to nothing gives its params back", () => {
      const router = routerOf("/a/:x/b/:y/end", "/:first/*rest", "/a/:x/:z/c");
      expect(find(router, "/a/1/b/2/end")).toBe("/a/:x/b/:y/end x=1 y=2");
      expect(find(router, "/a/1/b/c")).toBe("/a/:x/:z/c x=1 z=b");
      expect(find(router, "/a/1/b/2/other")).toBe("/:first/*rest first=a rest=1/b/2/other");
    });

    test("routes of different shape may name their params differently at the same place", () => {
      const router = routerOf("/u/:id", "/u/:name/x", "POST /u/:user");
      expect(find(router, "/u/7")).toBe("/u/:id id=7");
      expect(find(router, "/u/7/x")).toBe("/u/:name/x name=7");
      expect(find(router, "/u/7", "POST")).toBe("POST /u/:user user=7");
    });
  });

  describe(`${name}: methods`, () => {
    test("only routes of the asked method compete", () => {
      const router = routerOf("POST /u/me", "GET /u/:id", "PUT /*");
      expect(find(router, "/u/me")).toBe("GET /u/:id id=me");
      expect(find(router, "/u/me", "PUT")).toBe("PUT /* *=u/me");
    });

    test("405 names the methods of all routes that match, sorted, each once", () => {
      const router = routerOf("PUT /u/me", "POST /u/me", "GET /u/:id", "PUT /u/:id", "DELETE /u/*", "PATCH /other");
      expect(find(router, "/u/me", "TRACE")).toBe("405 DELETE,GET,HEAD,OPTIONS,POST,PUT");
      expect(find(router, "/u/", "GET")).toBe("405 DELETE,OPTIONS");
      expect(find(router, "/u", "GET")).toBe("404");
    });

    test("methods are case-sensitive, and any string may be asked for", () => {
      const router = routerOf("GET /a", "M-SEARCH /a");
      for (const method of ["get", "", "__proto__", "constructor"])
        expect(find(router, "/a", method)).toBe("405 GET,HEAD,M-SEARCH,OPTIONS");
    });
  });

  describe(`${name}: constrained params`, () => {
    const table = [
      "/u/me",
      "/u/:id(\\d+)",
      "/u/:year(\\d{4})/posts",
      "/u/:id(\\d+)/posts",
      "/u/:name",
      "/u/:word(\\w+)/x",
    ];
    test.each([
      ["/u/me", "/u/me"],
      ["/u/7", "/u/:id(\\d+) id=7"],
      ["/u/7a", "/u/:name name=7a"],
      ["/u/1999/posts", "/u/:year(\\d{4})/posts year=1999"],
      ["/u/19999/posts", "/u/:id(\\d+)/posts id=19999"],
      ["/u/1999/x", "/u/:word(\\w+)/x word=1999"],
      ["/u/a-b/x", "404"],
      ["/u//posts", "404"],
      ["/u/%37", "/u/:name name=7"],
    ])("%s: %s", (path, expected) => {
      expect(find(routerOf(...table), path)).toBe(expected);
      expect(find(routerOf(...table.toReversed()), path)).toBe(expected);
    });

    test("a route of another method goes on to the next, and 405 knows them", () => {
      const router = routerOf("POST /u/:id(\\d+)", "/u/:name", "PUT /u/:word(\\w+)");
      expect(find(router, "/u/7")).toBe("/u/:name name=7");
      expect(find(router, "/u/7", "DELETE")).toBe("405 GET,HEAD,OPTIONS,POST,PUT");
      expect(find(router, "/u/a-b", "DELETE")).toBe("405 GET,HEAD,OPTIONS");
    });

    test("the same values written in two ways conflict, those that are told apart do not", () => {
      const router = routerOf("/u/:id(\\d+)", "/v/:any(.+)");
      expect(() => router.add("GET", "/u/:number([0-9]+)", "new")).toThrow(RouteConflict);
      expect(() => router.add("GET", "/v/:all", "new")).toThrow(RouteConflict);
      router.add("GET", "/u/:hex([0-9a-f]+)", "hex");
      expect([find(router, "/u/12"), find(router, "/u/1f")]).toEqual(["/u/:id(\\d+) id=12", "hex hex=1f"]);
    });

    test("no value makes one slow", () => {
      const router = routerOf("/:evil((a*)*b)", "/:other");
      const value = "a".repeat(65_536);
      expect(find(router, `/${value}`) === `/:other other=${value}`).toBe(true);
    });
  });

  describe(`${name}: percent-encoding`, () => {
    test("params are decoded after matching", () => {
      const router = routerOf("/u/:id", "/f/*path", "/u/:id/x/:y");
      expect(find(router, "/u/J%C3%BCrgen")).toBe("/u/:id id=Jürgen");
      expect(find(router, "/u/a%2Fb")).toBe("/u/:id id=a/b");
      expect(find(router, "/u/100%25")).toBe("/u/:id id=100%");
      expect(find(router, "/u/a+b")).toBe("/u/:id id=a+b");
      expect(find(router, "/f/a%20b/c")).toBe("/f/*path path=a b/c");
      expect(find(router, "/u/%41/x/2")).toBe("/u/:id/x/:y id=A y=2");
      expect(find(router, "/u/1/x/%41")).toBe("/u/:id/x/:y id=1 y=A");
    });

    test("static text is not decoded", () => {
      expect(find(routerOf("/abc"), "/%61bc")).toBe("404");
    });

    test.each(["%", "%zz", "%e", "a%", "%C3", "%C3%28", "%FF"])("%j in a param is malformed, not thrown", (value) => {
      const router = routerOf("/u/:id/:x", "/f/*path");
      expect(find(router, `/u/1/${value}`)).toBe(`400 x=${value}`);
      expect(find(router, `/u/${value}/%zz`)).toBe(`400 id=${value}`);
      expect(find(router, `/f/a/${value}`)).toBe(`400 path=a/${value}`);
    });
  });

  describe(`${name}: results`, () => {
    test("a result carries the route as registered", () => {
      const router = make<() => void>();
      const handler = () => {};
      const route = router.add("GET", "/u/:id", handler);
      expect(route).toEqual({ method: "GET", pattern: "/u/:id", handler });
      const found = router.find("GET", "/u/7");
      expect(found).toMatchObject({ kind: "found", params: { id: "7" } });
      expect(found.kind === "found" && found.route === route && found.handler === handler).toBe(true);
    });

    test("a result is not changed by later lookups", () => {
      const router = routerOf("/:a/:b");
      const first = router.find("GET", "/1/2");
      router.find("GET", "/3/4");
      expect(lineOf(first)).toBe("/:a/:b a=1 b=2");
    });

    test("a static hit and a miss share their frozen results", () => {
      const router = routerOf("/a");
      expect(router.find("GET", "/a")).toBe(router.find("GET", "/a"));
      expect(router.find("GET", "/b")).toBe(router.find("GET", "/c"));
      expect(Object.isFrozen(router.find("GET", "/a"))).toBe(true);
      expect(Object.isFrozen(router.find("GET", "/b"))).toBe(true);
    });

    test("params have no inherited members and touch no prototype, whatever they are named", () => {
      const router = routerOf("/a/:__proto__/:constructor", "/b/:id", "/c");
      const found = router.find("GET", "/a/polluted/toString");
      if (found.kind !== "found") throw new Error(found.kind);
      expect(Object.entries(found.params)).toEqual([
        ["__proto__", "polluted"],
        ["constructor", "toString"],
      ]);
      for (const path of ["/b/__proto__", "/c"]) {
        const { params } = router.find("GET", path) as { params: Record<string, string> };
        expect([params.constructor, params.toString, Reflect.get(params, "__proto__")]).toEqual([
          undefined,
          undefined,
          undefined,
        ]);
      }
      expect(find(router, "/b/__proto__")).toBe("/b/:id id=__proto__");
      expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
    });

    test("a route counts from the next lookup on", () => {
      const router = routerOf("/u/:id");
      expect(find(router, "/u/me")).toBe("/u/:id id=me");
      router.add("GET", "/u/me", "late");
      router.add("GET", "/u/:id/:more/:and/:more2/:still", "later");
      expect(find(router, "/u/me")).toBe("late");
      expect(find(router, "/u/1/2/3/4/5")).toBe("later id=1 more=2 and=3 more2=4 still=5");
      expect(find(router, "/u/7")).toBe("/u/:id id=7");
    });

    test("any handler will do, also one that is falsy", () => {
      const router = make<unknown>();
      for (const [index, handler] of [0, "", null, undefined, false].entries()) router.add("GET", `/${index}`, handler);
      for (const [index, handler] of [0, "", null, undefined, false].entries())
        expect(router.find("GET", `/${index}`)).toMatchObject({ kind: "found", handler });
    });
  });

  describeRegistration(name, routerOf);
  describeHostileInput(name, routerOf);

  describe(`${name}: against the linear oracle`, () => {
    test("random tables and paths give the same answers in any order of registration", () => {
      return holds(
        fc.property(routeTables, fc.array(fc.nat(), { minLength: 30, maxLength: 30 }), ({ table, paths }, order) => {
          const oracle = new OracleRouter<string>();
          const router = make<string>();
          const other = make<string>();
          // Two routes are refused together whichever is first, so those that are taken here are taken in any order.
          const taken = table.filter(([method, pattern]) => isTaken(router, method, pattern));
          for (const [method, pattern] of taken) oracle.add(method, pattern, `${method} ${pattern}`);
          const shuffled = taken.map((route, index) => [order[index % order.length] ?? 0, route] as const);
          for (const [, [method, pattern]] of shuffled.sort(([a], [b]) => a - b))
            other.add(method, pattern, `${method} ${pattern}`);
          for (const path of paths)
            for (const method of ["GET", "POST", "PUT", "HEAD", "OPTIONS"]) {
              const expected = oracle.find(method, path);
              expect(router.find(method, path)).toEqual(expected);
              expect(other.find(method, path)).toEqual(expected);
            }
        }),
        1_000,
      );
    });
  });
}

function isTaken(router: Router<string>, method: string, pattern: string): boolean {
  try {
    router.add<string>(method, pattern, `${method} ${pattern}`);
    return true;
  } catch (error) {
    if (error instanceof RouteConflict || error instanceof RouteShadowed) return false;
    throw error;
  }
}
