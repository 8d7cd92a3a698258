import type { Converter } from "./converter.js";
import type { KnownPattern, PathParams } from "./path-params.js";

/**
 * THE CONTRACT OF A ROUTER: which handler answers a method and a path, and with which params.
 *
 * ```ts
 * const router = createRouter<string>();
 * router.add("GET", "/users/:id", "show");
 * router.add("GET", "/users/me", "self");
 * router.add("PUT", "/users/:id", "replace");
 * router.add("GET", "/files/*path", "file");
 *
 * router.find("GET", "/users/me");       // { kind: "found", handler: "self", params: {}, route }: static before param
 * router.find("GET", "/users/J%C3%BC");  // { kind: "found", handler: "show", params: { id: "Jü" }, route }
 * router.find("GET", "/files/a/b.txt");  // { kind: "found", handler: "file", params: { path: "a/b.txt" }, route }
 * router.find("POST", "/users/7");       // { kind: "method-not-allowed", allow: ["GET", "HEAD", "OPTIONS", "PUT"] }
 * router.find("GET", "/users/%zz");      // { kind: "malformed", param: "id", value: "%zz", route }
 * router.find("GET", "/nothing");        // { kind: "not-found" }
 * router.path("/users/:id", { id: 7 });  // "/users/7"
 * ```
 *
 * **Patterns** begin with `/` and are read segment by segment:
 * - `:name` takes one whole segment, at least one character; names are identifiers, each once in a pattern;
 * - `:name(regex)` takes what the regular expression describes, before decoding: literals, `.`, `\\d \\w \\D \\W`, classes, groups, choices,
 *   `* + ?` and counts, for the whole value; no look-around, back references or anchors. Whatever it is, reading a value takes time proportional to its length;
 * - `:name<type>` takes what the type describes and gives its value: `int`, `float`, `uuid` and the router's own converters;
 * - a segment may hold several params with text around them: `/v:major<int>.:minor<int>`, `/:from-:to`. Each takes as little as it can, from the left;
 * - `:name?`, as the last segment, may be missing with its slash: `/users/:id?` matches `/users`, too;
 * - `*name`, `*` or `:name<path>`, as a whole segment, takes any number of segments, slashes included, possibly nothing (`/files/*` matches
 *   `/files/` and not `/files`). As the last one it takes the rest of the path; something may follow it (`/repos/*path/issues`), then it takes as little as it can.
 *   An unnamed one is the param `*`;
 * - all else is static and matches itself. Characters outside ASCII match their percent-encoded form, as clients send it.
 *
 * The characters `: * ? # ( ) { } < > \`, white space and control characters stand in a pattern only as said above, and a
 * pattern has at most 2,048 characters.
 *
 * **Which route wins** never depends on the order of registration: segment by segment from the left, static beats a segment with constraints or several pieces, that beats a param,
 * that beats a wildcard. Of two segments with constraints the one that takes fewer short values is tried first, so that one whose values the other takes too comes first; of two wildcards
 * the one that something follows. Where the better branch comes to nothing, the next is tried. Only routes of the asked method and of any method compete.
 *
 * **Paths** are as they stand in a request line, without the query. Static text
 * is compared undecoded; params are percent-decoded after matching, so that `%2F` in a param is a slash in its value.
 *
 * `Types` are the values of typed params, where they are used: `createRouter<Handler, StandardValues>()`.
 */
export interface Router<Handler, Types extends object = Untyped> {
  /**
   * Registers a route, effective for the next `find`.
   * @param method upper-case: "GET", "M-SEARCH"; "*" for any method, which yields to a route of the asked method with the same pattern.
   * @throws InvalidRoute if the method, the pattern or a requirement cannot be read.
   * @throws RouteConflict if a route of this method matches the same paths; both patterns are named.
   * @throws RouteShadowed if it would never be reached, or an earlier one not any more; both patterns are named.
   */
  add<Pattern extends string>(
    method: string,
    pattern: KnownPattern<Pattern, Types>,
    handler: Handler,
    requirements?: Requirements,
  ): Route<Handler>;

  /** Takes a route away, named as it was added; true if there was one. Amortised O(routes). */
  remove(method: string, pattern: string, requirements?: Requirements): boolean;

  /**
   * Adds all routes of another router as they are now, with `prefix` before their patterns; `/` there is the prefix itself.
   * @throws as `add`; then none of them is added.
   */
  mount(prefix: string, router: Router<Handler, Types>): void;

  /** Calls `register` with a router whose `add` and `mount` put `prefix` before the patterns, and add to this one. */
  group(prefix: string, register: (group: RouteGroup<Handler, Types>) => void): void;

  /**
   * Never throws, whatever the strings; but what a converter throws reaches the caller. A static hit and a miss allocate nothing: their results are shared and frozen.
   * Takes time proportional to the length of the path plus that of the branches that came to nothing; the first lookup
   * after a registration may prepare what was registered, and takes as long as that.
   */
  find(method: string, path: string, request?: RequestFacts): Lookup<Handler, Types>;

