import { LabError } from "../../base/lab-error.js";

/**
 * Values that a model refuses, every failing field at once. Code: "validation-failed"; `data.problems` holds field, rule and what was expected,
 * never the values, which may be secrets.
 */
export class ValidationFailed extends LabError {
  readonly problems: readonly { readonly field: string; readonly rule: string; readonly expects: string }[];

  constructor(
    table: string,
    problems: readonly { readonly field: string; readonly rule: string; readonly expects: string }[],
  ) {
    const said = problems.map(({ field, expects }) => `${JSON.stringify(field)} must be ${expects}`);
    super("validation-failed", `A row of ${JSON.stringify(table)} was refused: ${said.join("; ")}.`, {
      remedy: "Correct the fields named here; nothing was sent to the database.",
      data: { table, problems },
    });
    this.problems = problems;
  }
}
