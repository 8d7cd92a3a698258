/** A group that still needs rounds, as the choice sees it. */
export interface Candidate {
  /** Its rounds so far. */
  readonly rounds: number;
  /** The look that was taken last, in rounds; 0 before the first. */
  readonly lastLook: number;
  /** The number of rounds at which it is looked at next. */
  readonly nextLook: number;
  /** What one more round is expected to take, seconds. */
  readonly seconds: number;
  /** What one more round takes at worst, seconds. */
  readonly secondsAtWorst: number;
  /** True where verdicts of other groups wait for the sentinel that it carries. */
  readonly control: boolean;
  /** How far it is from a decision: `Standing`. Asked only where `lastLook` is above 0. */
  readonly standing: { readonly width: number; readonly decidable: boolean };
}

/** What rounds may take together, and have taken, seconds. */
export interface Purse {
  readonly limit: number;
  readonly spent: number;
}

/** A time limit is kept within this share of it. */
export const LIMIT_SLACK = 0.05;
/** Widths within a factor of the square root of 2 are equals. */
const CLASSES_PER_OCTAVE = 2;

/**
 * The group that has the next round, or null where the purse has none left for any:
 * 1. Groups go on, those with fewest rounds first, to the first look. Where the purse does not suffice for all, those go on whose sentinel others wait for, then those
 *    that need least, since rounds that reach no look decide nothing.
 * 2. What is left goes to the undecided, the widest first, equals in turn; last those that are not expected to be decided at any look. A group sets out only if its
 *    next look is within the limit beside what those need that are under way; one that is under way goes on within the limit and its slack. Where none fits, the first
 *    that fits with the slack sets out.
 * 3. Where no look can be reached any more, what is left goes to a group that has not had its first: an interval without a verdict is better than none. One that has no
 *    round yet, whose length nobody knows, begins then only if nothing was spent at all.
 *
 * No round begins that at worst ends beyond the limit and its slack. Pure: it depends on what the samples say alone, so that a resumed run goes the same way.
 * O(candidates · log candidates).
 */
export function nextGroup<C extends Candidate>(candidates: readonly C[], { limit, spent }: Purse): C | null {
  const left = limit - spent;
  const leftAtMost = (1 + LIMIT_SLACK) * limit - spent;
  const startable = candidates.filter(({ secondsAtWorst }) => secondsAtWorst <= leftAtMost);
  const first = startable.filter(({ lastLook }) => lastLook === 0).toSorted(byNeed);
  const later = startable.filter(({ lastLook }) => lastLook > 0).toSorted((a, b) => byWidth(a, b) || cost(a) - cost(b));
  const toFirst = fitting(first, left, leftAtMost);
  if (toFirst.length > 0) return inTurn(candidates, toFirst);
  const widest = fitting(later, left, leftAtMost).toSorted(byWidth);
  const equals = widest.filter((each) => byWidth(each, widest[0] ?? each) === 0);
  const known = first.filter(({ rounds, secondsAtWorst }) => (rounds > 0 || spent === 0) && secondsAtWorst <= left);
  return inTurn(candidates, equals) ?? known[0] ?? null;
}

const cost = ({ nextLook, rounds, seconds }: Candidate): number => (nextLook - rounds) * seconds;
const isUnderWay = ({ rounds, lastLook }: Candidate): boolean => rounds > lastLook;
const byNeed = (a: Candidate, b: Candidate): number => Number(b.control) - Number(a.control) || cost(a) - cost(b);

/** The decidable before the others, then the wider class before the narrower. */
function byWidth(a: Candidate, b: Candidate): number {
  const apart = Number(b.standing.decidable) - Number(a.standing.decidable);
  return apart !== 0 ? apart : classOf(b) - classOf(a);
}

const classOf = ({ standing }: Candidate): number => Math.round(CLASSES_PER_OCTAVE * Math.log2(standing.width));

/** Of candidates in order those that reach their next look together: those under way first, the nearest to it before the others. */
function fitting<C extends Candidate>(ordered: readonly C[], left: number, leftAtMost: number): readonly C[] {
  let used = 0;
  const take = (within: number) => (each: C) => {
    if (used + cost(each) > within) return false;
    used += cost(each);
    return true;
  };
  const underWay = ordered.filter(isUnderWay);
  const waiting = ordered.filter((each) => !isUnderWay(each));
  const going = [...underWay].sort(byNeed).filter(take(leftAtMost));
  const setOut = waiting.filter(take(left));
  if (going.length + setOut.length > 0) return [...going, ...setOut];
  return waiting.filter((each) => cost(each) <= leftAtMost).slice(0, 1);
}

/** The one with fewest rounds, the first of all where several have. */
function inTurn<C extends Candidate>(all: readonly C[], going: readonly C[]): C | null {
  const [next] = all.filter((each) => going.includes(each)).toSorted((a, b) => a.rounds - b.rounds);
  return next ?? null;
}
