import type { Sample } from "./sample.js";

/** A stretch that shares one value. */
interface Block {
  readonly sum: number;
  readonly count: number;
}

/**
 * The rising series nearest to the given one by least squares (isotonic regression by pooling adjacent violators; Ayer et al. 1955): neighbours that
 * fall are replaced by their mean until none do. O(n).
 */
export function isotonicFit(series: Sample): readonly number[] {
  const blocks: Block[] = [];
  for (const value of series) {
    let block: Block = { sum: value, count: 1 };
    for (let last = blocks.at(-1); last && meanOf(last) > meanOf(block); last = blocks.at(-1)) {
      blocks.pop();
      block = { sum: last.sum + block.sum, count: last.count + block.count };
    }
    blocks.push(block);
  }
  return blocks.flatMap((block) => Array.from({ length: block.count }, () => meanOf(block)));
}

const meanOf = ({ sum, count }: Block): number => sum / count;
