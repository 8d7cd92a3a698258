import { z } from "zod";
import { type Lines, readLines } from "../samples/read-lines.js";
import { type Share, share } from "./share.js";

const schema = z.strictObject({
  schema: z.literal(1),
  /** By how much the second commit truly takes longer, a fraction. */
  effect: z.union([z.literal(0), z.literal(0.03)]),
  verdict: z.enum(["faster", "slower", "no difference", "undecided", "not measured"]),
  ratio: z.number().positive(),
  rounds: z.int().nonnegative(),
  /** Wall time of the whole command, seconds. */
  seconds: z.number().positive(),
  at: z.string(),
});

/** What one comparison of two commits came to (`kernel-lib bench --base`), as it lies on disk. */
export interface BaseLine extends z.infer<typeof schema> {}

/**
 * Reads the comparisons of two commits that were made so far; no file holds no lines.
 * @throws LabError "samples-too-new", "samples-edited" and "samples-broken", naming file and line.
 */
export const readBaseLines = (file: string): Lines<BaseLine> => readLines(file, schema);

/** How often comparing two commits is right; a share is null where it was never tried. */
export interface BaseResult {
  /** The same commit twice, called faster or slower. */
  readonly wrong: Share | null;
  /** The same commit twice, called "no difference". */
  readonly noDifference: Share | null;
  /** 3 % more work, called slower within `within`. */
  readonly found: Share | null;
  /** 3 % more work, called faster, or no different. */
  readonly missed: Share | null;
  /** Seconds. */
  readonly within: number;
}

/** So soon a true difference of 3 % has to be found, seconds a case. */
const WITHIN = 180;

/** Pure. */
export function baseResult(lines: readonly BaseLine[]): BaseResult {
  const equal = lines.filter(({ effect }) => effect === 0);
  const slower = lines.filter(({ effect }) => effect > 0);
  const shareOf = (some: readonly BaseLine[], what: (line: BaseLine) => boolean) =>
    share(some.filter(what).length, some.length);
  return {
    wrong: shareOf(equal, ({ verdict }) => verdict === "faster" || verdict === "slower"),
    noDifference: shareOf(equal, ({ verdict }) => verdict === "no difference"),
    found: shareOf(slower, ({ verdict, seconds }) => verdict === "slower" && seconds <= WITHIN),
    missed: shareOf(slower, ({ verdict }) => verdict === "faster" || verdict === "no difference"),
    within: WITHIN,
  };
}
