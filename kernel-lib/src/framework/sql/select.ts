import { InvalidQuery } from "../errors/invalid-query.js";
import type { BoundValue } from "./bound-value.js";
import { addValue, type Condition, checkExpression, type Expression, joinValues, noValues } from "./expression.js";
import { checkBound } from "./nodes/check-bound.js";
import { emptySelect, extendSelect, type LockNode, type SelectNode } from "./nodes/select-node.js";
import {
  stepClause,
  stepCrossJoin,
  stepDistinct,
  stepFrom,
  stepJoin,
  stepLock,
  stepOrder,
} from "./nodes/select-steps.js";
import { stepBound } from "./nodes/step-bound.js";
import { asc, Order } from "./operators/order.js";
import { RowsQuery } from "./rows-query.js";
import { type SelectedRow, type Selection, selectionOf, selectionOfSource } from "./selection.js";
import { type ColumnsOf, type Source, sourceInfo, sourceInfoOf } from "./table.js";

/**
 * A select on the way; every step returns another one. Steps may come in any order; those that may come twice (`where`, `having`, joins, `groupBy`,
 * `orderBy`) add to what is there, `limit` and `offset` may not.
 */
export class Select<Columns, Nullable extends string = never, Names extends string = never> extends RowsQuery<
  SelectedRow<Columns, Nullable>
> {
  declare readonly node: SelectNode;

  constructor(node: SelectNode, values: readonly BoundValue[]) {
    super(node, values);
  }

  /** Where the rows come from; not needed where a whole table is selected. @throws InvalidQuery if it has one. */
  from<Name extends string>(source: Source<Name>): Select<Columns, Nullable, Names | Name> {
    const info = sourceInfoOf("from", source);
    return new Select(stepFrom(this.node, info.source), joinValues(this.values, info.values));
  }

  /** Each row with each row of the other source for which `on` is true. */
  innerJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable, Names | Name> {
    const info = sourceInfoOf("inner join", source);
    const condition = checkExpression("on", on);
    const values = joinValues(joinValues(this.values, info.values), condition.values);
    return new Select(stepJoin(this.node, "inner join", info.source, condition.node), values);
  }

  /** As `innerJoin`; a row without partner is kept, the other source's columns being null. */
  leftJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable | Name, Names | Name> {
    const info = sourceInfoOf("left join", source);
    const condition = checkExpression("on", on);
    const values = joinValues(joinValues(this.values, info.values), condition.values);
    return new Select(stepJoin(this.node, "left join", info.source, condition.node), values);
  }

  /** As `innerJoin`; a row of the other source without partner is kept, the columns of all before being null. */
  rightJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable | Names, Names | Name> {
    const info = sourceInfoOf("right join", source);
    const condition = checkExpression("on", on);
    const values = joinValues(joinValues(this.values, info.values), condition.values);
    return new Select(stepJoin(this.node, "right join", info.source, condition.node), values);
  }

  /** As `innerJoin`; a row without partner is kept, whichever side it is on. */
  fullJoin<Name extends string>(
    source: Source<Name>,
    on: Condition,
  ): Select<Columns, Nullable | Names | Name, Names | Name> {
    const info = sourceInfoOf("full join", source);
    const condition = checkExpression("on", on);
    const values = joinValues(joinValues(this.values, info.values), condition.values);
    return new Select(stepJoin(this.node, "full join", info.source, condition.node), values);
  }

  /** Each row with each row of the other source. */
  crossJoin<Name extends string>(source: Source<Name>): Select<Columns, Nullable, Names | Name> {
    const info = sourceInfoOf("cross join", source);
    return new Select(stepCrossJoin(this.node, info.source), joinValues(this.values, info.values));
  }

  /** Only rows for which it is true; conditions of several calls must all be. */
  where(condition: Condition): Select<Columns, Nullable, Names> {
    const { node, values } = checkExpression("where", condition);
    return new Select(stepClause(this.node, "where", node), joinValues(this.values, values));
  }

  /** One row for each different combination of these. */
  groupBy(...expressions: readonly Expression<unknown>[]): Select<Columns, Nullable, Names> {
    let { node, values }: Pick<this, "node" | "values"> = this;
    for (const expression of expressions) {
      const given = checkExpression("groupBy", expression);
      node = stepClause(node, "group", given.node);
      values = joinValues(values, given.values);
    }
    return new Select(node, values);
  }

  /** Only groups for which it is true. */
  having(condition: Condition): Select<Columns, Nullable, Names> {
    const { node, values } = checkExpression("having", condition);
    return new Select(stepClause(this.node, "having", node), joinValues(this.values, values));
  }

  /** By the first term, then by the next; an expression alone counts as `asc`. */
  orderBy(...terms: readonly (Order | Expression<unknown>)[]): Select<Columns, Nullable, Names> {
    let { node, values }: Pick<this, "node" | "values"> = this;
    for (const term of terms) {
      const given = term instanceof Order ? term : asc(term);
      node = stepOrder(node, given.node);
      values = joinValues(values, given.values);
    }
    return new Select(node, values);
  }

  /** At most so many rows: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second limit. */
  limit(rows: number): Select<Columns, Nullable, Names> {
    return new Select(stepBound(this.node, "limit", extendSelect), addValue(this.values, checkBound("limit", rows)));
  }

  /** Without the first so many: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second offset. */
  offset(rows: number): Select<Columns, Nullable, Names> {
    return new Select(stepBound(this.node, "offset", extendSelect), addValue(this.values, checkBound("offset", rows)));
  }

  /** Equal rows once. */
  distinct(): Select<Columns, Nullable, Names> {
    return new Select(stepDistinct(this.node), this.values);
  }

  /**
   * The rows are locked until the transaction ends: nobody else changes them meanwhile, nor locks them so. `skipLocked` leaves out the rows that others have locked,
   * `noWait` fails at once. SQLite has no locks of rows. @throws InvalidQuery for a second lock.
   */
  forUpdate(options: LockOptions = {}): Select<Columns, Nullable, Names> {
    return new Select(stepLock(this.node, lockOf("update", options)), this.values);
  }

  /** As `forUpdate`, but others may lock the rows so too, and nobody may change them. */
  forShare(options: LockOptions = {}): Select<Columns, Nullable, Names> {
    return new Select(stepLock(this.node, lockOf("share", options)), this.values);
  }
}

