import type { Body, CaseInput, Json } from "kernel-lib";
import { type AuthoredPost, foldOfPerson, type OrmSetup, type Person, type User } from "./data.ts";

/**
 * The five operations in an arm's own way, synchronous (`Wrapped<T>` = T) or not (Promise<T>), as its API is. `Pair` is a row of the join as
 * the arm hands it over.
 */
export interface Operations<Pair, Async extends boolean> {
  select(id: number): Wrapped<User | undefined, Async>;
  /** Inserts into `members`; the id that the database chose. */
  insert(person: Person): Wrapped<number, Async>;
  /** The twenty posts after an id in order of their ids, each with all columns of its author, by one inner join. */
  page(after: number): Wrapped<Pair[], Async>;
  /** Sets the age of a user; the number of rows changed. */
  update(id: number, age: number): Wrapped<number, Async>;
  /** Deletes one of `members`; the number of rows deleted. */
  remove(id: number): Wrapped<number, Async>;
  /** Reads all that the arm fetched: a row of the join as a number, and as JSON. */
  foldOf(pair: Pair): number;
  json(pair: Pair): AuthoredPost;
  /** Runs one of the set-up's two statements that empty or refill `members`, past the ORM where there is a way; the number of rows. */
  turnOver(statement: string): Wrapped<number, Async>;
  /** A row as it lies in the database, for answers only. */
  look(table: "users" | "members", id: number): User | undefined | Promise<User | undefined>;
  dispose(): void | Promise<void>;
}

type Wrapped<T, Async extends boolean> = Async extends true ? Promise<T> : T;

/** Counts the calls that use up the table `members`. */
class Turnover {
  used = 0;
  readonly size: number;
  constructor(size: number) {
    this.size = size;
  }
  /** True after every `size` calls. */
  isDue(): boolean {
    this.used += 1;
    if (this.used < this.size) return false;
    this.used = 0;
    return true;
  }
  /** Holds all timed calls since the last time to have changed one row each. */
  check(rows: number): void {
    if (rows !== this.size) throw new Error(`${rows} rows after ${this.size} calls that change one each`);
  }
}

/** The body of one case from synchronous operations. */
export function syncBody<Pair>(given: CaseInput, arm: Operations<Pair, false>): Body {
  const setup = given.setup as unknown as OrmSetup;
  const turnover = new Turnover(setup.turnover);
  const afterInsert = () => {
    if (turnover.isDue()) turnover.check(arm.turnOver(setup.empty));
  };
  const remove = () => {
    const changes = arm.remove(turnover.used + 1);
    if (turnover.isDue()) turnover.check(arm.turnOver(setup.refill));
    return changes;
  };
  if (given.case === "delete-pk") turnover.check(arm.turnOver(setup.refill));
  const run: Readonly<Record<string, (input: never) => number>> = {
    "select-pk": (id: number) => foldOfUser(arm.select(id)),
    insert: (person: Person) => {
      const id = arm.insert(person);
      afterInsert();
      return id > 0 ? 1 : 0;
    },
    join: (after: number) => foldOfPage(arm.page(after), arm.foldOf),
    "update-pk": ([id, age]: [number, number]) => arm.update(id, age),
    "delete-pk": remove,
  };
  const answer = answersOf(arm, turnover, afterInsert, remove);
  return bodyOf(given.case, run, answer, () => arm.dispose());
}

/** The body of one case from operations that give promises; they are awaited as a caller would. */
export async function asyncBody<Pair>(given: CaseInput, arm: Operations<Pair, true>): Promise<Body> {
  const setup = given.setup as unknown as OrmSetup;
  const turnover = new Turnover(setup.turnover);
  const afterInsert = async () => {
    if (turnover.isDue()) turnover.check(await arm.turnOver(setup.empty));
  };
  const remove = async () => {
    const changes = await arm.remove(turnover.used + 1);
    if (turnover.isDue()) turnover.check(await arm.turnOver(setup.refill));
    return changes;
  };
  if (given.case === "delete-pk") turnover.check(await arm.turnOver(setup.refill));
  const run: Readonly<Record<string, (input: never) => Promise<number>>> = {
    "select-pk": async (id: number) => foldOfUser(await arm.select(id)),
    insert: async (person: Person) => {
      const id = await arm.insert(person);
      if (turnover.isDue()) turnover.check(await arm.turnOver(setup.empty));
      return id > 0 ? 1 : 0;
    },
    join: async (after: number) => foldOfPage(await arm.page(after), arm.foldOf),
    "update-pk": ([id, age]: [number, number]) => arm.update(id, age),
    "delete-pk": remove,
  };
  const answer = answersOf(arm, turnover, afterInsert, remove);
  return { ...bodyOf(given.case, run, answer, () => arm.dispose()), async: true };
}

const foldOfUser = (user: User | undefined): number => (user === undefined ? -1 : user.id + foldOfPerson(user));

function foldOfPage<Pair>(page: readonly Pair[], foldOf: (pair: Pair) => number): number {
  let sum = 0;
  for (let index = 0; index < page.length; index++) sum += foldOf(page[index] as Pair);
  return sum;
}

/** What was asked for, and for the operations that change rows what lies in the database before and after. */
function answersOf<Pair, Async extends boolean>(
  arm: Operations<Pair, Async>,
  turnover: Turnover,
  afterInsert: () => void | Promise<void>,
  remove: () => number | Promise<number>,
): Readonly<Record<string, (input: never) => Promise<Json>>> {
  return {
    "select-pk": async (id: number) => userJson(await arm.select(id)),
    insert: async (person: Person) => {
      const inserted = userJson(await arm.look("members", await arm.insert(person)));
      await afterInsert();
      return { inserted: inserted === null ? null : { name: inserted.name, email: inserted.email, age: inserted.age } };
    },
    join: async (after: number) => (await arm.page(after)).map((pair) => arm.json(pair)) as unknown as Json,
    "update-pk": async ([id, age]: [number, number]) => {
      const changed = await arm.update(id, age);
      return { changed, after: userJson(await arm.look("users", id)) };
    },
    "delete-pk": async () => {
      const id = turnover.used + 1;
      const before = await arm.look("members", id);
      const wasLast = id === turnover.size;
      const deleted = await remove();
      // After the last one the table is full again.
      const after = wasLast ? undefined : await arm.look("members", id);
      return { before: before !== undefined, deleted, after: after !== undefined };
    },
  };
}

const userJson = (user: User | undefined) =>
  user === undefined ? null : { id: user.id, name: user.name, email: user.email, age: user.age };

function bodyOf(
  name: string,
  run: Readonly<Record<string, Body["run"]>>,
  answer: Readonly<Record<string, Body["answer"]>>,
  dispose: () => void | Promise<void>,
): Body {
  const [timed, answers] = [run[name], answer[name]];
  if (timed === undefined || answers === undefined) throw new Error(`no case ${name}`);
  return { run: timed, answer: answers, dispose };
}
