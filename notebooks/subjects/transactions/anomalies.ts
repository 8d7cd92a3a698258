import type { Database, Query, Transaction, TransactionOptions } from "kernel-lib";

export type Level = NonNullable<TransactionOptions["isolation"]>;

/** Text that is the same in all engines. */
const query = <Row = Record<string, unknown>>(text: string): Query<Row> => ({
  compile: () => ({ text, values: [], returnsRows: /^select/.test(text), writes: /^select/.test(text) ? [] : null }),
});

/** The engine's own no, whichever copy of the library its error is of. */
const isRefusal = (error: unknown): boolean => (error as { readonly code?: unknown } | null)?.code === "query-failed";

/** A transaction that goes on step by step, beside others. */
export interface Handle {
  values(where?: string): Promise<readonly number[]>;
  set(id: number, value: number): Promise<unknown>;
  insert(id: number, value: number): Promise<unknown>;
  /** Whether it was committed; false where the engine refused it. */
  commit(): Promise<boolean>;
  rollback(): Promise<void>;
}

class Undo extends Error {}

/** Begins a transaction and waits until it has begun. @throws QueryFailed where the engine lets none in beside another. */
export async function beginHandle(db: Database, isolation: Level): Promise<Handle> {
  const begun = Promise.withResolvers<Transaction>();
  const gate = Promise.withResolvers<void>();
  const done = db.transaction(
    async (tx) => {
      // The first statement is when a snapshot is taken; this one takes none of the table.
      await tx.all(query("select 1 as one"));
      begun.resolve(tx);
      await gate.promise;
    },
    { isolation },
  );
  done.catch((error) => begun.reject(error));
  const tx = await begun.promise;
  return {
    values: async (where = "true") =>
      (await tx.all(query<{ value: number }>(`select value from test where ${where} order by id`))).map(
        ({ value }) => value,
      ),
    set: (id, value) => tx.run(query(`update test set value = ${value} where id = ${id}`)),
    insert: (id, value) => tx.run(query(`insert into test values (${id}, ${value})`)),
    commit: async () => {
      gate.resolve();
      return succeeds(done);
    },
    rollback: async () => {
      gate.reject(new Undo());
      await done.catch((error) => {
        if (!(error instanceof Undo)) throw error;
      });
    },
  };
}

/** Whether a step was let through; what is not the engine's refusal is thrown on. */
async function succeeds(step: Promise<unknown>): Promise<boolean> {
  try {
    await step;
    return true;
  } catch (error) {
    if (isRefusal(error)) return false;
    throw error;
  }
}

type Anomaly = (one: () => Promise<Handle>, state: () => Promise<readonly number[]>) => Promise<boolean>;

/**
 * The anomalies of Adya's thesis and of Hermitage (Kleppmann, 2014), by their names there: each tells whether it came about. Rows 1 and 2 hold 10 and 20.
 */
