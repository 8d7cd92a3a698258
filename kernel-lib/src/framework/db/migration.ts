import type { Query } from "../sql/query.js";

/**
 * A step from one schema to the next, and back: `{ name: "2026-01 users", up: [createTable(users)], down: [dropTable(users)] }`. Raw SQL by the `sql` tag. Its place in the list is
 * its place in time; once it was applied, it must stay as it is.
 */
export interface Migration {
  /** Its own, of 1 to 255 characters. */
  readonly name: string;
  readonly up: readonly Query<unknown>[];
  readonly down: readonly Query<unknown>[];
}

export interface MigrateOptions {
  /** The last one that is to be applied afterwards: later ones are undone, the last first; null: all are undone. Where absent, all are applied. */
  readonly to?: string | null;
  /** Nothing is changed: the steps that would be are returned. */
  readonly dryRun?: boolean;
}

/** A migration that was applied or undone, and the statements that did it. */
export interface MigrationStep {
  readonly name: string;
  readonly direction: "up" | "down";
  readonly statements: readonly string[];
}
