import { InvalidQuery } from "../errors/invalid-query.js";
import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import type { BoundValue } from "./bound-value.js";
import { addValue, type Condition, checkExpression, type Expression, joinValues, noValues } from "./expression.js";
import {
  emptySelect,
  extendSelect,
  type JoinWord,
  type LockNode,
  type OrderNode,
  type SelectNode,
  slot,
} from "./nodes/select-node.js";
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
    const { node } = this;
    if (node.from !== null) throw new InvalidQuery("it has two sources in from", "Join the second one.");
    const next =
      node.shapes.get<SelectNode>("from", info.source) ??
      node.shapes.set(
        "from",
        info.source,
        extendSelect(node, { from: slot(info.source, node.holes) }, info.source.holes),
      );
    return new Select(next, joinValues(this.values, info.values));
  }

  /** Each row with each row of the other source for which `on` is true. */
  innerJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable, Names | Name> {
    return new Select(...this.#join("inner join", source, on));
  }

  /** As `innerJoin`; a row without partner is kept, the other source's columns being null. */
  leftJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable | Name, Names | Name> {
    return new Select(...this.#join("left join", source, on));
  }

  /** As `innerJoin`; a row of the other source without partner is kept, the columns of all before being null. */
  rightJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable | Names, Names | Name> {
    return new Select(...this.#join("right join", source, on));
  }

  /** As `innerJoin`; a row without partner is kept, whichever side it is on. */
  fullJoin<Name extends string>(
    source: Source<Name>,
    on: Condition,
  ): Select<Columns, Nullable | Names | Name, Names | Name> {
    return new Select(...this.#join("full join", source, on));
  }

  /** Each row with each row of the other source. */
  crossJoin<Name extends string>(source: Source<Name>): Select<Columns, Nullable, Names | Name> {
    const { node } = this;
    const info = sourceInfoOf("cross join", source);
    const next =
      node.shapes.get<SelectNode>("cross join", info.source) ??
      node.shapes.set(
        "cross join",
        info.source,
        extendSelect(
          node,
          {
            joins: Object.freeze([
              ...node.joins,
              Object.freeze({ word: "cross join" as const, source: slot(info.source, node.holes), on: null }),
            ]),
          },
          info.source.holes,
        ),
      );
    return new Select(next, joinValues(this.values, info.values));
  }

  /** Only rows for which it is true; conditions of several calls must all be. */
  where(condition: Condition): Select<Columns, Nullable, Names> {
    return this.#add("where", checkExpression("where", condition));
  }

  /** One row for each different combination of these. */
  groupBy(...expressions: readonly Expression<unknown>[]): Select<Columns, Nullable, Names> {
    let query: Select<Columns, Nullable, Names> = this;
    for (const expression of expressions) query = query.#add("group", checkExpression("groupBy", expression));
    return query;
  }

  /** Only groups for which it is true. */
  having(condition: Condition): Select<Columns, Nullable, Names> {
    return this.#add("having", checkExpression("having", condition));
  }

  /** By the first term, then by the next; an expression alone counts as `asc`. */
  orderBy(...terms: readonly (Order | Expression<unknown>)[]): Select<Columns, Nullable, Names> {
    let query: Select<Columns, Nullable, Names> = this;
    for (const term of terms) query = query.#order(term instanceof Order ? term : asc(term));
    return query;
  }

  /** At most so many rows: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second limit. */
  limit(rows: number): Select<Columns, Nullable, Names> {
    return this.#bound("limit", rows);
  }

  /** Without the first so many: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second offset. */
  offset(rows: number): Select<Columns, Nullable, Names> {
    return this.#bound("offset", rows);
  }

  /** Equal rows once. */
  distinct(): Select<Columns, Nullable, Names> {
    const next =
      this.node.shapes.get<SelectNode>("distinct", null) ??
      this.node.shapes.set("distinct", null, extendSelect(this.node, { distinct: true }, 0));
    return new Select(next, this.values);
  }

  /**
   * The rows are locked until the transaction ends: nobody else changes them meanwhile, nor locks them so. `skipLocked` leaves out the rows that others have locked,
   * `noWait` fails at once. SQLite has no locks of rows. @throws InvalidQuery for a second lock.
   */
  forUpdate(options: LockOptions = {}): Select<Columns, Nullable, Names> {
    return this.#lock("update", options);
  }

  /** As `forUpdate`, but others may lock the rows so too, and nobody may change them. */
  forShare(options: LockOptions = {}): Select<Columns, Nullable, Names> {
    return this.#lock("share", options);
  }

  #join(word: JoinWord, source: Source, on: Condition): readonly [SelectNode, readonly BoundValue[]] {
    const { node } = this;
    const info = sourceInfoOf(word, source);
    const condition = checkExpression("on", on);
    const pending =
      node.shapes.get<SelectNode>(word, info.source) ??
      node.shapes.set(word, info.source, extendSelect(node, {}, info.source.holes));
    let next = pending.shapes.get<SelectNode>("on", condition.node);
    if (next === undefined) {
      const join = Object.freeze({
        word,
        source: slot(info.source, node.holes),
        on: slot(condition.node, pending.holes),
      });
      const joins = Object.freeze([...node.joins, join]);
      next = pending.shapes.set("on", condition.node, extendSelect(pending, { joins }, condition.node.holes));
    }
    return [next, joinValues(joinValues(this.values, info.values), condition.values)];
  }

  #add(
    clause: "where" | "group" | "having",
    { node: added, values }: Expression<unknown>,
  ): Select<Columns, Nullable, Names> {
    const { node } = this;
    const next =
      node.shapes.get<SelectNode>(clause, added) ??
      node.shapes.set(
        clause,
        added,
        extendSelect(node, { [clause]: Object.freeze([...node[clause], slot(added, node.holes)]) }, added.holes),
      );
    return new Select(next, joinValues(this.values, values));
  }

  #lock(strength: LockNode["strength"], options: LockOptions): Select<Columns, Nullable, Names> {
    const { node } = this;
    const waiting = options.skipLocked === true ? "skip locked" : options.noWait === true ? "nowait" : "wait";
    if (node.lock !== null) throw new InvalidQuery("it has two locks", "Keep one of them.");
    if (options.skipLocked === true && options.noWait === true)
      throw new InvalidQuery("its lock both skips rows and does not wait for them", "Keep one of the two.");
    const step = `for ${strength}`;
    const next =
      node.shapes.get<SelectNode>(step, waiting) ??
      node.shapes.set(step, waiting, extendSelect(node, { lock: Object.freeze({ strength, waiting }) }, 0));
    return new Select(next, this.values);
  }

  #order(term: Order): Select<Columns, Nullable, Names> {
    const { node } = this;
    const next =
      node.shapes.get<SelectNode>("order", term.node) ??
      node.shapes.set(
        "order",
        term.node,
        extendSelect(
          node,
          { order: Object.freeze([...node.order, slot<OrderNode>(term.node, node.holes)]) },
          term.node.holes,
        ),
      );
    return new Select(next, joinValues(this.values, term.values));
  }

  #bound(clause: "limit" | "offset", rows: number): Select<Columns, Nullable, Names> {
    const { node } = this;
    if (!Number.isSafeInteger(rows) || rows < 0) throw new InvalidSqlValue(clause, "a whole number of 0 or more", rows);
    if (node[clause] !== null) throw new InvalidQuery(`it has two of ${clause}`, "Keep one of them.", { clause });
    const next =
      node.shapes.get<SelectNode>(clause, null) ??
      node.shapes.set(clause, null, extendSelect(node, { [clause]: node.holes }, 1));
    return new Select(next, addValue(this.values, rows));
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
