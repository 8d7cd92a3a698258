/** What transactions promise, each as a function that tries it on an empty table of its own and says whether it was kept. */
import { type Database, sql, type Transaction } from "kernel-lib";

type Check = (db: Database) => Promise<boolean>;

class Undo extends Error {}

/** Runs `work` with a table that holds rows 1 and 2, balance 100 each; drops it afterwards. */
const withTable =
  (work: (db: Database) => Promise<boolean>): Check =>
  async (db) => {
    await db.run(sql`create table accounts (id integer primary key, balance integer not null)`);
    try {
      await db.run(sql`insert into accounts values (1, 100), (2, 100)`);
      return await work(db);
    } finally {
      await db.run(sql`drop table accounts`);
    }
  };

const add = (to: Pick<Transaction, "run">, id: number) => to.run(sql`insert into accounts values (${id}, 0)`);

async function holds(db: Database, expected: readonly number[]): Promise<boolean> {
  const rows = await db.all<{ id: number }>(sql`select id from accounts order by id`);
  return JSON.stringify(rows.map(({ id }) => id)) === JSON.stringify(expected);
}

/** True if `work` rejects with an error for which `right` holds. */
async function rejects(work: Promise<unknown>, right: (error: unknown) => boolean): Promise<boolean> {
  try {
    await work;
    return false;
  } catch (error) {
    return right(error);
  }
}

const codeIs = (code: string) => (error: unknown) => (error as { code?: unknown }).code === code;

const isCommitted = withTable(async (db) => {
  await db.transaction((tx) => add(tx, 3));
  return holds(db, [1, 2, 3]);
});

const isUndone = withTable(async (db) => {
  const thrown = new Undo();
  const running = db.transaction(async (tx) => {
    await add(tx, 3);
    throw thrown;
  });
  return (await rejects(running, (error) => error === thrown)) && holds(db, [1, 2]);
});

const refusedStatementUndoesAll = withTable(async (db) => {
  const running = db.transaction(async (tx) => {
    await add(tx, 3);
    await add(tx, 1);
  });
  return (await rejects(running, codeIs("query-failed"))) && holds(db, [1, 2]);
});

const innerIsUndoneAlone = withTable(async (db) => {
  const kept = await db.transaction(async (tx) => {
    await add(tx, 3);
    const undone = await rejects(
      tx.transaction(async (inner) => {
        await add(inner, 4);
        throw new Undo();
      }),
      (error) => error instanceof Undo,
    );
    await tx.transaction((inner) => add(inner, 5));
    return undone;
  });
  return kept && holds(db, [1, 2, 3, 5]);
});

const innerFailureIsUndoneAlone = withTable(async (db) => {
  const kept = await db.transaction(async (tx) => {
    const undone = await rejects(
      tx.transaction((inner) => add(inner, 1)),
      codeIs("query-failed"),
    );
    await add(tx, 3);
    return undone;
  });
  return kept && holds(db, [1, 2, 3]);
});

const isOver = withTable(async (db) => {
  let kept: Transaction | undefined;
  await db.transaction(async (tx) => {
    kept = tx;
  });
  return kept !== undefined && (await rejects(add(kept, 3), codeIs("transaction-over"))) && holds(db, [1, 2]);
});

const othersStayOutside = withTable(async (db) => {
  const { promise: begun, resolve: hasBegun } = Promise.withResolvers<void>();
  const { promise: gate, resolve: openGate } = Promise.withResolvers<void>();
  const running = db.transaction(async (tx) => {
    await add(tx, 3);
    hasBegun();
    await gate;
    await add(tx, 6);
    throw new Undo();
  });
  await begun;
  const others = Promise.all([add(db, 4), add(db, 5)]);
  openGate();
  const undone = await rejects(running, (error) => error instanceof Undo);
  await others;
  return undone && holds(db, [1, 2, 4, 5]);
});

const readOnlyRefusesWrites = withTable(
  async (db) =>
    (await rejects(
      db.transaction((tx) => add(tx, 3), { readOnly: true }),
      codeIs("query-failed"),
    )) && holds(db, [1, 2]),
);

const sumNeverChanges = withTable(async (db) => {
  const move = (fails: boolean) =>
    db.transaction(async (tx) => {
      await tx.run(sql`update accounts set balance = balance - 1 where id = 1`);
      if (fails) throw new Undo();
      await tx.run(sql`update accounts set balance = balance + 1 where id = 2`);
    });
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, (_, place) => move(place % 3 === 0)));
  const rows = await db.all<{ balance: number }>(sql`select balance from accounts order by id`);
  const [from, to] = rows.map(({ balance }) => balance);
  return outcomes.filter(({ status }) => status === "rejected").length === 20 && from === 60 && to === 140;
});

export const checks: readonly Check[] = [
  isCommitted,
  isUndone,
  refusedStatementUndoesAll,
  innerIsUndoneAlone,
  innerFailureIsUndoneAlone,
  isOver,
  othersStayOutside,
  readOnlyRefusesWrites,
  sumNeverChanges,
];
