import { expect, test } from "vitest";
import { compareOpinions, scipyPython } from "./compare-opinions.ts";

test.skipIf(scipyPython === null)("SciPy comes to the same verdicts on over 1,000 new jobs", () => {
  const firstSeed = Math.trunc(Math.random() * 2 ** 30);
  let [ratios, onTheEdge] = [0, 0];
  for (let batch = 0; batch < 8; batch++) {
    const compared = compareOpinions(firstSeed + batch * 12, 12);
    ratios += compared.ratios;
    onTheEdge += compared.onTheEdge;
  }
  process.stdout.write(`${ratios} ratios, ${onTheEdge} of them on the edge, first seed ${firstSeed}\n`);
  expect(ratios).toBeGreaterThan(1000);
  expect(onTheEdge).toBeLessThan(ratios / 50);
});
