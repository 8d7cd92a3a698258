import { describe, expect, test } from "vitest";
import type { Database } from "../../kernel-lib/src/framework/db/database.ts";
import { anomalies, comesAbout, type Level } from "../../notebooks/subjects/transactions/anomalies.ts";

/** What an engine documents: the anomalies that a level lets through. */
export function describeIsolation(
  name: string,
  open: () => Promise<{ readonly databases: readonly Database[]; close(): Promise<void> }>,
  possible: Readonly<Partial<Record<Level, readonly string[]>>>,
): void {
  describe.each(Object.entries(possible) as [Level, readonly string[]][])(`${name}, %s`, (level, lets) => {
    test.each(Object.keys(anomalies))("%s", async (anomaly) => {
      const { databases, close } = await open();
      try {
        expect(await comesAbout(databases, anomaly, level)).toBe(lets.includes(anomaly));
      } finally {
        await close();
      }
    });
  });
}
