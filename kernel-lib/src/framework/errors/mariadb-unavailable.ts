import { LabError } from "../../base/lab-error.js";

/** The machine's MariaDB cannot run here. Code: "mariadb-unavailable"; `data.reason` is the message without the remedy. */
export class MariadbUnavailable extends LabError {
  constructor(reason: string, remedy: string, details: { readonly cause?: unknown; readonly log?: string } = {}) {
    super("mariadb-unavailable", `MariaDB cannot start: ${reason}.`, {
      remedy,
      data: details.log === undefined ? { reason } : { reason, log: details.log },
      ...("cause" in details ? { cause: details.cause } : {}),
    });
  }
}