export const anomalies: Readonly<Record<string, Anomaly>> = {
  // Two writers' rows are mixed.
  G0: async (one, state) => {
    const [first, second] = [await one(), await one()];
    await first.set(1, 11);
    const blocked = succeeds(second.set(1, 12));
    await first.set(2, 21);
    await first.commit();
    if ((await blocked) && (await succeeds(second.set(2, 22)))) await second.commit();
    else await second.rollback();
    return !["11,21", "12,22"].includes((await state()).join());
  },
  // What was undone is read.
  G1a: async (one) => {
    const [first, second] = [await one(), await one()];
    await first.set(1, 101);
    const seen = await second.values();
    await first.rollback();
    await second.commit();
    return seen.includes(101);
  },
  // What was changed again is read.
  G1b: async (one) => {
    const [first, second] = [await one(), await one()];
    await first.set(1, 101);
    const seen = await second.values();
    await first.set(1, 11);
    await first.commit();
    await second.commit();
    return seen.includes(101);
  },
  // Each reads what the other has not committed yet.
  G1c: async (one) => {
    const [first, second] = [await one(), await one()];
    await first.set(1, 11);
    await second.set(2, 22);
    const [byFirst, bySecond] = [await first.values("id = 2"), await second.values("id = 1")];
    await first.commit();
    await second.commit();
    return byFirst[0] === 22 || bySecond[0] === 11;
  },
  // A transaction is seen, and then a part of it no longer.
  OTV: async (one) => {
    const [first, second, third] = [await one(), await one(), await one()];
    await first.set(1, 11);
    await first.set(2, 19);
    const blocked = succeeds(second.set(1, 12));
    await first.commit();
    const before = await third.values();
    const goesOn = (await blocked) && (await succeeds(second.set(2, 18)));
    const during = await third.values();
    if (goesOn) await second.commit();
    else await second.rollback();
    const after = await third.values();
    await third.commit();
    const whole = new Set(["10,20", "11,19", "12,18"]);
    return [before, during, after].some((seen) => !whole.has(seen.join()));
  },
  // A condition has other rows than before.
  PMP: async (one) => {
    const [first, second] = [await one(), await one()];
    const before = await first.values("value = 30");
    await second.insert(3, 30);
    await second.commit();
    const after = await first.values("value % 3 = 0");
    await first.commit();
    return after.length !== before.length;
  },
  // Of two changes that are made of the same value one is lost.
  P4: async (one) => {
    const [first, second] = [await one(), await one()];
    await first.values("id = 1");
    await second.values("id = 1");
    await first.set(1, 11);
    const blocked = succeeds(second.set(1, 11));
    const committed = await first.commit();
    if (!(await blocked)) {
      await second.rollback();
      return false;
    }
    return (await second.commit()) && committed;
  },
  // One row is read as it was before another transaction, the other as it is after.
  "G-single": async (one) => {
    const [first, second] = [await one(), await one()];
    const [before] = await first.values("id = 1");
    await second.set(1, 12);
    await second.set(2, 18);
    await second.commit();
    const [after] = await first.values("id = 2");
    await first.commit();
    return before === 10 && after === 18;
  },
  // Each changes a row that the other has read.
  "G2-item": async (one) => {
    const [first, second] = [await one(), await one()];
    await first.values("id in (1, 2)");
    await second.values("id in (1, 2)");
    await first.set(1, 11);
    const written = await succeeds(second.set(2, 21));
    const committed = await first.commit();
    if (!written) {
      await second.rollback();
      return false;
    }
    return (await second.commit()) && committed;
  },
  // Each adds a row that the other's condition would have found.
  G2: async (one) => {
    const [first, second] = [await one(), await one()];
    await first.values("value % 3 = 0");
    await second.values("value % 3 = 0");
    await first.insert(3, 30);
    const written = await succeeds(second.insert(4, 42));
    const committed = await first.commit();
    if (!written) {
      await second.rollback();
      return false;
    }
    return (await second.commit()) && committed;
  },
};

/**
 * Whether an anomaly comes about on a new table `test`, which is made and dropped here. What the engine refuses does not come about.
 * @param databases connections are taken of them by turns: an engine of one connection needs several
 */
export async function comesAbout(databases: readonly Database[], anomaly: string, level: Level): Promise<boolean> {
  const [db] = databases;
  const happens = anomalies[anomaly];
  if (db === undefined || happens === undefined) throw new Error(`no database, or no anomaly ${anomaly}`);
  await db.run(query("create table test (id integer primary key, value integer not null)"));
  try {
    await db.run(query("insert into test values (1, 10), (2, 20)"));
    let place = 0;
    const handles: Handle[] = [];
    const one = async () => {
      const handle = await beginHandle(databases[place++ % databases.length] ?? db, level);
      handles.push(handle);
      return handle;
    };
    const state = async () =>
      (await db.all(query<{ value: number }>("select value from test order by id"))).map(({ value }) => value);
    try {
      return await happens(one, state);
    } catch (error) {
      // The engine let no second transaction in, or refused a read: nothing came about.
      if (!isRefusal(error)) throw error;
      for (const handle of handles) await handle.rollback().catch(() => {});
      return false;
    }
  } finally {
    await db.run(query("drop table test"));
  }
}
