import type { Json } from "../../../base/json.js";
import { InvalidSqlValue } from "../../errors/invalid-sql-value.js";
import { JsonPath } from "../bound-value.js";
import { checkExpression, Expression } from "../expression.js";
import { expressionNode, type JsonNode } from "../nodes/expression-node.js";
import { jsonType, textType } from "../value-type.js";

/** A name in an object, or a position in an array, counted from 0. */
export type JsonStep = string | number;

function part<T>(place: string, operand: Expression<unknown>, steps: readonly JsonStep[], as: JsonNode["as"]) {
  const { node, values } = checkExpression(place, operand);
  if (steps.length === 0) throw new InvalidSqlValue(place, "a path of at least one name or position", steps);
  for (const step of steps)
    if (typeof step === "string" ? !step.isWellFormed() : !(Number.isSafeInteger(step) && step >= 0))
      throw new InvalidSqlValue(place, "a path of names and of positions counted from 0", step);
  const made =
    node.shapes.get<JsonNode>("json", as) ??
    node.shapes.set(
      "json",
      as,
      expressionNode<JsonNode>({
        kind: "json",
        operand: node,
        as,
        type: as === "json" ? jsonType : textType,
        holes: node.holes + 1,
      }),
    );
  return new Expression<T>(made, [...values, new JsonPath([...steps])]);
}

/** A part of a JSON value, as JSON: `jsonAt(events.data, "user", "roles", 0)`; null where there is none. The path is bound. @throws InvalidSqlValue */
export const jsonAt = <T extends Json = Json>(
  operand: Expression<unknown>,
  ...path: readonly JsonStep[]
): Expression<T | null> => part("jsonAt", operand, path, "json");

/**
 * A part of a JSON value as text: of a string its characters, of a number or boolean as JSON writes it; null where there is none, or JSON's null. How the text
 * of an object is spaced is the engine's. @throws InvalidSqlValue
 */
export const jsonText = (operand: Expression<unknown>, ...path: readonly JsonStep[]): Expression<string | null> =>
  part("jsonText", operand, path, "text");
