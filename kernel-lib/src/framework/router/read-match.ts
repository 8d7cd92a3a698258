import type { Ending } from "./ending.js";
import { OwnMembers } from "./params.js";
import type { Found, Malformed, Route, TooLong } from "./router.js";
import type { RouterSettings } from "./router-settings.js";

type Match<Handler> = Found<Handler, Record<string, unknown>> | Malformed<Handler> | TooLong;

/** The result for a route with params. `spans`: start and end in the path of each of its steps' params. */
export function readMatch<Handler>(
  ending: Ending<Handler>,
  path: string,
  spans: ArrayLike<number>,
  settings: RouterSettings,
): Match<Handler> {
  const { route, names } = ending;
  if (names === null) return readCaptures(ending, path, spans, settings);
  return readParams(route, route.handler, names, path, spans, settings);
}

/** The same where each param is the whole of its span and stays a text. */
export function readParams<Handler>(
  route: Route<Handler>,
  handler: Handler,
  names: readonly string[],
  path: string,
  spans: ArrayLike<number>,
  { longestParam, decode }: RouterSettings,
): Match<Handler> {
  const mayBeLong = path.length > longestParam;
  const mayBeEncoded = path.includes("%");
  const params = new OwnMembers<string>();
  for (let index = 0; index < names.length; index++) {
    const name = names[index] as string;
    const raw = path.substring(spans[2 * index] as number, spans[2 * index + 1] as number);
    if (mayBeLong && raw.length > longestParam) return { kind: "too-long", limit: longestParam, param: name };
    const value = mayBeEncoded && raw.includes("%") ? decode(raw) : raw;
    if (value === null) return { kind: "malformed", param: name, value: raw, route };
    params[name] = value;
  }
  return { kind: "found", handler, params, route };
}

/** As `readMatch`, where a segment holds several params or one has a type. */
export function readCaptures<Handler>(
  { route, captures }: Ending<Handler>,
  path: string,
  spans: ArrayLike<number>,
  { longestParam, decode }: RouterSettings,
): Match<Handler> {
  const values = new OwnMembers<unknown>();
  for (const [index, { shape, params }] of captures.entries()) {
    const [start, end] = [spans[2 * index] as number, spans[2 * index + 1] as number];
    const places = shape === null ? [start, end] : shape.capture(path, start, end);
    for (const [place, { name, converter }] of params.entries()) {
      const raw = path.substring(places[2 * place] as number, places[2 * place + 1] as number);
      if (raw.length > longestParam) return { kind: "too-long", limit: longestParam, param: name };
      const text = raw.includes("%") ? decode(raw) : raw;
      const value = text === null || converter === null ? text : converter.parse(text);
      if (value === null || value === undefined) return { kind: "malformed", param: name, value: raw, route };
      values[name] = value;
    }
  }
  return { kind: "found", handler: route.handler, params: values, route };
}
