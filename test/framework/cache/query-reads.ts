import type { QueryFill, QueryTables, QueryTransaction } from "../../../kernel-lib/src/framework/cache/query-cache.ts";

/** What is sent, and applied at once. */
export const nothing = async () => {};
export const lost = () => Promise.reject(new Error("lost"));

/** The cache or a transaction of it. */
type Reader = Pick<QueryTransaction<string>, "read">;

/** The value of a hit; else "miss" or "bypass". */
export function got(reader: Reader, query: string, tables: QueryTables): string {
  const read = reader.read(query, tables);
  return read.kind === "hit" ? read.value : read.kind;
}

/** Begins a read that must be a miss. */
export function missed(reader: Reader, query: string, tables: QueryTables): QueryFill<string> {
  const read = reader.read(query, tables);
  if (read.kind !== "miss") throw new Error(`a ${read.kind}`);
  return read.fill;
}

/** A read that must be a miss; what is put is the query. */
export const put = (reader: Reader, query: string, tables: QueryTables) => missed(reader, query, tables).put(query);
