import { isUtf8 } from "node:buffer";
import { mostHeaders } from "./native-functions.js";

/** Classes of bytes, as bits. */
const token = 1;
const target = 2;
const value = 4;

const classes = Uint8Array.from({ length: 256 }, (_, byte) => {
  const isToken = /[!#$%&'*+.^_`|~0-9A-Za-z-]/.test(String.fromCharCode(byte));
  const isTarget = byte > 0x20 && byte !== 0x7f;
  return (isToken ? token : 0) | (isTarget ? target : 0) | (isTarget || byte === 0x20 || byte === 0x09 ? value : 0);
});

const tab = 0x09;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;
const colon = 0x3a;

const incomplete = 0;
const wrongRequestLine = -1;
const wrongVersion = -2;
const wrongLineEnd = -3;
const wrongName = -4;
const wrongValue = -5;
const tooManyHeaders = -6;

/** What may stand before the minor version. */
const protocol = Buffer.from("HTTP/1.");

/**
 * The twin of the binary's `httpHeadSpans`: one pass over the bytes, by the grammar of the crate httparse 1.10, which is RFC 9112's with these
 * liberties: a bare line feed ends a line, empty lines may precede the head, bytes above 127 may stand in values and (as UTF-8) in the target.
 */
export function httpHeadSpansTwin(bytes: Uint8Array, spans: Uint32Array): number {
  const length = bytes.length;
  let at = 0;
  // An index past the end reads undefined, whose class is undefined: every test below fails, and the end is then asked for.
  for (;;) {
    if (bytes[at] === carriageReturn) {
      if (at + 1 >= length) return incomplete;
      if (bytes[at + 1] !== lineFeed) return wrongLineEnd;
      at += 2;
    } else if (bytes[at] === lineFeed) at++;
    else break;
  }

  const method = at;
  while (isOf(token, bytes[at])) at++;
  if (at >= length) return incomplete;
  if (bytes[at] !== space || at === method) return wrongRequestLine;
  const methodEnd = at++;

  const start = at;
  let all = 0;
  for (let byte = bytes[at]; byte !== undefined && isOf(target, byte); byte = bytes[++at]) all |= byte;
  if (at >= length) return incomplete;
  if (bytes[at] !== space || at === start) return wrongRequestLine;
  if (all > 0x7f && !isUtf8(bytes.subarray(start, at))) return wrongRequestLine;
  const end = at++;

  for (const expected of protocol) {
    if (at >= length) return incomplete;
    if (bytes[at++] !== expected) return wrongVersion;
  }
  if (at >= length) return incomplete;
  const minor = (bytes[at++] ?? 0) - 0x30;
  if (minor !== 0 && minor !== 1) return wrongVersion;

  if (bytes[at] === carriageReturn) at++;
  if (at >= length) return incomplete;
  if (bytes[at++] !== lineFeed) return wrongLineEnd;

  let count = 0;
  for (;;) {
    if (bytes[at] === carriageReturn || bytes[at] === lineFeed) {
      if (bytes[at] === carriageReturn) at++;
      if (at >= length) return incomplete;
      if (bytes[at++] !== lineFeed) return wrongLineEnd;
      break;
    }
    const name = at;
    while (isOf(token, bytes[at])) at++;
    if (at >= length) return incomplete;
    if (bytes[at] !== colon || at === name) return wrongName;
    const nameEnd = at++;

    while (bytes[at] === space || bytes[at] === tab) at++;
    const first = at;
    while (isOf(value, bytes[at])) at++;
    let last = at;
    if (bytes[at] === carriageReturn) at++;
    if (at >= length) return incomplete;
    if (bytes[at++] !== lineFeed) return wrongValue;
    while (last > first && (bytes[last - 1] === space || bytes[last - 1] === tab)) last--;

    if (count === mostHeaders) return tooManyHeaders;
    const place = 6 + 4 * count++;
    spans[place] = name;
    spans[place + 1] = nameEnd;
    spans[place + 2] = first;
    spans[place + 3] = last;
  }
  spans[0] = minor;
  spans[1] = count;
  spans[2] = method;
  spans[3] = methodEnd;
  spans[4] = start;
  spans[5] = end;
  return at;
}

function isOf(wanted: number, byte: number | undefined): boolean {
  return byte !== undefined && ((classes[byte] ?? 0) & wanted) !== 0;
}
