/** What one process of a scenario came to, as it lies on disk: one line of scenarios.jsonl. */
export interface ScenarioRun {
  readonly schema: 1;
  readonly scenario: string;
  readonly arm: string;
  /** 0, 1, 2 … for each arm. */
  readonly run: number;
  /** The core that the arm ran on; null where processes cannot be pinned. */
  readonly core: number | null;
  readonly startedAt: string;
  /** The whole run, start of the process included. */
  readonly seconds: number;
  /** A value for each metric of the scenario. */
  readonly figures: Readonly<Record<string, number>>;
  /** The arm's answer (with a load, each answer before and after it) was the expected one; a run in which it was not is never written. */
  readonly checked: true;
}
