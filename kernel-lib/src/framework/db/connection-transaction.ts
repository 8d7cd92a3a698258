import { TransactionInUse } from "../errors/transaction-in-use.js";
import { TransactionNotAwaited } from "../errors/transaction-not-awaited.js";
import { TransactionNotCommitted } from "../errors/transaction-not-committed.js";
import { TransactionOver } from "../errors/transaction-over.js";
import type { DialectName, Query } from "../sql/query.js";
import { cancellable } from "./cancellable.js";
import type { Connection, MaybePromise } from "./connection.js";
import type { BatchRows, QueryOptions, RunResult, Transaction, TransactionOptions } from "./database.js";
import { decodeBatch, decodeFirst, decodeRows } from "./decode-rows.js";

/**
 * Runs `work` in a transaction of `connection`, which nobody else may use meanwhile. A connection on which the transaction could be
 * neither committed nor rolled back is told to `onLost`.
 */
export async function runTransaction<T>(
  connection: Connection,
  work: (tx: Transaction) => Promise<T>,
  options: TransactionOptions,
  onLost: () => void,
): Promise<T> {
  const transaction = new ConnectionTransaction(connection, null);
  try {
    await connection.begin(options);
    const result = await transaction.finish(work);
    await connection.commit();
    return result;
  } catch (error) {
    try {
      await connection.rollback();
    } catch {
      // What went wrong first is what the caller must see. The connection may still be in the transaction: it is given up, and with it that.
      onLost();
    }
    throw error;
  }
}

class ConnectionTransaction implements Transaction {
  readonly #connection: Connection;
  readonly #outer: ConnectionTransaction | null;
  readonly #depth: number;
  #over = false;
  #hasInner = false;
  /** An inner transaction could not be undone alone: all must be. */
  #lost = false;
  readonly #running = new Set<Promise<unknown>>();

  constructor(connection: Connection, outer: ConnectionTransaction | null) {
    this.#connection = connection;
    this.#outer = outer;
    this.#depth = outer === null ? 0 : outer.#depth + 1;
  }

  get dialect(): DialectName {
    return this.#connection.dialect;
  }

  async all<Row>(query: Query<Row>, { signal }: QueryOptions = {}): Promise<Row[]> {
    const compiled = this.#compile(query);
    return decodeRows(compiled, await this.#run(signal, () => this.#connection.all(compiled)));
  }

  async first<Row>(query: Query<Row>, { signal }: QueryOptions = {}): Promise<Row | undefined> {
    const compiled = this.#compile(query);
    return decodeFirst(compiled, await this.#run(signal, () => this.#connection.first(compiled)));
  }

  async run(query: Query<unknown>, { signal }: QueryOptions = {}): Promise<RunResult> {
    const compiled = this.#compile(query);
    return this.#run(signal, () => this.#connection.run(compiled));
  }

  /** What is asked of the connection at once, so that the order stays; noted until it is answered. */
  #run<T>(signal: AbortSignal | undefined, work: () => MaybePromise<T>): MaybePromise<T> {
    return this.#noted(signal === undefined ? work() : cancellable(this.#connection, signal, work));
  }

  async batch<const Queries extends readonly Query<unknown>[]>(queries: Queries): Promise<BatchRows<Queries>> {
    const compiled = queries.map((query) => this.#compile(query));
    const answers = await this.#noted(this.#connection.batch(compiled, null));
    return decodeBatch(compiled, answers) as BatchRows<Queries>;
  }

  /** An engine in this process has answered already. */
  #noted<T>(answer: MaybePromise<T>): MaybePromise<T> {
    if (!(answer instanceof Promise)) return answer;
    this.#running.add(answer);
    const over = () => {
      this.#running.delete(answer);
    };
    answer.then(over, over);
    return answer;
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    this.#check();
    this.#hasInner = true;
    const savepoint = `covet_${this.#depth}`;
    try {
      await this.#execute(`savepoint ${savepoint}`);
      const result = await new ConnectionTransaction(this.#connection, this).finish(work);
      await this.#execute(`release savepoint ${savepoint}`);
      return result;
    } catch (error) {
      try {
        await this.#execute(`rollback to savepoint ${savepoint}`);
        await this.#execute(`release savepoint ${savepoint}`);
      } catch {
        // The error to see is the first one. What the inner transaction did stands, so the outer ones must not be committed.
        this.#lost = true;
      }
      throw error;
    } finally {
      this.#hasInner = false;
    }
  }

  /** Runs `work`; this is over when it returns or throws. */
  async finish<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    try {
      const result = await work(this);
      if (this.#hasInner) throw new TransactionInUse();
      await this.#endRunning();
      if (this.#lost) throw new TransactionNotCommitted();
      return result;
    } finally {
      this.#over = true;
    }
  }

  /** What nobody awaits may fail unseen: it must not be committed. @throws TransactionNotAwaited */
  async #endRunning(): Promise<void> {
    const running = this.#running.size;
    if (running === 0) return;
    this.#over = true;
    await Promise.allSettled(this.#running);
    throw new TransactionNotAwaited(running);
  }

  /** The connection may be another's once this is over. */
  #execute(text: string) {
    this.#checkNotOver();
    return this.#connection.execute(text);
  }

  #checkNotOver(): void {
    if (this.#over) throw new TransactionOver();
    if (this.#outer !== null) this.#outer.#checkNotOver();
  }

  #check(): void {
    this.#checkNotOver();
    if (this.#hasInner) throw new TransactionInUse();
    if (this.#lost) throw new TransactionNotCommitted();
  }

  #compile(query: Query<unknown>) {
    this.#check();
    return query.compile(this.#connection.dialect);
  }
}
