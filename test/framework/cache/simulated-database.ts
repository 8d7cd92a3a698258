import type { QueryTables } from "../../../kernel-lib/src/framework/cache/query-cache.ts";

export const tableNames = ["a", "b", "c", "__proto__"];

/** By table the version of its rows; each write makes one that there never was. */
type State = ReadonlyMap<string, number>;

const named = (tables: QueryTables) => (tables === "all" ? tableNames : tables);
/** What a query of these tables answers: "a7 b12". */
const shown = (state: State, tables: QueryTables) => named(tables).map((table) => `${table}${state.get(table)}`);

/** A database of versioned tables, in which nothing happens but what is told. */
export class SimulatedDatabase {
  committed: State = new Map(tableNames.map((table) => [table, 0]));
  /** By table all versions that were ever committed, in order. */
  readonly history = new Map(tableNames.map((table) => [table, [0]]));
  #version = 0;

  /** What a query that sees all that is committed answers now. */
  answer(tables: QueryTables): string {
    return shown(this.committed, tables).join(" ");
  }

  versions(tables: QueryTables): State {
    return new Map(named(tables).map((table) => [table, ++this.#version]));
  }

  apply(writes: State): void {
    this.committed = new Map([...this.committed, ...writes]);
    for (const [table, version] of writes) this.history.get(table)?.push(version);
  }
}

export type Isolation = "read-committed" | "snapshot" | "serializable";

/** A transaction, whose snapshot is taken by its first statement. */
export class SimulatedTransaction {
  readonly isolation: Isolation;
  readonly writes = new Map<string, number>();
  readonly #database: SimulatedDatabase;
  #snapshot: State | undefined;
  /** What was said in its name before it had a snapshot, to be compared with it. */
  readonly #said: { readonly tables: QueryTables; readonly value: string }[] = [];

  constructor(database: SimulatedDatabase, isolation: Isolation) {
    this.#database = database;
    this.isolation = isolation;
  }

  wrote(tables: QueryTables): boolean {
    return named(tables).some((table) => this.writes.has(table));
  }

  /** Runs a query. */
  answer(tables: QueryTables): string {
    return shown(new Map([...this.#view(), ...this.writes]), tables).join(" ");
  }

  /** Runs a write. */
  write(tables: QueryTables): void {
    this.#view();
    for (const [table, version] of this.#database.versions(tables)) this.writes.set(table, version);
  }

  /** Something else answered in its place: throws if it would not have said so, now or once it has a snapshot. */
  check(tables: QueryTables, value: string): void {
    if (this.isolation === "serializable") throw new Error("a serializable transaction had a hit");
    if (this.isolation === "snapshot" && this.#snapshot === undefined) this.#said.push({ tables, value });
    else if (this.answer(tables) !== value) throw new Error(`${value} in place of ${this.answer(tables)}`);
  }

  #view(): State {
    if (this.isolation === "read-committed") return this.#database.committed;
    this.#snapshot ??= this.#database.committed;
    for (const { tables, value } of this.#said.splice(0)) {
      const should = shown(this.#snapshot, tables).join(" ");
      if (should !== value) throw new Error(`${value} before the snapshot, in which it is ${should}`);
    }
    return this.#snapshot;
  }
}
