import { describe, expect, test } from "vitest";
import { InvalidRoute } from "../../../kernel-lib/src/framework/errors/invalid-route.ts";
import { InvalidRouterOption } from "../../../kernel-lib/src/framework/errors/invalid-router-option.ts";
import { RouteConflict } from "../../../kernel-lib/src/framework/errors/route-conflict.ts";
import { RouteShadowed } from "../../../kernel-lib/src/framework/errors/route-shadowed.ts";
import type { Converter, StandardValues } from "../../../kernel-lib/src/framework/router/converter.ts";
import { createRouter } from "../../../kernel-lib/src/framework/router/create-router.ts";
import type { RequestFacts, Router, RouterOptions } from "../../../kernel-lib/src/framework/router/router.ts";
import { lineOf } from "../../conformance/router-line.ts";
import { errorOf } from "../../error-of.ts";

/** A router of these patterns ("METHOD /pattern"; GET where absent), each its own handler. */
function routerOf(options: RouterOptions, ...patterns: string[]): Router<string, StandardValues> {
  const router = createRouter<string, StandardValues>(options);
  for (const each of patterns) {
    const [, method = "GET", pattern = ""] = /^(?:(\S+) )?(\/.*)$/.exec(each) ?? [];
    router.add<string>(method, pattern, each);
  }
  return router;
}

const find = (router: Router<string, StandardValues>, path: string, method = "GET", facts?: RequestFacts) =>
  lineOf(router.find(method, path, facts));

describe("several pieces in a segment", () => {
  test.each([
    ["/:from-:to", "/ber-muc", "from=ber to=muc"],
    ["/:from-:to", "/a-b-c", "from=a to=b-c"],
    ["/:from-:to", "/--b", "from=- to=b"],
    ["/v:major<int>.:minor<int>", "/v1.20", "major=1 minor=20"],
    ["/:file.tar.gz", "/a.tar.gz.tar.gz", "file=a.tar.gz"],
    ["/:year(\\d{4})-:month(\\d\\d)", "/2026-11", "year=2026 month=11"],
    ["/:a(\\d+)x:b(\\w+)", "/12x3x4", "a=12 b=3x4"],
    ["/@:user", "/@ada", "user=ada"],
    ["/:a.:b", "/%2E.x%2Fy", "a=. b=x/y"],
  ])("%s takes %s: %s", (pattern, path, params) => {
    expect(find(routerOf({}, pattern), path)).toBe(`${pattern} ${params}`);
  });

  test.each([
    ["/:from-:to", "/-x"],
    ["/:from-:to", "/x-"],
    ["/:from-:to", "/x"],
    ["/:from-:to", "/a-/b"],
    ["/v:major<int>", "/v1x"],
    ["/@:user", "/@"],
  ])("%s does not take %s", (pattern, path) => {
    expect(find(routerOf({}, pattern), path)).toBe("404");
  });

  test("they come after plain text and before a param, the one that takes fewer first", () => {
    const patterns = ["/a-b", "/:x-:y", "/:x", "/a-:y", "/:x(\\d+)-:y(\\d+)"];
    for (const order of [patterns, patterns.toReversed()]) {
      const router = routerOf({}, ...order);
      expect(find(router, "/a-b")).toBe("/a-b");
      expect(find(router, "/a-c")).toBe("/a-:y y=c");
      expect(find(router, "/1-2")).toBe("/:x(\\d+)-:y(\\d+) x=1 y=2");
      expect(find(router, "/1-c")).toBe("/:x-:y x=1 y=c");
      expect(find(router, "/c")).toBe("/:x x=c");
    }
  });

  test("a long segment takes time in proportion, whatever it holds", () => {
    const router = routerOf({}, "/:a(a*b?a*)-:b(a*-a*)-:c");
    const value = `${"a".repeat(40_000)}-${"a".repeat(40_000)}`;
    expect(find(router, `/${value}`)).toBe("404");
    expect(find(router, `/${value}--c`).endsWith(" c=c")).toBe(true);
  });
});

