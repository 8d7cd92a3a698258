/** Positions of three characters in a segment; one beyond its end stands for its last. */
export type Positions = readonly [number, number, number];

/** Beyond the end of most segments. */
const LAST = 127;
const candidates: readonly Positions[] = [
  [0, 1, 2],
  [0, 2, 4],
  [0, 1, LAST],
  [0, 3, LAST],
  [1, 2, LAST],
  [2, 4, LAST],
  [3, 5, LAST],
  [1, 3, 5],
];
/** Segments that share a place of the table with as many others are told apart by all their characters. */
const MOST_ALIKE = 4;

/** A number of 32 bits; the same as `FlatTree` computes of a path. */
export function sampledHash(text: string, positions: Positions): number {
  const last = text.length - 1;
  let hash = text.length;
  if (last >= 0)
    for (const position of positions) hash = Math.imul(hash, 31) + text.charCodeAt(Math.min(position, last));
  return spread(hash);
}

/** As `sampledHash`, of all characters. */
export function wholeHash(text: string): number {
  let hash = text.length;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at);
  return spread(hash);
}

const spread = (hash: number): number => {
  const mixed = Math.imul(hash, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
};

/** The positions that tell these segments apart best in a table of `size` places; null where none do it well. O(segments). */
export function bestPositions(segments: readonly string[], size: number): Positions | null {
  let best: { readonly positions: Positions; readonly alike: number; readonly most: number } | null = null;
  for (const positions of candidates) {
    const counts = new Map<number, number>();
    for (const segment of segments) {
      const place = sampledHash(segment, positions) & (size - 1);
      counts.set(place, (counts.get(place) ?? 0) + 1);
    }
    const alike = segments.length - counts.size;
    const most = Math.max(...counts.values());
    if (best === null || alike < best.alike) best = { positions, alike, most };
    if (alike === 0) break;
  }
  return best === null || best.most > MOST_ALIKE ? null : best.positions;
}
