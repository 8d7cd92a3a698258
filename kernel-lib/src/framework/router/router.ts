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
 * router.find("POST", "/users/7");       // { kind: "method-not-allowed", allow: ["GET", "PUT"] }
 * router.find("GET", "/users/%zz");      // { kind: "malformed", param: "id", value: "%zz", route }
 * router.find("GET", "/nothing");        // { kind: "not-found" }
 * ```
 *
 * **Patterns** begin with `/` and are read segment by segment:
 * - `:name` takes one whole segment, at least one character; names are identifiers, each once in a pattern;
 * - `:name(regex)` takes a whole segment that the regular expression describes, before decoding: literals, `.`, `\\d \\w \\D \\W`, classes, groups, choices,
 *   `* + ?` and counts, for the whole value; no look-around, back references or anchors. Whatever it is, reading a value takes time proportional to its length;
 * - `*name` or `*`, as the last segment, takes the rest of the path, slashes included, possibly nothing (`/files/*` matches
 *   `/files/` and not `/files`); an unnamed one is the param `*`;
 * - all else is static and matches itself. Characters outside ASCII match their percent-encoded form, as clients send it.
 *
 * The characters `: * ? # ( ) { } < > \`, white space and control characters stand in a pattern only as said above, and a
 * pattern has at most 2,048 characters.
 *
 * **Which route wins** never depends on the order of registration: segment by segment from the left, static beats constrained param beats param
 * beats wildcard, and of two constraints the one that takes fewer short values, so that one whose values the other takes too comes first; where the
 * better branch comes to nothing, the next is tried. Only routes of the asked method compete.
 *
 * **Paths** are as they stand in a request line, without the query. Case, trailing and double slashes count. Static text
 * is compared undecoded; params are percent-decoded after matching, so that `%2F` in a param is a slash in its value.
 */
export interface Router<Handler> {
  /**
   * Registers a route, effective for the next `find`.
   * @param method upper-case: "GET", "M-SEARCH".
   * @throws InvalidRoute if the method or the pattern cannot be read.
   * @throws RouteConflict if a route of this method matches the same paths; both patterns are named.
   */
  add(method: string, pattern: string, handler: Handler): Route<Handler>;

  /**
   * Never throws, whatever the strings. A static hit and a miss allocate nothing: their results are shared and frozen.
   * Takes time proportional to the length of the path plus that of the branches that came to nothing; the first lookup
   * after a registration may prepare what was registered, and takes as long as that.
   */
  find(method: string, path: string): Lookup<Handler>;
}

/** A registered route. */
export interface Route<Handler> {
  readonly method: string;
  readonly pattern: string;
  readonly handler: Handler;
}

/** Decoded values by name, in the pattern's order. Has no inherited members: `params.constructor` is there only if so named. */
export type Params = Readonly<Record<string, string>>;

/** What `find` found; told apart by `kind`. */
export type Lookup<Handler> = Found<Handler> | Malformed<Handler> | MethodNotAllowed | NotFound;

export interface Found<Handler> {
  readonly kind: "found";
  readonly handler: Handler;
  readonly params: Params;
  readonly route: Route<Handler>;
}

/** The route matches, but a param's value is no valid percent-encoded UTF-8: a server answers 400. */
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
  /** The methods of all routes that match the path, sorted, each once. */
  readonly allow: readonly string[];
}

export interface NotFound {
  readonly kind: "not-found";
}
