import { InvalidRule } from "../../errors/invalid-rule.js";

/** What a value of a column must be beyond its type. Asked only about values that are there and of the column's type. */
export interface Rule<Value> {
  /** Names the rule in a FieldProblem: "length". */
  readonly name: string;
  /** What is right, to stand after "must be": "between 1 and 80 characters long". */
  readonly expects: string;
  accepts(value: Value): boolean;
}

/** @throws InvalidRule unless both are numbers and in order. */
export function checkBounds(rule: string, least: number, most: number): void {
  if (least <= most) return;
  throw new InvalidRule(
    `${rule}(${least}, ${most})`,
    "its first bound is not at most its second",
    "Give the least first, then the most.",
    { least, most },
  );
}
