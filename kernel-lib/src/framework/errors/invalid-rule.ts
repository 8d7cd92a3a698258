import { LabError } from "../../base/lab-error.js";

/** A rule of a model that no value can be asked about. Code: "invalid-rule". */
export class InvalidRule extends LabError {
  constructor(rule: string, reason: string, remedy: string, data: Readonly<Record<string, unknown>> = {}) {
    super("invalid-rule", `The rule ${rule} makes no sense: ${reason}.`, { remedy, data: { rule, ...data } });
  }
}
