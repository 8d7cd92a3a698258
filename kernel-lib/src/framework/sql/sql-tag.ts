import { InvalidQuery } from "../errors/invalid-query.js";
import { bindAnything } from "./bind-value.js";
import type { BoundValue } from "./bound-value.js";
import { compileStatement } from "./compile/compile-statement.js";
import { Templates } from "./compile/template.js";
import { Expression } from "./expression.js";
import { expressionNode, parameter, type RawNode } from "./nodes/expression-node.js";
import type { CompiledQuery, DialectName, Query, SqlValue } from "./query.js";
import { RowsQuery } from "./rows-query.js";
import { Shapes } from "./shapes.js";
import { type Source, sourceInfo } from "./table.js";

/** Raw text with bound values: a query by itself, an expression inside another query (there in parentheses). */
export class Sql<T> extends Expression<T> implements Query<T> {
  declare readonly "~row"?: T;
  declare readonly node: RawNode;

  /** Its `writes` are null: nobody reads the text, which may write anywhere. */
  compile(dialect: DialectName): CompiledQuery {
    return compileStatement(this.node, this.values, dialect);
  }
}

/** What may stand between the pieces of text. */
export type SqlPart = SqlValue | Expression<unknown> | Source | Query<unknown>;

/** Shapes of each template in the program; the engine makes one array of strings for each place. */
const templates = new WeakMap<TemplateStringsArray, Shapes>();

/**
 * The one way to write text: `` sql<{ n: number }>`select length(${users.name}) as "n" from ${users} where ${users.id} = ${id}` ``. Columns and tables
 * are quoted, subqueries made by `select` are put in parentheses, all else is bound.
 * @throws InvalidQuery if it is called as a function, which would let a string from elsewhere become text; InvalidSqlValue for what cannot be bound.
 */
export function sql<T = unknown>(strings: TemplateStringsArray, ...given: readonly SqlPart[]): Sql<T> {
  let shapes = templates.get(strings);
  if (shapes === undefined) {
    // No data from outside is frozen twice over: only the engine makes such arrays.
    if (
      !Array.isArray(strings) ||
      !Object.isFrozen(strings) ||
      !Object.isFrozen(strings.raw) ||
      !Array.isArray(strings.raw)
    )
      throw new InvalidQuery("sql was called as a function", "Write it before a template: sql`…`.");
    shapes = new Shapes();
    templates.set(strings, shapes);
  }
  const parts: RawNode["parts"][number][] = [];
  const values: BoundValue[] = [];
  for (const part of given) {
    const [partNode, partValues] = partOf(part);
    parts.push(partNode);
    values.push(...partValues);
    shapes = shapes.get<Shapes>("part", partNode) ?? shapes.set("part", partNode, new Shapes());
  }
  const node = shapes.get<RawNode>("raw", null) ?? shapes.set("raw", null, rawNode(strings, parts));
  return new Sql<T>(node, values);
}

const rawNode = (strings: readonly string[], parts: RawNode["parts"]): RawNode =>
  expressionNode({
    kind: "raw",
    strings,
    parts: Object.freeze([...parts]),
    templates: new Templates(),
    type: null,
    holes: parts.reduce((sum, part) => sum + part.holes, 0),
  });

function partOf(part: SqlPart): readonly [RawNode["parts"][number], readonly BoundValue[]] {
  if (part instanceof Expression) return [part.node, part.values];
  if (part instanceof RowsQuery) return [part.node, part.values];
  if (typeof part === "object" && part !== null && sourceInfo in part) {
    const { source, values } = (part as Source)[sourceInfo];
    return [source, values];
  }
  return [parameter, [bindAnything("sql`…`", part)]];
}
