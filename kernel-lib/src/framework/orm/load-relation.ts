import type { Queryable } from "../db/database.js";
import { inList } from "../sql/operators/in-list.js";
import { select } from "../sql/select.js";
import type { DescribedRelation } from "./described-relation.js";

/** Keys a query: PostgreSQL takes 65,535 values in one, SQLite 32,766. */
const MOST_KEYS = 16_384;

type Row = Record<string, unknown>;

/**
 * Gives each of these rows, under the relation's name, what belongs to it: one query for all rows together, one for each 16,384 different keys.
 * Takes time linear in the rows of both sides.
 */
export async function loadRelation(db: Queryable, relation: DescribedRelation, rows: readonly Row[]): Promise<void> {
  const { kind, name, ownKey } = relation;
  const wanted = new Map<unknown, unknown>();
  for (const row of rows) {
    const key = row[ownKey];
    if (key !== null) wanted.set(comparable(key), key);
  }
  const related = new Map<unknown, Row[]>();
  const keys = [...wanted.values()];
  for (let from = 0; from < keys.length; from += MOST_KEYS)
    await loadPart(db, relation, keys.slice(from, from + MOST_KEYS), related);
  for (const row of rows) {
    const found = related.get(comparable(row[ownKey]));
    // Each row gets an array of its own: two rows may hold the same foreign key only in a relation to one.
    row[name] = kind === "many" ? (found ?? []) : (found?.[0] ?? null);
  }
}

async function loadPart(
  db: Queryable,
  { target, column, targetKey }: DescribedRelation,
  keys: readonly unknown[],
  into: Map<unknown, Row[]>,
): Promise<void> {
  let query = select(target.table).where(inList(column, padded(keys) as never));
  if (target.key !== undefined) query = query.orderBy(target.key.column);
  for (const raw of await db.all(query)) {
    const row = target.read(raw);
    const key = comparable(row[targetKey]);
    const group = into.get(key);
    if (group === undefined) into.set(key, [row]);
    else group.push(row);
  }
}

/** Up to a power of two by repeating the last key: lists of all lengths make 15 statements, which stay compiled, instead of 16,384. */
function padded(keys: readonly unknown[]): readonly unknown[] {
  const size = 2 ** Math.ceil(Math.log2(keys.length));
  return [...keys, ...new Array(size - keys.length).fill(keys.at(-1))];
}

/** Two equal moments are two objects. */
const comparable = (key: unknown): unknown => (key instanceof Date ? key.getTime() : key);
