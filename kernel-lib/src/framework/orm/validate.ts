import { ValidationFailed } from "../errors/validation-failed.js";
import type { ColumnDefinition } from "../sql/column-definition.js";
import type { FieldProblem } from "./orm.js";
import type { Rule } from "./rules/rule.js";

/** What values of a table are checked against before anything is sent. */
export interface Checks {
  readonly table: string;
  readonly definitions: readonly ColumnDefinition[];
  /** By column; those without rules are not there. */
  readonly rules: ReadonlyMap<string, readonly Rule<never>[]>;
}

const none: readonly FieldProblem[] = Object.freeze([]);

/**
 * Everything that is wrong with these values: names that are no column, then by column what is missing, null, of another type, or against a rule.
 * A value of the wrong type is not shown to rules.
 * @param whole true for a new row, which must have every column that nothing else fills in.
 */
export function problemsIn(
  checks: Checks,
  values: Readonly<Record<string, unknown>>,
  whole: boolean,
): readonly FieldProblem[] {
  let problems: FieldProblem[] | undefined;
  let known = 0;
  for (const definition of checks.definitions) {
    const has = Object.hasOwn(values, definition.key);
    if (has) known += 1;
    const value = has ? values[definition.key] : undefined;
    const problem =
      value === undefined ? missing(definition, whole) : wrong(definition, value, checks.rules.get(definition.key));
    if (problem === undefined) continue;
    problems ??= [];
    problems.push(...problem);
  }
  if (known === Object.keys(values).length) return problems ?? none;
  return [...unknown(checks, values), ...(problems ?? none)];
}

/** @throws ValidationFailed */
export function validate(checks: Checks, values: Readonly<Record<string, unknown>>, whole: boolean): void {
  const problems = problemsIn(checks, values, whole);
  if (problems.length > 0) throw new ValidationFailed(checks.table, problems);
}

function missing(definition: ColumnDefinition, whole: boolean): FieldProblem[] | undefined {
  const { key, nullable, generated, default: preset, type } = definition;
  if (!whole || nullable || generated || preset !== undefined) return undefined;
  return [{ field: key, rule: "required", expects: `there, and ${type.expects}` }];
}

function wrong(
  { key, type, nullable }: ColumnDefinition,
  value: unknown,
  rules: readonly Rule<never>[] | undefined,
): FieldProblem[] | undefined {
  if (value === null) {
    // JSON has a null of its own.
    if (nullable || type.name === "json") return undefined;
    return [{ field: key, rule: "null", expects: `${type.expects}, not null` }];
  }
  if (!type.accepts(value)) return [{ field: key, rule: "type", expects: type.expects }];
  if (rules === undefined) return undefined;
  let broken: FieldProblem[] | undefined;
  for (const rule of rules) {
    if (rule.accepts(value as never)) continue;
    broken ??= [];
    broken.push({ field: key, rule: rule.name, expects: rule.expects });
  }
  return broken;
}

function unknown({ definitions }: Checks, values: Readonly<Record<string, unknown>>): FieldProblem[] {
  const names = definitions.map(({ key }) => key);
  return Object.keys(values)
    .filter((field) => !names.includes(field))
    .map((field) => ({ field, rule: "unknown", expects: `one of the columns ${names.join(", ")}` }));
}
