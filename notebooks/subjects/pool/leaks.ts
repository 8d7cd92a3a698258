import type { CaseInput, Observation, ScenarioSpec } from "kernel-lib";

const size = 10;
const loans = 100_000;
/**
 * Borrowers that come by turns, some of whom throw, give back what is broken, or do not wait long enough: afterwards every resource must lie idle or be gone.
 */
export const leaks: ScenarioSpec = {
  name: "leaks",
  title: "100,000 loans, some of which fail",
  arms: ["covet"],
  metrics: [
    {
      name: "loans",
      title: "Loans",
      unit: "count",
      better: "neither",
      definition: "Times that a resource was asked for, by a hundred borrowers at once.",
    },
    {
      name: "leaked",
      title: "Leaked",
      unit: "count",
      better: "lower",
      definition: "Resources that are neither idle nor gone afterwards, and those that were made and never destroyed.",
    },
  ],
  data: () => ({ setup: { loans, borrowers: 100 }, expected: loans }),
};

export async function observeLeaks(given: CaseInput): Promise<Observation> {
  const { loans: wanted, borrowers } = given.setup as { readonly loans: number; readonly borrowers: number };
  const { createPool } = await import("kernel-lib");
  let [made, destroyed, asked] = [0, 0, 0];
  const pool = createPool<{ readonly value: number }>({
    create: async () => ({ value: ++made }),
    destroy: () => {
      destroyed++;
    },
    max: size,
    isBroken: ({ value }) => value % 97 === 0,
  });
  const borrower = async (): Promise<void> => {
    while (asked < wanted) {
      const turn = asked++;
      const impatient = turn % 11 === 0 ? AbortSignal.abort() : undefined;
      try {
        const thing = await pool.acquire(impatient === undefined ? {} : { signal: impatient });
        if (turn % 7 === 0) await Promise.resolve();
        pool.release(thing, { broken: turn % 501 === 0 });
      } catch (error) {
        if (impatient === undefined) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: borrowers }, borrower));
  const { idle, size: held } = pool.statistics;
  const stuck = held - idle;
  await pool.close();
  return { figures: { loans: asked, leaked: stuck + made - destroyed }, answer: asked };
}