describe("optional params and wildcards in the middle", () => {
  test("a last param may be missing with its slash", () => {
    const router = routerOf({}, "/users/:id<int>?", "POST /:all?");
    expect(find(router, "/users")).toBe("/users/:id<int>?");
    expect(find(router, "/users/7")).toBe("/users/:id<int>? id=7");
    expect(find(router, "/users/x")).toBe("404");
    expect(find(router, "/", "POST")).toBe("POST /:all?");
    expect(() => router.add("GET", "/users", "again")).toThrow(RouteConflict);
    expect(() => router.add("GET", "/users/:other<int>", "again")).toThrow(RouteConflict);
    // What was refused has left nothing behind.
    expect(() => router.add("GET", "/fresh/:id?", "fresh")).not.toThrow();
    expect(() => router.add("GET", "/fresh", "again")).toThrow(RouteConflict);
  });

  test.each([
    ["/a/b/issues", "/*repo/issues repo=a/b"],
    ["/issues/issues", "/*repo/issues repo=issues"],
    ["//issues", "/*repo/issues repo="],
    ["/a/issues/7", "/*repo/issues/:id repo=a id=7"],
    ["/a/issues/b/issues/7", "/*repo/issues/:id repo=a/issues/b id=7"],
    ["/a/b", "/*all all=a/b"],
    ["/x/tail/y/z", "/*first/tail/*second first=x second=y/z"],
    ["/x/tail/tail/z", "/*first/tail/*second first=x second=tail/z"],
    ["/files/a/b/raw", "/files/:name<path>/raw name=a/b"],
  ])("%s: %s", (path, expected) => {
    const patterns = ["/*all", "/*repo/issues", "/*repo/issues/:id", "/*first/tail/*second", "/files/:name<path>/raw"];
    expect(find(routerOf({}, ...patterns), path)).toBe(expected);
    expect(find(routerOf({}, ...patterns.toReversed()), path)).toBe(expected);
  });

  test("many wildcards and a long path: no search that multiplies", () => {
    const router = routerOf({}, "/*a/x/*b/x/*c/x/*d/y");
    expect(find(router, "/x".repeat(30_000))).toBe("404");
  });

  test("what would never be reached is refused, with both patterns, in either order", () => {
    const first = routerOf({}, "/*x/b");
    const error = errorOf(() => first.add("GET", "/*x/:p/b", "hidden"));
    expect(error).toBeInstanceOf(RouteShadowed);
    expect(error).toMatchObject({
      code: "route-shadowed",
      data: { method: "GET", hidden: "/*x/:p/b", by: "/*x/b", registered: "/*x/b" },
    });
    const second = routerOf({}, "/*x/:p/b");
    expect(errorOf(() => second.add("GET", "/*x/b", "hiding"))).toMatchObject({
      code: "route-shadowed",
      data: { hidden: "/*x/:p/b", by: "/*x/b", registered: "/*x/:p/b" },
    });
    expect(find(second, "/a/b/b")).toBe("/*x/:p/b x=a p=b");
    expect(() => second.add("POST", "/*x/b", "other method")).not.toThrow();
    expect(errorOf(() => second.add("*", "/*y/b", "any"))).toBeInstanceOf(RouteShadowed);
  });
});

