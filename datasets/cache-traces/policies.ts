/** Hits of a cache that evicts the least recently used key: a Map in the order of use. */
export function exactLruHits(trace: readonly string[], capacity: number): number {
  const used = new Set<string>();
  let hits = 0;
  for (const key of trace) {
    if (used.delete(key)) hits++;
    else if (used.size === capacity) for (const oldest of used) if (used.delete(oldest)) break;
    used.add(key);
  }
  return hits;
}

/** Hits of two generations of up to `capacity` keys: when the young one is full it becomes the old one, and what the old one then had is gone. */
export function twoGenerationsHits(trace: readonly string[], capacity: number): number {
  let young = new Set<string>();
  let old = new Set<string>();
  let hits = 0;
  for (const key of trace) {
    if (young.has(key)) {
      hits++;
      continue;
    }
    if (old.delete(key)) hits++;
    young.add(key);
    if (young.size >= capacity) {
      old = young;
      young = new Set();
    }
  }
  return hits;
}
