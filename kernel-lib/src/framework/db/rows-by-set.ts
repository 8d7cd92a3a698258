/** Rows of a shared statement, each to those of its set, in the order that it had there. O(rows), where they come in order. */
export function rowsBySet(
  rows: readonly [number, number, ...unknown[]][],
  columns: readonly string[],
  count: number,
): unknown[][] {
  const names = columns.slice(2);
  const sets = Array.from({ length: count }, (): unknown[] => []);
  for (const [asker, place, ...values] of rows) {
    const row: Record<string, unknown> = {};
    for (const [column, name] of names.entries()) row[name] = values[column];
    const set = sets[asker - 1];
    if (set !== undefined) set[place - 1] = row;
  }
  return sets;
}