describe("typed params", () => {
  test("a type's text becomes its value; what it does not take is another route's", () => {
    const router = routerOf({}, "/n/:id<int>", "/n/:x<float>", "/n/:uuid<uuid>", "/n/:text");
    expect(router.find("GET", "/n/-7")).toMatchObject({ params: { id: -7 } });
    expect(router.find("GET", "/n/007")).toMatchObject({ params: { id: 7 } });
    expect(router.find("GET", "/n/1.50")).toMatchObject({ params: { x: 1.5 } });
    expect(router.find("GET", "/n/6F9619FF-8B86-D011-B42D-00CF4FC964FF")).toMatchObject({
      params: { uuid: "6f9619ff-8b86-d011-b42d-00cf4fc964ff" },
    });
    // More digits than a number holds exactly.
    expect(router.find("GET", "/n/1234567890123456")).toMatchObject({ params: { text: "1234567890123456" } });
    for (const text of ["1e3", "0x10", "Infinity", "NaN", "1.", "--1"])
      expect(router.find("GET", `/n/${text}`)).toMatchObject({ params: { text } });
  });

  const day: Converter<Date> = {
    pattern: "\\d{4}-\\d\\d-\\d\\d",
    parse: (text) => {
      const date = new Date(`${text}T00:00:00Z`);
      return Number.isNaN(date.getTime()) ? undefined : date;
    },
    format: (date) => date.toISOString().slice(0, 10),
  };

  test("own converters parse and format; a text without a value is malformed", () => {
    const router = createRouter<string, { day: Date }>({ converters: { day } });
    router.add("GET", "/log/:at<day>", "log");
    expect(router.find("GET", "/log/2026-11-28")).toMatchObject({ params: { at: new Date("2026-11-28T00:00:00Z") } });
    expect(router.find("GET", "/log/2026-13-28")).toMatchObject({
      kind: "malformed",
      param: "at",
      value: "2026-13-28",
    });
    expect(router.path("/log/:at<day>", { at: new Date("2026-11-28T12:00:00Z") })).toBe("/log/2026-11-28");
    // @ts-expect-error a date is asked for
    expect(() => router.path("/log/:at<day>", { at: 7 })).toThrow();
    // @ts-expect-error the router has no such type
    expect(() => router.add("GET", "/log/:at<week>", "week")).toThrow(InvalidRoute);
  });

  test("a type that takes any segment still parses and formats", () => {
    const list: Converter<readonly string[]> = {
      pattern: ".+",
      parse: (text) => text.split(","),
      format: (items) => items.join("+"),
    };
    const router = createRouter<string, { list: readonly string[] }>({ converters: { list } });
    router.add("GET", "/tags/:tags<list>", "tags");
    expect(router.find("GET", "/tags/a,b")).toMatchObject({ params: { tags: ["a", "b"] } });
    expect(router.path("/tags/:tags<list>", { tags: ["a", "b"] })).toBe("/tags/a%2Bb");
  });

  test("what a converter throws reaches the caller", () => {
    const broken: Converter<string> = {
      pattern: "b",
      parse: () => {
        throw new Error("broken");
      },
    };
    const router = createRouter<string, { broken: string }>({ converters: { broken } });
    router.add("GET", "/:x<broken>", "x");
    expect(() => router.find("GET", "/b")).toThrow("broken");
  });

  test.each([
    [{ converters: { int: day } }, "converters.int"],
    [{ converters: { path: day } }, "converters.path"],
    [{ converters: { "a-b": day } }, "converters.a-b"],
    [{ converters: { day: { ...day, pattern: "(" } } }, "converters.day.pattern"],
    [{ converters: { day: { pattern: "x" } as unknown as Converter<unknown> } }, "converters.day"],
    [{ longestPath: 0 }, "longestPath"],
    [{ longestPath: Number.NaN }, "longestPath"],
    [{ longestParam: -1 }, "longestParam"],
    [{ longestParam: 1.5 }, "longestParam"],
    [{ ignoreCase: "yes" as unknown as boolean }, "ignoreCase"],
    [{ decode: "utf-8" as unknown as () => null }, "decode"],
  ] as const)("%j is refused", (options, option) => {
    const error = errorOf(() => createRouter(options));
    expect(error).toBeInstanceOf(InvalidRouterOption);
    expect(error).toMatchObject({ code: "invalid-router-option", data: { option } });
  });
});

describe("methods", () => {
  test("HEAD is GET where it has no route of its own", () => {
    const router = routerOf({}, "/a", "HEAD /b", "/b");
    expect(find(router, "/a", "HEAD")).toBe("/a");
    expect(find(router, "/b", "HEAD")).toBe("HEAD /b");
    const strict = routerOf({ headFromGet: false }, "/a");
    expect(find(strict, "/a", "HEAD")).toBe("405 GET,OPTIONS");
  });

  test("any method yields to the asked one of the same pattern only", () => {
    const router = routerOf({}, "* /a", "/a", "* /b/:x", "POST /b/c", "/*rest");
    expect(find(router, "/a")).toBe("/a");
    expect(find(router, "/a", "BREW")).toBe("* /a");
    expect(find(router, "/b/c", "POST")).toBe("POST /b/c");
    expect(find(router, "/b/c")).toBe("* /b/:x x=c");
    expect(find(router, "/c", "POST")).toBe("405 GET,HEAD,OPTIONS");
  });

  test("OPTIONS tells what a path answers, where it has no route for it", () => {
    const router = routerOf({}, "/a", "PUT /a", "OPTIONS /b", "POST /c");
    expect(find(router, "/a", "OPTIONS")).toBe("204 GET,HEAD,OPTIONS,PUT");
    expect(find(router, "/b", "OPTIONS")).toBe("OPTIONS /b");
    expect(find(router, "/c", "OPTIONS")).toBe("204 OPTIONS,POST");
    expect(find(router, "/d", "OPTIONS")).toBe("404");
  });
});