  /**
   * The path of a pattern with these params, percent-encoded: what `find` reads back as the same params. A missing param is a type error.
   * @throws InvalidPathParam if a param is missing or `find` would not read the same from the path: its constraint does not take it, it is empty, or "." or "..".
   * @throws InvalidRoute if the pattern cannot be read.
   */
  path<Pattern extends string>(
    pattern: KnownPattern<Pattern, Types>,
    ...params: keyof PathParams<Pattern, Types> extends never ? [] : [params: PathValues<Pattern, Types>]
  ): string;

  /** All routes in the order of registration. O(routes). */
  readonly routes: readonly Route<Handler>[];
  /** All routes as an indented tree of their patterns, with their methods. */
  print(): string;
}

/** No typed params but those that stay texts. */
export type Untyped = Record<never, never>;

/** Params to build a path of: numbers may stand for texts. */
export type PathValues<Pattern extends string, Types extends object = Untyped> = {
  readonly [Name in keyof PathParams<Pattern, Types>]: PathParams<Pattern, Types>[Name] extends string | undefined
    ? PathParams<Pattern, Types>[Name] | number
    : PathParams<Pattern, Types>[Name];
};

/** A router's part under a prefix. */
export type RouteGroup<Handler, Types extends object = Untyped> = Pick<
  Router<Handler, Types>,
  "add" | "mount" | "group"
>;

/** What a request must bring beside method and path for a route. */
export interface Requirements {
  /** "api.example.com", or "*.example.com" for all below it. Before routes without; the exact one first, then the longest. */
  readonly host?: string | undefined;
  /** Three numbers: "1.2.0". Found only by requests that ask for a version: the newest that they accept and that has a route, else a route without version. */
  readonly version?: string | undefined;
}

/** What else is known of a request. */
export interface RequestFacts {
  /** The Host header: a port is left out, case does not count. */
  readonly host?: string | undefined;
  /** "1.2.0", or "1.2", "1.x", "*": the newest that begins so. */
  readonly version?: string | undefined;
}

export interface RouterOptions {
  /** Types of params, by name, beside "int", "float", "uuid" and "path". */
  readonly converters?: Readonly<Record<string, Converter<unknown>>> | undefined;
  /** Static text matches in upper and lower case. Default: false. Costs a copy of paths with capitals. */
  readonly ignoreCase?: boolean | undefined;
  /** A path that nothing answers is looked for with a slash at its end, or without the one it has. Default: false. Costs a second search for a miss. */
  readonly ignoreTrailingSlash?: boolean | undefined;
  /** Several slashes are read as one. Default: false. */
  readonly ignoreDuplicateSlashes?: boolean | undefined;
  /** Characters of the longest path; longer ones are "too-long". Default: 131,072. */
  readonly longestPath?: number | undefined;
  /** Characters of the longest value of a param, before decoding. Default: as `longestPath`. */
  readonly longestParam?: number | undefined;
  /**
   * Whether lookups may run as functions generated from the routes, once there have been 500 since the last change and the table has no more than some 300 routes: they take
   * less time then, after the tenth of a second in which they are optimised. Default: true; where the process forbids to make code from text, it is not done.
   */
  readonly generateCode?: boolean | undefined;
  /** A HEAD that no route of its own answers is one for GET. Default: true. */
  readonly headFromGet?: boolean | undefined;
  /** Decodes a param's value that holds a "%"; null: malformed. Default: as percent-encoded UTF-8, strictly. */
  readonly decode?: ((text: string) => string | null) | undefined;
}

/** A registered route. */
export interface Route<Handler> extends Requirements {
  readonly method: string;
  readonly pattern: string;
  readonly handler: Handler;
}

/** Decoded values by name, in the pattern's order. Has no inherited members: `params.constructor` is there only if so named. */
export type Params<Types extends object = Untyped> = Readonly<Record<string, string | Types[keyof Types]>>;

/** What `find` found; told apart by `kind`. */
export type Lookup<Handler, Types extends object = Untyped> =
  | Found<Handler, Types>
  | Malformed<Handler>
  | MethodNotAllowed
  | AllowedMethods
  | TooLong
  | NotFound;

export interface Found<Handler, Types extends object = Untyped> {
  readonly kind: "found";
  readonly handler: Handler;
  readonly params: Params<Types>;
  readonly route: Route<Handler>;
}

/** The route matches, but a param's value is no valid percent-encoded UTF-8, or its type has no such value: a server answers 400. */
export interface Malformed<Handler> {
  readonly kind: "malformed";
  /** The name of the first such param. */
  readonly param: string;
  /** Its value as it stands in the path. */
  readonly value: string;
  readonly route: Route<Handler>;
}

/** Routes of other methods match the path: a server answers 405 with `Allow`. */
export interface MethodNotAllowed {
  readonly kind: "method-not-allowed";
  /** The methods that the path answers, sorted, each once: those of all routes that match it, OPTIONS, and HEAD with GET. */
  readonly allow: readonly string[];
}

/** OPTIONS of a path that has no route of its own for it: a server answers 204 with `Allow`. */
export interface AllowedMethods {
  readonly kind: "options";
  /** As of `MethodNotAllowed`. */
  readonly allow: readonly string[];
}

/** The path, or a param's value, is longer than allowed: a server answers 414. */
export interface TooLong {
  readonly kind: "too-long";
  /** Characters. */
  readonly limit: number;
  /** The name of the param; null: the path itself. */
  readonly param: string | null;
}

export interface NotFound {
  readonly kind: "not-found";
}
