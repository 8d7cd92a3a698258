import { expect, test } from "vitest";
import { compareOpinions, scipyPython } from "./compare-opinions.ts";

// Without CI=true a machine may lack it, and set-up has said so by name.
test.skipIf(scipyPython === null)("SciPy comes to the same verdicts, looks and intervals, from the same files", () => {
  const { ratios, onTheEdge, verdicts, looks, failedSentinels } = compareOpinions(0, 18);
  expect(ratios).toBeGreaterThan(200);
  expect(onTheEdge).toBeLessThan(ratios / 100);
  // The comparison means something only if all of these were met.
  for (const verdict of ["faster", "slower", "no difference", "undecided", "not measured"])
    expect(verdicts.get(verdict) ?? 0, verdict).toBeGreaterThan(10);
  expect(Math.max(...looks)).toBeGreaterThanOrEqual(4);
  expect(failedSentinels).toBeGreaterThan(10);
});
