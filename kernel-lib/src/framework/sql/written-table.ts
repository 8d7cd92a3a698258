import { InvalidQuery } from "../errors/invalid-query.js";
import type { TableSource } from "./nodes/source-node.js";
import { type Source, type SourceInfo, sourceInfoOf } from "./table.js";

/** The table that a statement writes to. @throws InvalidQuery for a subquery or a table under another name. */
export function writtenTable(statement: string, table: Source): SourceInfo & { readonly source: TableSource } {
  const info = sourceInfoOf(statement, table);
  const { source } = info;
  if (source.kind === "table" && source.name === source.table) return { ...info, source };
  throw new InvalidQuery(
    `${statement} is given ${JSON.stringify(source.name)}, which is no table of its own`,
    "Give it the table itself.",
    { name: source.name },
  );
}
