import { TransactionOver } from "../errors/transaction-over.js";
import type {
  QueryBypass,
  QueryHit,
  QueryMiss,
  QueryTables,
  QueryTransaction,
  QueryTransactionOptions,
  UntilKnown,
} from "./query-cache.js";
import type { QueryEntries, QueryReader } from "./query-entries.js";
import { checkTables } from "./table-lists.js";

/** What one transaction may be given, by what it has written and what was written since it began. */
export class TableTransaction<Value> implements QueryTransaction<Value> {
  readonly #entries: QueryEntries<Value>;
  readonly #isolation: QueryTransactionOptions["isolation"];
  /** Not later than the snapshot: the database takes it with the first statement. */
  readonly #began: number;
  #hasSnapshot = false;
  readonly #written = new Set<string>();
  #wroteAll = false;
  #over = false;

  constructor(entries: QueryEntries<Value>, isolation: QueryTransactionOptions["isolation"]) {
    this.#entries = entries;
    this.#isolation = isolation;
    this.#began = entries.stamps.now;
  }

  read(fingerprint: string, tables: QueryTables): QueryHit<Value> | QueryMiss<Value> | QueryBypass {
    this.#check();
    checkTables(tables);
    if (!this.#wrote(tables)) return this.#entries.read(fingerprint, tables, this.#reader());
    this.#entries.bypasses++;
    return { kind: "bypass" };
  }

  write(tables: QueryTables): void {
    this.#check();
    checkTables(tables);
    if (tables === "all") this.#wroteAll = true;
    else for (const table of tables) this.#written.add(table);
  }

  snapshotTaken(): void {
    this.#check();
    this.#hasSnapshot = true;
  }

  async commit<Result>(send: () => Promise<Result>, untilKnown?: UntilKnown): Promise<Result> {
    this.#check();
    this.#over = true;
    if (this.#wroteAll) return this.#entries.write("all", send, untilKnown);
    return this.#written.size === 0 ? send() : this.#entries.write([...this.#written], send, untilKnown);
  }

  rollback(): void {
    this.#check();
    this.#over = true;
  }

  #reader(): QueryReader {
    const answered = (tables: QueryTables) => {
      this.#hasSnapshot = true;
      // A write that was sent after the read may all the same have come before it.
      return !this.#wrote(tables);
    };
    // Any other isolation than these two, as a program without types may name one, is served as the strictest.
    if (this.#isolation === "read-committed") return { since: this.#entries.stamps.now, mayHit: true, answered };
    return { since: this.#began, mayHit: this.#isolation === "snapshot" && this.#hasSnapshot, answered };
  }

  #wrote(tables: QueryTables): boolean {
    if (this.#wroteAll) return true;
    return tables === "all" ? this.#written.size > 0 : tables.some((table) => this.#written.has(table));
  }

  #check(): void {
    if (this.#over) throw new TransactionOver();
  }
}
