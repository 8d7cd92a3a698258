import { InvalidQuery } from "../../errors/invalid-query.js";
import { InvalidSqlValue } from "../../errors/invalid-sql-value.js";
import type { BoundValue } from "../bound-value.js";
import { checkExpression, Expression, noValues } from "../expression.js";
import {
  expressionNode,
  type WindowFunctionName,
  type WindowFunctionNode,
  type WindowNode,
} from "../nodes/expression-node.js";
import type { OrderNode } from "../nodes/select-node.js";
import { Shapes } from "../shapes.js";
import { numberType, type ValueType } from "../value-type.js";
import { asc, Order } from "./order.js";

/** A function that has a meaning only over a window: `over(rank(), { orderBy: [desc(posts.likes)] })`. */
export class WindowFunction<T> {
  readonly node: WindowFunctionNode;
  readonly values: readonly BoundValue[];
  /** Never there: carries the type. */
  declare readonly "~value"?: T;

  constructor(node: WindowFunctionNode, values: readonly BoundValue[]) {
    this.node = node;
    this.values = values;
  }
}

/** Where a frame begins or ends. */
export type FrameBound =
  | "unbounded preceding"
  | "current row"
  | "unbounded following"
  | { readonly preceding: number }
  | { readonly following: number };

/** The rows that a window function sees, of each row's partition. */
export interface Window {
  readonly partitionBy?: readonly Expression<unknown>[];
  /** An expression alone counts as `asc`. */
  readonly orderBy?: readonly (Order | Expression<unknown>)[];
  /** From and to, counted in rows, in rows that the order takes for equal (groups), or by the order's value (range). The engine's own where absent. */
  readonly frame?: { readonly [Unit in "rows" | "range" | "groups"]?: readonly [FrameBound, FrameBound] };
}

/**
 * A window function or an aggregate for each row, over the rows of its window: the rows stay.
 * @throws InvalidQuery for what is no window function or aggregate; InvalidSqlValue for a frame that is none.
 */
export function over<T>(what: WindowFunction<T> | Expression<T>, window: Window = {}): Expression<T> {
  const { node } = what;
  if (node?.kind !== "window-function" && node?.kind !== "aggregate" && node?.kind !== "filtered")
    throw new InvalidQuery(
      "over takes a window function or an aggregate",
      "Give it rowNumber(), rank(), lag(…) and the like, or count(), sum(…), avg(…), min(…) or max(…).",
    );
  const values = [...what.values];
  let { shapes } = node;
  const step = (name: string, key: unknown): void => {
    shapes = shapes.get<Shapes>(name, key) ?? shapes.set(name, key, new Shapes());
  };
  const partition = (window.partitionBy ?? []).map((given) => {
    const part = checkExpression("partitionBy", given);
    values.push(...part.values);
    step("partition", part.node);
    return part.node;
  });
  const order = (window.orderBy ?? []).map((given): OrderNode => {
    const term = given instanceof Order ? given : asc(given);
    values.push(...term.values);
    step("order", term.node);
    return term.node;
  });
  const frame = frameText(window.frame);
  const made =
    shapes.get<WindowNode>("over", frame) ??
    shapes.set(
      "over",
      frame,
      expressionNode<WindowNode>({
        kind: "window",
        operand: node,
        partition: Object.freeze(partition),
        order: Object.freeze(order),
        frame,
        type: node.type,
        holes: [...partition, ...order].reduce((sum, { holes }) => sum + holes, node.holes),
      }),
    );
  return new Expression<T>(made, values.length === 0 ? noValues : values);
}

const units = ["rows", "range", "groups"] as const;

function frameText(frame: Window["frame"]): string | null {
  if (frame === undefined) return null;
  const given = units.filter((unit) => frame[unit] !== undefined);
  const [unit] = given;
  const bounds = unit === undefined ? undefined : frame[unit];
  if (given.length !== 1 || bounds === undefined || bounds.length !== 2)
    throw new InvalidSqlValue("frame", "one of rows, range and groups, with two bounds", frame);
  return `${unit} between ${boundText(bounds[0])} and ${boundText(bounds[1])}`;
}

const words: ReadonlySet<unknown> = new Set(["unbounded preceding", "current row", "unbounded following"]);

function boundText(bound: FrameBound): string {
  if (words.has(bound)) return bound as string;
  for (const side of ["preceding", "following"] as const) {
    const count: unknown =
      typeof bound === "object" && bound !== null ? (bound as Record<string, unknown>)[side] : null;
    if (Number.isSafeInteger(count) && (count as number) >= 0) return `${count} ${side}`;
  }
  throw new InvalidSqlValue(
    "frame",
    'a bound: "unbounded preceding", "current row", "unbounded following", { preceding: n } or { following: n }',
    bound,
  );
}

const known = new Shapes();

function windowFunction<T>(
  name: WindowFunctionName,
  type: ValueType | null,
  operand?: Expression<unknown>,
  count: number | null = null,
): WindowFunction<T> {
  if (count !== null && !(Number.isSafeInteger(count) && count >= (name === "lag" || name === "lead" ? 0 : 1)))
    throw new InvalidSqlValue(name, "a whole number, counted from one", count);
  const given = operand === undefined ? null : checkExpression(name, operand);
  const shapes = given?.node.shapes ?? known;
  const made =
    shapes.get<WindowFunctionNode>(name, count) ??
    shapes.set(
      name,
      count,
      expressionNode<WindowFunctionNode>({
        kind: "window-function",
        function: name,
        operand: given?.node ?? null,
        count,
        type,
        holes: given?.node.holes ?? 0,
      }),
    );
  return new WindowFunction(made, given?.values ?? noValues);
}

/** 1, 2, 3 … in the window's order. */
export const rowNumber = (): WindowFunction<number> => windowFunction("row_number", numberType);
/** The place in the window's order; rows that are equal share one, and leave out as many after it. */
export const rank = (): WindowFunction<number> => windowFunction("rank", numberType);
/** As `rank`, without leaving any out. */
export const denseRank = (): WindowFunction<number> => windowFunction("dense_rank", numberType);
/** (rank - 1) / (rows - 1). */
export const percentRank = (): WindowFunction<number> => windowFunction("percent_rank", numberType);
/** The share of rows up to and with this one. */
export const cumeDist = (): WindowFunction<number> => windowFunction("cume_dist", numberType);
/** In which of so many groups, as equal as can be, counted from 1. */
export const ntile = (groups: number): WindowFunction<number> => windowFunction("ntile", numberType, undefined, groups);
/** The value so many rows before; null where there is none. */
export const lag = <T>(operand: Expression<T>, rows = 1): WindowFunction<T | null> =>
  windowFunction("lag", operand.node.type, operand, rows);
/** The value so many rows after; null where there is none. */
export const lead = <T>(operand: Expression<T>, rows = 1): WindowFunction<T | null> =>
  windowFunction("lead", operand.node.type, operand, rows);
/** The value of the frame's first row. */
export const firstValue = <T>(operand: Expression<T>): WindowFunction<T | null> =>
  windowFunction("first_value", operand.node.type, operand);
/** The value of the frame's last row: by itself a frame ends at the row itself. */
export const lastValue = <T>(operand: Expression<T>): WindowFunction<T | null> =>
  windowFunction("last_value", operand.node.type, operand);
/** The value of the frame's row with this number, counted from 1; null where there is none. */
export const nthValue = <T>(operand: Expression<T>, row: number): WindowFunction<T | null> =>
  windowFunction("nth_value", operand.node.type, operand, row);