/** What is done about rows that others have locked; waited for them where nothing is said. */
export interface LockOptions {
  readonly skipLocked?: boolean;
  readonly noWait?: boolean;
}

/** All columns of a table. */
export function select<From extends Source>(
  table: From,
): Select<ColumnsOf<From>, never, From extends Source<infer Name> ? Name : never>;
/** These columns: `select({ name: users.name, posts: count() }).from(users)`. @throws InvalidQuery, InvalidIdentifier */
export function select<Columns extends Selection>(columns: Columns): Select<Columns>;
export function select(what: Source | Selection): Select<Selection, never, string> {
  if (sourceInfo in what) {
    const info = sourceInfoOf("select", what as Source);
    const node =
      info.shapes.get<SelectNode>("select", null) ??
      info.shapes.set("select", null, emptySelect(selectionOfSource(info, what), info.source));
    return new Select(node, info.values);
  }
  const { node, values } = selectionOf(what as Selection);
  const start = node.shapes.get<SelectNode>("", null) ?? node.shapes.set("", null, emptySelect(node, null));
  return new Select(start, values.length === 0 ? noValues : values);
}

/** @throws InvalidQuery */
function lockOf(strength: LockNode["strength"], { skipLocked, noWait }: LockOptions): LockNode {
  if (skipLocked === true && noWait === true)
    throw new InvalidQuery("its lock both skips rows and does not wait for them", "Keep one of the two.");
  return { strength, waiting: skipLocked === true ? "skip locked" : noWait === true ? "nowait" : "wait" };
}
