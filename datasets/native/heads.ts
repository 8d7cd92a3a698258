import { seededRandom } from "../routes/random.ts";

/** A request's head and its parts, as every parser must find them. */
export interface ExpectedHead {
  readonly method: string;
  readonly target: string;
  readonly minorVersion: 1;
  /** Names and values in turn. */
  readonly headers: readonly string[];
}

function textOf({ method, target, headers }: ExpectedHead): string {
  const lines = headers.flatMap((name, place) => (place % 2 === 0 ? [`${name}: ${headers[place + 1]}`] : []));
  return [`${method} ${target} HTTP/1.1`, ...lines, "", ""].join("\r\n");
}

/** "Simple GET Request": one line and two headers. */
export function simpleGets(count: number): { text: string; expected: ExpectedHead }[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, () => {
    const target = `/users/${random(100_000)}`;
    const headers = ["Host", `api${random(10)}.example.org`, "Accept", "*/*"];
    const expected: ExpectedHead = { method: "GET", target, minorVersion: 1, headers };
    return { text: textOf(expected), expected };
  });
}

/** "Complex POST Request": a query and the ten headers that a browser's `fetch` sends with JSON and a session. */
export function complexPosts(count: number): { text: string; expected: ExpectedHead }[] {
  const random = seededRandom(12);
  const hex = (digits: number) => Array.from({ length: digits }, () => random(16).toString(16)).join("");
  return Array.from({ length: count }, () => {
    const target = `/api/v1/users/${1_000 + random(9_000)}/orders?expand=items&page=${random(100)}`;
    const headers = [
      ...["Host", `api${random(10)}.example.org`],
      ...["User-Agent", `Mozilla/5.0 (X11; Linux x86_64; rv:1${random(90) + 10}.0) Gecko/20100101 Firefox/140.0`],
      ...["Accept", "application/json, text/plain, */*"],
      ...["Accept-Language", "en-GB,en;q=0.9"],
      ...["Accept-Encoding", "gzip, deflate, br"],
      ...["Content-Type", "application/json; charset=utf-8"],
      ...["Content-Length", `${100 + random(900)}`],
      ...["Authorization", `Bearer ${hex(64)}`],
      ...["Cookie", `session=${hex(32)}; theme=dark`],
      ...["Connection", "keep-alive"],
    ];
    const expected: ExpectedHead = { method: "POST", target, minorVersion: 1, headers };
    return { text: textOf(expected), expected };
  });
}