describe("options", () => {
  test("case: static text in either, params and constraints as they are", () => {
    const router = routerOf({ ignoreCase: true }, "/Users/:id/Posts", "/x/:id([A-Z]+)", "/caf%C3%A9", "/V:n<int>");
    expect(find(router, "/uSERS/Ada/pOSTS")).toBe("/Users/:id/Posts id=Ada");
    expect(find(router, "/X/ABC")).toBe("/x/:id([A-Z]+) id=ABC");
    expect(find(router, "/X/abc")).toBe("404");
    expect(find(router, "/CAF%c3%a9")).toBe("/caf%C3%A9");
    expect(find(router, "/v7")).toBe("/V:n<int> n=7");
    expect(find(router, "/\u0130/x")).toBe("404");
    expect(() => router.add("GET", "/users/:id/posts", "again")).toThrow(RouteConflict);
  });

  test("a slash at the end", () => {
    const router = routerOf({ ignoreTrailingSlash: true }, "/a", "/b/", "/c/*", "/", "/d/:id", "POST /e");
    expect(find(router, "/a/")).toBe("/a");
    expect(find(router, "/b")).toBe("/b/");
    expect(find(router, "/c")).toBe("/c/* *=");
    expect(find(router, "/c/")).toBe("/c/* *=");
    expect(find(router, "/")).toBe("/");
    expect(find(router, "/d/7/")).toBe("/d/:id id=7");
    expect(find(router, "/e/")).toBe("405 OPTIONS,POST");
    expect(find(router, "/a//")).toBe("404");
  });

  test("several slashes, in paths and patterns", () => {
    const router = routerOf({ ignoreDuplicateSlashes: true }, "/a//b", "/c/:id");
    expect(find(router, "//a///b")).toBe("/a//b");
    expect(find(router, "/c//7")).toBe("/c/:id id=7");
    expect(find(router, "/c//")).toBe("404");
  });

  test("length limits", () => {
    const router = routerOf({ longestPath: 10, longestParam: 3 }, "/:a/:b", "/x:c-:d");
    expect(find(router, "/123/45678")).toBe("414 b 3");
    expect(find(router, "/123/456789")).toBe("414 path 10");
    expect(find(router, "/x1-2345")).toBe("414 d 3");
    expect(find(routerOf({}, "/*"), `/${"x".repeat(131_072)}`)).toBe("414 path 131072");
  });

  test("own decoding", () => {
    const decode = (text: string) => (text === "%zz" ? "?" : text === "%yy" ? null : `<${text}>`);
    const router = routerOf({ decode }, "/:a", "/x/:b-:c");
    expect(find(router, "/%zz")).toBe("/:a a=?");
    expect(find(router, "/%yy")).toBe("400 a=%yy");
    expect(find(router, "/plain")).toBe("/:a a=plain");
    expect(find(router, "/x/%41-1")).toBe("/x/:b-:c b=<%41> c=1");
  });
});

describe("hosts and versions", () => {
  const router = createRouter<string>();
  router.add("GET", "/", "any");
  router.add("GET", "/", "exact", { host: "api.example.com" });
  router.add("GET", "/", "below", { host: "*.example.com" });
  router.add("GET", "/", "deeper", { host: "*.eu.example.com" });
  router.add("GET", "/only", "only", { host: "api.example.com" });
  router.add("GET", "/v", "1.2.0", { version: "1.2.0" });
  router.add("GET", "/v", "1.10.0", { version: "1.10.0" });
  router.add("POST", "/v", "2.0.0", { version: "2.0.0" });
  router.add("GET", "/health", "health");

  test.each([
    ["/", {}, "any"],
    ["/", { host: "api.example.com" }, "exact"],
    ["/", { host: "API.Example.com:8080" }, "exact"],
    ["/", { host: "www.example.com" }, "below"],
    ["/", { host: "a.eu.example.com" }, "deeper"],
    ["/", { host: "example.com" }, "any"],
    ["/", { host: "evil-example.com" }, "any"],
    ["/only", { host: "www.example.com" }, "404"],
    ["/v", {}, "404"],
    ["/v", { version: "1.2.0" }, "1.2.0"],
    ["/v", { version: "1.2" }, "1.2.0"],
    ["/v", { version: "1" }, "1.10.0"],
    ["/v", { version: "1.x" }, "1.10.0"],
    ["/v", { version: "*" }, "1.10.0"],
    ["/v", { version: "2.x" }, "405 OPTIONS,POST"],
    ["/v", { version: "3" }, "404"],
    ["/v", { version: "latest" }, "404"],
    ["/v", { version: "1.x.2" }, "404"],
    ["/health", { version: "9.9.9", host: "x" }, "health"],
  ] as const)("%s for %j: %s", (path, facts, expected) => {
    expect(lineOf(router.find("GET", path, facts))).toBe(expected);
  });

  test.each([
    [{ host: "" }, "no host's name"],
    [{ host: "a b" }, "no host's name"],
    [{ host: "*.*.com" }, "no host's name"],
    [{ host: "x:80" }, "no host's name"],
    [{ version: "1.2" }, "not three numbers"],
    [{ version: "1.x.0" }, "not three numbers"],
  ])("%j is refused", (requirements, reason) => {
    const error = errorOf(() => createRouter<string>().add("GET", "/", "x", requirements));
    expect(error).toBeInstanceOf(InvalidRoute);
    expect((error as Error).message).toContain(reason);
  });

  test("the same route of the same host conflicts, of another one does not", () => {
    expect(() => router.add("GET", "/", "again", { host: "API.example.com" })).toThrow(RouteConflict);
    expect(() => router.add("GET", "/", "again", { host: "api.example.org" })).not.toThrow();
  });
});

