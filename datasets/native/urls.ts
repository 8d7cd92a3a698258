import { seededRandom } from "../routes/random.ts";

/** Absolute URLs with a query, and their paths; nothing in them is to be decoded or normalised. */
export function absoluteUrls(count: number): { url: string; path: string }[] {
  const random = seededRandom(31);
  return Array.from({ length: count }, () => {
    const path = `/api/v1/users/${random(100_000)}/orders/${random(100_000)}`;
    return { url: `https://api${random(100)}.example.org${path}?page=${random(100)}&sort=name`, path };
  });
}
