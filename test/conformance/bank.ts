import { expect } from "vitest";
import type { Database, Transaction } from "../../kernel-lib/src/framework/db/database.ts";
import { ConnectFailed } from "../../kernel-lib/src/framework/errors/connect-failed.ts";
import { QueryFailed } from "../../kernel-lib/src/framework/errors/query-failed.ts";
import { TransactionNotCommitted } from "../../kernel-lib/src/framework/errors/transaction-not-committed.ts";
import { type Random, random } from "../../kernel-lib/src/measure/plan/random.ts";
import { query } from "./database.ts";

const accounts = 10;
const start = 1_000;

class Undo extends Error {}

export interface BankOptions {
  readonly clients: number;
  /** Of each client. */
  readonly transfers: number;
  readonly seed: number;
  /** Called now and then: ends some connection of the database, or the server itself. */
  readonly disturb?: (db: Database) => Promise<void>;
  /** A client whose transfer failed goes on when this fulfils: a server that recovers would let all transfers fail. */
  readonly recovered?: () => Promise<void>;
}

/**
 * Clients move money at random, in transactions with inner ones, of which some are undone, while connections break. Afterwards the sum is what it was, every transfer whose
 * commit was told is in the journal, and the balances are what the journal says.
 * @returns how many transfers were told as committed, and how many as failed
 */
export async function playBank(
  db: Database,
  { clients, transfers, seed, disturb, recovered }: BankOptions,
): Promise<{ committed: number; failed: number }> {
  await db.run(query("create table accounts (id integer primary key, balance integer not null)"));
  await db.run(query("create table journal (id integer primary key, source integer, target integer, amount integer)"));
  for (let id = 1; id <= accounts; id++) await db.run(query(`insert into accounts values (${id}, ${start})`));

  const told = new Set<number>();
  let failed = 0;
  const client = async (number: number): Promise<void> => {
    const chance = random(seed, "bank", number);
    for (let time = 0; time < transfers; time++) {
      const id = number * transfers + time + 1;
      if (disturb !== undefined && chance.below(12) === 0) await disturb(db);
      try {
        await db.transaction((tx) => transfer(tx, id, chance), { retry: 5 });
        told.add(id);
      } catch (error) {
        // What an engine refuses and what a broken connection loses are told so; anything else is a fault of ours.
        const isTold =
          error instanceof QueryFailed || error instanceof TransactionNotCommitted || error instanceof ConnectFailed;
        if (!isTold && !(error instanceof Undo)) throw error;
        failed++;
        if (!(error instanceof Undo)) await recovered?.();
      }
    }
  };
  await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));

  const journal = await unbroken(() =>
    db.all(query<{ id: number; source: number; target: number; amount: number }>("select * from journal order by id")),
  );
  const written = new Set(journal.map(({ id }) => id));
  expect([...told].filter((id) => !written.has(id))).toEqual([]);
  const balances = new Map(Array.from({ length: accounts }, (_, place) => [place + 1, start]));
  for (const { source, target, amount } of journal) {
    balances.set(source, (balances.get(source) ?? 0) - amount);
    balances.set(target, (balances.get(target) ?? 0) + amount);
  }
  const stored = await unbroken(() =>
    db.all(query<{ id: number; balance: number }>("select id, balance from accounts order by id")),
  );
  expect(stored.map(({ id, balance }) => [id, balance])).toEqual([...balances]);
  expect(stored.reduce((sum, { balance }) => sum + balance, 0)).toBe(accounts * start);
  return { committed: told.size, failed };
}

/** What is read once all is over: the connection may have been ended just before, and nobody has noticed yet. */
async function unbroken<T>(read: () => Promise<T>, times = 10): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (times === 1 || !(error instanceof QueryFailed)) throw error;
    return unbroken(read, times - 1);
  }
}

/** One transfer, and inner transactions before it that are undone, with what they did. */
async function transfer(tx: Transaction, id: number, chance: Random): Promise<void> {
  const [source, target] = [1 + chance.below(accounts), 1 + chance.below(accounts)];
  const amount = 1 + chance.below(50);
  if (chance.below(3) === 0)
    await tx
      .transaction(async (inner) => {
        await move(inner, source, target, 10 * amount);
        if (chance.below(2) === 0)
          await inner.transaction(async (innermost) => move(innermost, target, source, 7)).catch(rethrowUnlessUndo);
        throw new Undo();
      })
      .catch(rethrowUnlessUndo);
  await move(tx, source, target, amount);
  await tx.run(query(`insert into journal values (${id}, ${source}, ${target}, ${amount})`));
  if (chance.below(10) === 0) throw new Undo();
}

/** In the order of the accounts, so that two that meet wait for each other in one direction only; now and then not. */
async function move(tx: Transaction, source: number, target: number, amount: number): Promise<void> {
  const steps = [
    [source, -amount],
    [target, amount],
  ] as const;
  for (const [id, change] of steps)
    await tx.run(query(`update accounts set balance = balance + (${change}) where id = ${id}`));
}

function rethrowUnlessUndo(error: unknown): void {
  if (!(error instanceof Undo)) throw error;
}