describe("groups, mounting, removal, listing", () => {
  test("a group's prefix stands before its patterns, a mounted router's too", () => {
    const users = createRouter<string>();
    users.add("GET", "/", "list");
    users.add("GET", "/:id", "show", { version: "1.0.0" });
    const router = createRouter<string>();
    router.group("/api/", (api) => {
      api.add("GET", "/", "api");
      api.group("/:tenant", (tenant) => tenant.mount("/users", users));
    });
    users.add("GET", "/later", "later");
    expect(lineOf(router.find("GET", "/api"))).toBe("api");
    expect(lineOf(router.find("GET", "/api/acme/users"))).toBe("list tenant=acme");
    expect(lineOf(router.find("GET", "/api/acme/users/7", { version: "1" }))).toBe("show tenant=acme id=7");
    expect(lineOf(router.find("GET", "/api/acme/users/later"))).toBe("404");
    expect(errorOf(() => router.group("/g", (group) => group.add("GET", "no-slash", "x")))).toBeInstanceOf(
      InvalidRoute,
    );
  });

  test("mounting adds all or nothing", () => {
    const mounted = createRouter<string>();
    for (const pattern of ["/a", "/b", "/c"]) mounted.add("GET", pattern, pattern);
    const router = createRouter<string>();
    router.add("GET", "/x/c", "taken");
    expect(() => router.mount("/x", mounted)).toThrow(RouteConflict);
    expect(router.routes.map(({ pattern }) => pattern)).toEqual(["/x/c"]);
    expect(lineOf(router.find("GET", "/x/a"))).toBe("404");
  });

  test("a removed route is gone, and its place is free", () => {
    const router = routerOf({}, "/a/:id?", "POST /a/:id", "/*x/b/:c");
    expect(router.remove("GET", "/a/:other?")).toBe(false);
    expect(router.remove("GET", "/a/:id?")).toBe(true);
    expect(router.remove("GET", "/a/:id?")).toBe(false);
    expect([find(router, "/a"), find(router, "/a/7"), find(router, "/a/7", "POST")]).toEqual([
      "404",
      "405 OPTIONS,POST",
      "POST /a/:id id=7",
    ]);
    expect(router.remove("GET", "/*x/b/:c")).toBe(true);
    expect(find(router, "/1/b/2")).toBe("404");
    router.add("GET", "/a/:again", "again");
    expect(find(router, "/a/7")).toBe("again again=7");
  });

  test("adding and removing without end keeps nothing", () => {
    const router = routerOf({}, "/stays");
    for (let index = 0; index < 3_000; index++) {
      router.add<string>("GET", `/r${index}/:id`, "x");
      if (index % 500 === 0) expect(find(router, `/r${index}/7`)).toBe("x id=7");
      router.remove("GET", `/r${index}/:id`);
    }
    expect(router.routes).toHaveLength(1);
    expect(find(router, "/stays")).toBe("/stays");
    expect(find(router, "/r2999/7")).toBe("404");
  });

  test("all routes as a tree", () => {
    const router = routerOf({}, "/users/:id", "PUT /users/:id", "/users", "/", "/files/*path");
    router.add("GET", "/users", "hosted", { host: "a.example", version: "1.0.0" });
    expect(router.print()).toBe(
      [
        "/ (GET)",
        "├─ /files",
        "│  └─ /*path (GET)",
        "└─ /users (GET, GET a.example 1.0.0)",
        "   └─ /:id (GET, PUT)",
      ].join("\n"),
    );
    expect(router.routes.map(({ method, pattern }) => `${method} ${pattern}`).slice(0, 2)).toEqual([
      "GET /users/:id",
      "PUT /users/:id",
    ]);
  });
});
