import { InvalidUrl } from "../errors/invalid-url.js";
import type { NativeFunctions } from "./native-functions.js";

/** Makes `Operations.urlPath`. */
export function urlPathFinder({ urlPathSpan }: NativeFunctions): (url: string) => string {
  return (url) => {
    const span = urlPathSpan(url);
    if (span < 0) throw new InvalidUrl(url);
    const start = Math.floor(span / 2 ** 32);
    const end = span - start * 2 ** 32;
    return start === end ? "/" : url.slice(start, end);
  };
}
