import { LabError } from "../../base/lab-error.js";

/** The PostgreSQL that comes with the packages cannot run here. Code: "postgres-unavailable"; `data.reason` is the message without the remedy. */
export class PostgresUnavailable extends LabError {
  constructor(reason: string, remedy: string, details: { readonly cause?: unknown; readonly log?: string } = {}) {
    super("postgres-unavailable", `PostgreSQL cannot start: ${reason}.`, {
      remedy,
      data: details.log === undefined ? { reason } : { reason, log: details.log },
      ...("cause" in details ? { cause: details.cause } : {}),
    });
  }
}
