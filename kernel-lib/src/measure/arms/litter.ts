/** At most so much, bytes: at least one whole young generation of V8 (16 MiB), so that every phase is as likely as any other. */
export const MOST_LITTER = 32 * 1024 * 1024;

/** An array of 126 numbers and its header, bytes. */
const PIECE = 1_024;

/** Where the last piece lies, so that V8 cannot leave out making it. */
let last: readonly number[] = [];

/**
 * Makes garbage. After a full collection an arm's allocations, the same in each turn, bring the small collections to the same places of the same turns in
 * every block of every round: to the counted part for one arm, to the lead-in or the making of inputs for another. With a random amount of
 * garbage first, they fall into the counted part as often as what is allocated there deserves.
 */
export function litter(bytes: number): void {
  for (let made = 0; made < bytes; made += PIECE) last = new Array<number>(126).fill(0);
  if (last.length === 1) throw new RangeError("an array of 126 numbers cannot hold one");
}
