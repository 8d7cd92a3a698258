import type { Finding } from "./finding.js";
import type { MemoryGrowth } from "./inspection.js";

/** Bytes a call: a list of pointers (8 bytes) that gets room for half as many more now and then grows by at least 4 a call from k to 2k calls … */
const PER_CALL = 2;
/** … and so many in each step, since code and feedback grow a little too. */
const AT_LEAST = 12 * 1024;

/** Memory that is alive grows with the calls, at each step: state is kept, and grows. */
export function growth({ calls, bytes }: MemoryGrowth): readonly Finding[] {
  const steps = bytes.slice(1).map((after, place) => ({
    more: after - (bytes[place] ?? after),
    done: (calls[place + 1] ?? 0) - (calls[place] ?? 0),
  }));
  if (!steps.every(({ more, done }) => more > AT_LEAST && more > PER_CALL * done)) return [];
  const grown = steps.reduce((sum, { more }) => sum + more, 0);
  const done = steps.reduce((sum, each) => sum + each.done, 0);
  const text = `${done} calls leave ${(grown / 2 ** 20).toFixed(2)} MB alive, ${Math.round(grown / done)} bytes each: later calls have more to carry than the first`;
  return [{ guard: "grows", text, voids: false }];
}
