/** In a ledger entry: every other arm that answered the case correctly. */
export const fastestPeer = "the fastest peer";

/** In a ledger entry: every other arm that played the scenario. */
export const bestPeer = "the best peer";

/** True of "covet" and its variants, such as "covet-s3-fifo". */
const isOwn = (arm: string): boolean => arm === "covet" || arm.startsWith("covet-");

/** The names that are another's than `arm`: one of our arms is no peer of another one. */
export const peersAmong = (arms: readonly string[], arm: string): string[] =>
  arms.filter((name) => name !== arm && !(isOwn(arm) && isOwn(name)));
