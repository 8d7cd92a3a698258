import { LabError } from "../../base/lab-error.js";

/** Migrations that do not go on from what the database has, or cannot be told apart. Nothing was changed. Code: "migration-refused"; `data` has the migration's name. */
export class MigrationRefused extends LabError {
  constructor(name: string, reason: string, remedy: string) {
    super("migration-refused", `The migration "${name}" ${reason}.`, { remedy, data: { name, reason } });
  }
}
