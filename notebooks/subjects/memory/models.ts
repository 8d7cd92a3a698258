import type { Json, Observation, ScenarioSpec } from "kernel-lib";
import { heldBytes, megabyte } from "./held-bytes.ts";

/** One row, as every arm has it in a model of its own. */
export interface UserRow {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
  readonly balance: number;
  readonly city: string;
}

/** SQL that is the same in every language. */
export interface ModelsSetup {
  readonly schema: string;
  readonly fill: string;
  readonly select: string;
  readonly instances: number;
  readonly warmUp: number;
}

const instances = 20_000;
const setup: ModelsSetup = {
  schema:
    "create table users (id integer primary key, name text not null, email text not null, age integer not null, balance real not null, city text not null)",
  fill: `with recursive numbers (id) as (select 1 union all select id + 1 from numbers where id < ${instances})
    insert into users select id, 'User number ' || id, 'user.' || id || '@example.com', 18 + id % 80, id * 1.25 + 0.5, 'City number ' || id from numbers`,
  select: "select id, name, email, age, balance, city from users order by id limit ?",
  instances,
  warmUp: 50,
};

const rowOf = (id: number): UserRow => ({
  id,
  name: `User number ${id}`,
  email: `user.${id}@example.com`,
  age: 18 + (id % 80),
  balance: id * 1.25 + 0.5,
  city: `City number ${id}`,
});

export const models: ScenarioSpec = {
  name: "models",
  title: "Models in memory",
  arms: ["covet", "plain-objects", "better-sqlite3", "drizzle", "sqlalchemy", "django"],
  metrics: [
    {
      name: "per-model",
      title: "Memory per ORM Model",
      unit: "B",
      better: "lower",
      definition: `Growth of reachable bytes while ${instances.toLocaleString("en")} models of six fields, three of them strings, are read from SQLite and kept, over their number; after 50 others were read and dropped. V8's used heap and external memory after two collections; in Python what tracemalloc counts.`,
    },
    {
      name: "total-mb",
      title: "1,000 models",
      unit: "MB",
      better: "lower",
      definition: "1,000 times the memory of one model.",
    },
  ],
  data: () => ({
    setup: { ...setup },
    expected: sumsOf(Array.from({ length: instances }, (_, row) => rowOf(row + 1))),
  }),
};

/** What the instances of every arm add up to: none may be missing, no field left unread. */
function sumsOf(users: readonly UserRow[]): { readonly [name: string]: Json } {
  const sums = { instances: users.length, ids: 0, letters: 0, ages: 0, balance: 0 };
  for (const { id, name, email, age, balance, city } of users) {
    sums.ids += id;
    sums.letters += name.length + email.length + city.length;
    sums.ages += age;
    sums.balance += balance;
  }
  return sums;
}

/** Reads the models by `read`, which returns the first `limit` of them, keeps them, and weighs what was kept. */
export async function observeModels(
  { instances: wanted, warmUp }: ModelsSetup,
  read: (limit: number) => readonly UserRow[] | Promise<readonly UserRow[]>,
): Promise<Observation> {
  await read(warmUp);
  const before = heldBytes();
  const kept = await read(wanted);
  const each = (heldBytes() - before) / wanted;
  return { figures: { "per-model": each, "total-mb": (each * 1_000) / megabyte }, answer: sumsOf(kept) };
}
