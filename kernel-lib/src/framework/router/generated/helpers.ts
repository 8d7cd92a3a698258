import type { Ending } from "../ending.js";
import { OwnMembers } from "../params.js";
import { readMatch } from "../read-match.js";
import type { Lookup } from "../router.js";
import type { RouterSettings } from "../router-settings.js";

type Result<Handler> = Lookup<Handler, Record<string, unknown>>;

/** What generated functions call, so that they stay short: what is optimised late is slow until then. */
export interface Helpers<Handler> {
  /** Whether a path has these character codes from a place on; it must be long enough. */
  readonly same: (path: string, at: number, codes: Uint8Array) => boolean;
  /** The result for a plain route with one param, with two. */
  readonly one: (ending: Ending<Handler>, path: string, from: number, to: number) => Result<Handler>;
  readonly two: (
    ending: Ending<Handler>,
    path: string,
    from: number,
    to: number,
    secondFrom: number,
    secondTo: number,
  ) => Result<Handler>;
  /** For any other route with params; `spans` has start and end of each. */
  readonly read: (ending: Ending<Handler>, path: string, spans: readonly number[]) => Result<Handler>;
}

export function helpersFor<Handler>(settings: RouterSettings): Helpers<Handler> {
  const { longestParam } = settings;
  const read = (ending: Ending<Handler>, path: string, spans: readonly number[]) =>
    readMatch(ending, path, spans, settings);
  const isSimple = ({ names }: Ending<Handler>, path: string): boolean =>
    names !== null && path.length <= longestParam && !path.includes("%");
  return {
    same: (path, at, codes) => {
      for (let index = 0; index < codes.length; index++) if (path.charCodeAt(at + index) !== codes[index]) return false;
      return true;
    },
    one: (ending, path, from, to) => {
      if (!isSimple(ending, path)) return read(ending, path, [from, to]);
      const params = new OwnMembers<string>();
      params[(ending.names as readonly string[])[0] as string] = path.substring(from, to);
      return { kind: "found", handler: ending.route.handler, params, route: ending.route };
    },
    two: (ending, path, from, to, secondFrom, secondTo) => {
      if (!isSimple(ending, path)) return read(ending, path, [from, to, secondFrom, secondTo]);
      const names = ending.names as readonly string[];
      const params = new OwnMembers<string>();
      params[names[0] as string] = path.substring(from, to);
      params[names[1] as string] = path.substring(secondFrom, secondTo);
      return { kind: "found", handler: ending.route.handler, params, route: ending.route };
    },
    read,
  };
}
