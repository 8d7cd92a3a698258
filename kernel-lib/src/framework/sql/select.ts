import { InvalidQuery } from "../errors/invalid-query.js";
import { InvalidSqlValue } from "../errors/invalid-sql-value.js";
import { Column } from "./column.js";
import { compileStatement } from "./compile/compile-statement.js";
import { type Condition, checkExpression, type Expression, joinValues, noValues } from "./expression.js";
import { checkIdentifier } from "./identifier.js";
import { type ColumnNode, expressionNode } from "./nodes/expression-node.js";
import { emptySelect, extendSelect, type OrderNode, type SelectNode, slot } from "./nodes/select-node.js";
import { derivedSource, type SourceNode } from "./nodes/source-node.js";
import { asc, Order } from "./operators/order.js";
import type { CompiledQuery, DialectName, Query, SqlValue } from "./query.js";
import { type SelectedRow, type Selection, selectionOf, selectionOfSource } from "./selection.js";
import { type ColumnsOf, type Source, sourceInfo, sourceInfoOf, sourceOf } from "./table.js";

/**
 * A select on the way; every step returns another one. Steps may come in any order; those that may come twice (`where`, `having`, joins, `groupBy`,
 * `orderBy`) add to what is there, `limit` and `offset` may not.
 */
export class Select<Columns, Nullable extends string = never> implements Query<SelectedRow<Columns, Nullable>> {
  readonly node: SelectNode;
  readonly values: readonly SqlValue[];
  declare readonly "~row"?: SelectedRow<Columns, Nullable>;

  constructor(node: SelectNode, values: readonly SqlValue[]) {
    this.node = node;
    this.values = values;
  }

  /** Where the rows come from; not needed where a whole table is selected. @throws InvalidQuery if it has one. */
  from(source: Source): Select<Columns, Nullable> {
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
  innerJoin(source: Source, on: Condition): Select<Columns, Nullable> {
    return new Select(...this.#join("inner join", source, on));
  }

  /** As `innerJoin`; a row without partner is kept, the other source's columns being null. */
  leftJoin<Name extends string>(source: Source<Name>, on: Condition): Select<Columns, Nullable | Name> {
    return new Select(...this.#join("left join", source, on));
  }

  /** Only rows for which it is true; conditions of several calls must all be. */
  where(condition: Condition): Select<Columns, Nullable> {
    return this.#add("where", checkExpression("where", condition));
  }

  /** One row for each different combination of these. */
  groupBy(...expressions: readonly Expression<unknown>[]): Select<Columns, Nullable> {
    let query: Select<Columns, Nullable> = this;
    for (const expression of expressions) query = query.#add("group", checkExpression("groupBy", expression));
    return query;
  }

  /** Only groups for which it is true. */
  having(condition: Condition): Select<Columns, Nullable> {
    return this.#add("having", checkExpression("having", condition));
  }

  /** By the first term, then by the next; an expression alone counts as `asc`. */
  orderBy(...terms: readonly (Order | Expression<unknown>)[]): Select<Columns, Nullable> {
    let query: Select<Columns, Nullable> = this;
    for (const term of terms) query = query.#order(term instanceof Order ? term : asc(term));
    return query;
  }

  /** At most so many rows: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second limit. */
  limit(rows: number): Select<Columns, Nullable> {
    return this.#bound("limit", rows);
  }

  /** Without the first so many: a whole number of 0 or more, bound. @throws InvalidSqlValue; InvalidQuery for a second offset. */
  offset(rows: number): Select<Columns, Nullable> {
    return this.#bound("offset", rows);
  }

  /** Equal rows once. */
  distinct(): Select<Columns, Nullable> {
    const next =
      this.node.shapes.get<SelectNode>("distinct", null) ??
      this.node.shapes.set("distinct", null, extendSelect(this.node, { distinct: true }, 0));
    return new Select(next, this.values);
  }

  /**
   * A source for `from` and joins: its columns are those selected here. @throws InvalidIdentifier
   */
  as<Name extends string>(
    name: Name,
  ): Source<Name> & {
    readonly [Key in keyof Columns]: Column<SelectedRow<Columns, Nullable>[Key], Name, boolean>;
  } {
    checkIdentifier("a subquery", name);
    const source = derivedSource(this.node, name);
    const columns = Object.fromEntries(
      this.node.selection.entries.map((entry) => [entry.name, new Column(derivedColumn(source, entry), null)]),
    );
    return sourceOf(columns, {
      name,
      source,
      definitions: [],
      values: this.values,
      shapes: source.shapes,
    }) as never;
  }

  /** @throws InvalidQuery for a column of a source that is not in the query, or a source that is in it twice; UnsupportedSql. */
  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.node, this.values, dialect);
  }

  #join(word: "inner join" | "left join", source: Source, on: Condition): readonly [SelectNode, readonly SqlValue[]] {
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

  #add(clause: "where" | "group" | "having", { node: added, values }: Expression<unknown>): Select<Columns, Nullable> {
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

  #order(term: Order): Select<Columns, Nullable> {
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

  #bound(clause: "limit" | "offset", rows: number): Select<Columns, Nullable> {
    const { node } = this;
    if (!Number.isSafeInteger(rows) || rows < 0) throw new InvalidSqlValue(clause, "a whole number of 0 or more", rows);
    if (node[clause] !== null) throw new InvalidQuery(`it has two of ${clause}`, "Keep one of them.", { clause });
    const next =
      node.shapes.get<SelectNode>(clause, null) ??
      node.shapes.set(clause, null, extendSelect(node, { [clause]: node.holes }, 1));
    return new Select(next, [...this.values, rows]);
  }
}

const derivedColumn = (source: SourceNode, { name, node }: SelectNode["selection"]["entries"][number]): ColumnNode =>
  source.shapes.get<ColumnNode>("column", name) ??
  source.shapes.set(
    "column",
    name,
    expressionNode<ColumnNode>({ kind: "column", source, name, type: node.type, holes: 0 }),
  );

/** All columns of a table. */
export function select<From extends Source>(table: From): Select<ColumnsOf<From>>;
/** These columns: `select({ name: users.name, posts: count() }).from(users)`. @throws InvalidQuery, InvalidIdentifier */
export function select<Columns extends Selection>(columns: Columns): Select<Columns>;
export function select(what: Source | Selection): Select<Selection> {
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
