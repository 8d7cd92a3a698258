/** What a request line asks for: the path as it stands, and the query after the `?`. */
export interface RequestTarget {
  readonly path: string;
  /** "" where there is none. */
  readonly query: string;
}

/** Splits the target of a request line: "/users/7?full=1", or with the host as proxies send it, "http://example.com/users/7". */
export function splitTarget(target: string): RequestTarget {
  const origin = target.charCodeAt(0) === 0x2f ? target : withoutHost(target);
  const mark = origin.indexOf("?");
  return mark === -1 ? { path: origin, query: "" } : { path: origin.slice(0, mark), query: origin.slice(mark + 1) };
}

/** RFC 9112, section 3.2.2: a server must take the absolute form. */
function withoutHost(target: string): string {
  const host = /^https?:\/\/[^/?]*/i.exec(target);
  if (host === null) return target;
  const rest = target.slice(host[0].length);
  return rest.startsWith("/") ? rest : `/${rest}`;
}
