import { LabError } from "../../base/lab-error.js";

/**
 * A statement of a migration failed. Code: "migration-failed"; `data` has the migration's name and direction, the statement's text and place, and whether all that this call did was undone; `cause` is the
 * statement's error.
 */
export class MigrationFailed extends LabError {
  constructor(
    at: {
      readonly name: string;
      readonly direction: "up" | "down";
      readonly place: number;
      readonly statement: string;
    },
    undone: boolean,
    cause: unknown,
  ) {
    super(
      "migration-failed",
      `The migration "${at.name}" failed (${at.direction}, statement ${at.place + 1}): ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        remedy: undone
          ? "All is as it was before; mend the migration and try again."
          : "This engine commits each change of the schema by itself: undo by hand what it did before, and delete its row from the table covet_migrations.",
        data: { ...at, undone },
        cause,
      },
    );
  }
}
