import { type Body, CannotHold, type CaseInput, type Json } from "kernel-lib/family";

/** Operations of a call. */
export const operations = 10;
/** Rows of a table that is updated. */
const updatable = 1_000;
/** Rows that a table is filled with for deletes, anew when they are used up; and that inserts may add before it is emptied. */
const batch = 20_000;

/** Processes that time two cases of one arm live side by side, so the table is the process's own. */
export const ownTable = `rows_${process.pid}`;

/**
 * What a case does: `insert`, `update` or `delete`; `-tx` in a transaction, `-batch` in a transaction that is sent at once; `-off` where commits do not wait for the disk
 * (`synchronous_commit = off`).
 */
interface Plan {
  readonly verb: Verb;
  readonly how: "alone" | "tx" | "batch";
  readonly durable: boolean;
}
function planOf({ case: name }: CaseInput): Plan {
  const [verb, ...rest] = name.split("-") as [Verb, ...string[]];
  const how = rest.includes("tx") ? "tx" : rest.includes("batch") ? "batch" : "alone";
  return { verb, how, durable: !rest.includes("off") };
}

/** The URL of the family's database, for connections whose commits wait for the disk or do not. */
export const urlOf = (given: CaseInput): string =>
  `${given.services.postgres ?? ""}${planOf(given).durable ? "" : `&options=${encodeURIComponent("-c synchronous_commit=off")}`}`;

/** Single-row operations of one arm, inside a transaction or not. */
export interface Operations {
  insert(id: number, value: string): Promise<number>;
  update(id: number, value: string): Promise<number>;
  remove(id: number): Promise<number>;
}

/** What an arm brings: the rest is the same for all. */
export interface Contestant extends Operations {
  /** Its own way of a transaction. */
  transaction(work: (inside: Operations) => Promise<number>): Promise<number>;
  /** All of these inserts in a transaction, sent at once; absent where the arm has no such way. */
  batch?(rows: readonly { readonly id: number; readonly value: string }[]): Promise<number>;
  /** Any SQL, for what is not compared. */
  execute(sql: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export type Verb = "insert" | "update" | "delete";

/** Fills the arm's table, does ten operations a call, and takes care that there is always something to do them on. */
export async function bodyOf(given: CaseInput, contestant: Contestant): Promise<Body> {
  const name = ownTable;
  const { verb, how } = planOf(given);
  const fill = verb === "insert" ? 0 : verb === "update" ? updatable : batch;
  const refill = `insert into ${name} select id, 'row' from generate_series(1, ${fill}) id`;
  await contestant.execute(`drop table if exists ${name};
create table ${name} (id integer primary key, value text not null);
${refill};
analyze ${name};`);
  let next = 1;
  /** The first of the ten rows of the next call. A refill comes once in 2,000 calls. */
  const take = async (input: number): Promise<number> => {
    if (verb === "update") return ((input * 7) % (updatable / operations)) * operations + 1;
    if (next > batch) {
      await contestant.execute(`truncate ${name}; ${refill}`);
      next = 1;
    }
    const first = next;
    next += operations;
    return first;
  };
  const doTen = async (on: Operations, first: number, input: number): Promise<number> => {
    let changed = 0;
    for (let place = 0; place < operations; place++) {
      const id = first + place;
      if (verb === "insert") changed += await on.insert(id, `${input}-${place}`);
      else if (verb === "update") changed += await on.update(id, `${input}-${place}`);
      else changed += await on.remove(id);
    }
    return changed;
  };
  const inBatch = (first: number, input: number): Promise<number> => {
    if (contestant.batch === undefined) throw new CannotHold("has no way to send a transaction at once");
    return contestant.batch(
      Array.from({ length: operations }, (_, place) => ({ id: first + place, value: `${input}-${place}` })),
    );
  };
  const call = (first: number, input: number): Promise<number> => {
    if (how === "batch") return inBatch(first, input);
    return how === "alone"
      ? doTen(contestant, first, input)
      : contestant.transaction((inside) => doTen(inside, first, input));
  };
  return {
    run: async (input: number) => call(await take(input), input),
    answer: async (input: number) => {
      const first = await take(input);
      const changed = await call(first, input);
      const range = `id between ${first} and ${first + operations - 1}`;
      const found = await contestant.execute(`select value from ${name} where ${range} order by id`);
      return { changed, left: found.map(({ value }) => value) } as Json;
    },
    async: true,
    dispose: async () => {
      await contestant.execute(`drop table ${name}`);
      await contestant.close();
    },
  };
}
