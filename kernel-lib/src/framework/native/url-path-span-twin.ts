const colon = 0x3a;
const slash = 0x2f;
const question = 0x3f;
const hash = 0x23;

/** Scheme and authority take at most so many code units. */
const longestPrefix = 65_535;

/** The twin of the binary's `urlPathSpan`. */
export function urlPathSpanTwin(url: string): number {
  const length = url.length;
  let start = 0;
  if (url.charCodeAt(0) !== slash) {
    start = authority(url);
    if (start === -1) return -1;
    for (; start < length; start++) if (ends(url.charCodeAt(start)) || url.charCodeAt(start) === slash) break;
    if (start > longestPrefix) return -1;
  }
  let end = start;
  while (end < length && !ends(url.charCodeAt(end))) end++;
  return start * 2 ** 32 + end;
}

/** Where the authority begins, after `scheme://`; -1 where there is no scheme. */
function authority(url: string): number {
  let at = 0;
  while (isSchemeCharacter(url.charCodeAt(at), at > 0)) at++;
  if (at === 0) return -1;
  const follows = url.charCodeAt(at) === colon && url.charCodeAt(at + 1) === slash && url.charCodeAt(at + 2) === slash;
  return follows ? at + 3 : -1;
}

/** ALPHA, and after the first also DIGIT, "+", "-", "." (RFC 3986, 3.1). */
function isSchemeCharacter(unit: number, after: boolean): boolean {
  const letter = unit | 0x20;
  if (letter >= 0x61 && letter <= 0x7a) return unit <= 0x7a;
  return after && ((unit >= 0x30 && unit <= 0x39) || unit === 0x2b || unit === 0x2d || unit === 0x2e);
}

function ends(unit: number): boolean {
  return unit === question || unit === hash;
}
