import type { CaseInput, Observation, ScenarioSpec, ServiceName } from "kernel-lib";

/** Where they are tried: SQLite needs no server. */
const places: readonly {
  readonly name: string;
  readonly engines: string;
  readonly urls: (given: CaseInput) => readonly string[];
  readonly needs: readonly ServiceName[];
}[] = [
  {
    name: "correctness",
    engines: "on SQLite and on PostgreSQL",
    urls: ({ services }) => ["sqlite::memory:", services.postgres ?? ""],
    needs: ["postgres"],
  },
  {
    name: "correctness-mariadb",
    engines: "on MariaDB",
    urls: ({ services }) => [services.mariadb ?? ""],
    needs: ["mariadb"],
  },
];

export const correctnessScenarios: readonly ScenarioSpec[] = places.map(({ name, engines, needs }) => ({
  name,
  title: `What transactions promise, ${engines}`,
  arms: ["covet"],
  needs,
  metrics: [
    {
      name: "checks",
      title: "Checks",
      unit: "count",
      better: "neither",
      definition: `Promises of transactions that were tried, ${engines}; notebooks/subjects/transactions/checks.ts lists them.`,
    },
    {
      name: "failed",
      title: "Failed checks",
      unit: "count",
      better: "lower",
      definition: "Those of them that were not kept.",
    },
  ],
  data: async () => {
    const { checks } = await import("./checks.ts");
    return { setup: null, expected: (name === "correctness" ? 2 : 1) * checks.length };
  },
}));

/** Our own transactions against what they promise. */
export async function observeCorrectness(given: CaseInput): Promise<Observation> {
  const place = places.find(({ name }) => name === given.case);
  if (place === undefined) throw new Error(`no checks of ${given.case}`);
  const { connect } = await import("kernel-lib");
  const { checks } = await import("./checks.ts");
  let failed = 0;
  let done = 0;
  for (const url of place.urls(given)) {
    const db = await connect(url);
    try {
      for (const check of checks) {
        done++;
        if (!(await check(db))) failed++;
      }
    } finally {
      await db.close();
    }
  }
  return { figures: { checks: done, failed }, answer: done };
}
