const prime1 = 0x9e3779b1;
const prime2 = 0x85ebca77;
const prime3 = 0xc2b2ae3d;
const prime4 = 0x27d4eb2f;
const prime5 = 0x165667b1;

/**
 * The twin of the binary's `hash`: XXH32 (Yann Collet, https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) of the string's
 * UTF-16 code units, low byte first, seed 0. Reads two units at a time as one 32-bit lane. O(length).
 */
export function hashTwin(text: string): number {
  const length = text.length;
  let at = 0;
  let sum = prime5;
  if (length >= 8) {
    let a = (prime1 + prime2) | 0;
    let b = prime2 | 0;
    let c = 0;
    let d = -prime1 | 0;
    for (; at + 8 <= length; at += 8) {
      a = round(a, lane(text, at));
      b = round(b, lane(text, at + 2));
      c = round(c, lane(text, at + 4));
      d = round(d, lane(text, at + 6));
    }
    sum = (rotate(a, 1) + rotate(b, 7) + rotate(c, 12) + rotate(d, 18)) | 0;
  }
  sum = (sum + 2 * length) | 0;
  for (; at + 2 <= length; at += 2) {
    sum = Math.imul(rotate((sum + Math.imul(lane(text, at), prime3)) | 0, 17), prime4);
  }
  if (at < length) {
    const unit = text.charCodeAt(at);
    sum = Math.imul(rotate((sum + Math.imul(unit & 0xff, prime5)) | 0, 11), prime1);
    sum = Math.imul(rotate((sum + Math.imul(unit >>> 8, prime5)) | 0, 11), prime1);
  }
  sum = Math.imul(sum ^ (sum >>> 15), prime2);
  sum = Math.imul(sum ^ (sum >>> 13), prime3);
  return (sum ^ (sum >>> 16)) >>> 0;
}

function lane(text: string, at: number): number {
  return text.charCodeAt(at) | (text.charCodeAt(at + 1) << 16);
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by));
}

function round(state: number, input: number): number {
  return Math.imul(rotate((state + Math.imul(input, prime2)) | 0, 13), prime1);
}
