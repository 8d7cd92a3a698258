import type { CaseData, Json } from "kernel-lib";
import { seededRandom } from "../../../datasets/routes/random.ts";

/** The source report's six kinds of query, by the names that cases have after "build-" and "execute-". */
export const kinds = ["select", "where", "join-2", "join-3", "subquery", "group"] as const;
export type Kind = (typeof kinds)[number];

export const kindTitles: Readonly<Record<Kind, string>> = {
  select: "Simple SELECT",
  where: "SELECT with WHERE",
  "join-2": "JOIN (2 tables)",
  "join-3": "JOIN (3 tables)",
  subquery: "Subquery",
  group: "GROUP BY + HAVING",
};

/** The kind of a case, and whether it executes. */
export function kindOf(name: string): { readonly kind: Kind; readonly executes: boolean } {
  const [verb, ...rest] = name.split("-");
  const kind = kinds.find((each) => each === rest.join("-"));
  if (kind === undefined) throw new Error(`no kind of query in the case ${name}`);
  return { kind, executes: verb === "execute" };
}

/** The values of a query; each kind uses some of them. They differ from call to call, the shape does not. */
export interface Input {
  readonly city: string;
  readonly age: number;
  readonly likes: number;
  readonly score: number;
  readonly least: number;
  readonly limit: number;
  readonly offset: number;
}

/** A row of an answer, by the names that all arms give its columns. */
export type Row = Readonly<Record<string, string | number>>;

/** "Dataset: 1,000 records": so many users, posts and comments each. Made by the same formulas here and in SQL. */
export const records = 1_000;
const cities = ["Aarhus", "Bergen", "Cork", "Delft", "Essen", "Faro", "Ghent", "Haarlem", "Izmir", "Jena"];

interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly city: string;
  readonly age: number;
}
const userOf = (id: number): User => ({
  id,
  name: `User ${id}`,
  email: `user${id}@example.com`,
  city: cities[id % 10] ?? "",
  age: 18 + ((id * 7) % 60),
});
const postOf = (id: number, count: number) => ({
  id,
  userId: ((id * 13) % count) + 1,
  title: `Post ${id}`,
  likes: (id * 17) % 101,
});
const commentOf = (id: number, count: number) => ({
  id,
  postId: ((id * 29) % count) + 1,
  userId: ((id * 31) % count) + 1,
  body: `Comment ${id}`,
  score: (id * 11) % 53,
});

/**
 * The tables of so many records each, in the schema of the connection.
 * @param throwaway without references that are checked and without a log, which take longer than the rows of many
 */
export function tablesOf(count: number, { throwaway }: { readonly throwaway: boolean }): string {
  const create = throwaway ? "create unlogged table" : "create table";
  const to = (table: string) => (throwaway ? "" : ` references ${table} (id)`);
  return `
${create} users (id integer primary key, name text not null, email text not null, city text not null, age integer not null);
${create} posts (id integer primary key, user_id integer not null${to("users")}, title text not null, likes integer not null);
${create} comments (id integer primary key, post_id integer not null${to("posts")},
  user_id integer not null${to("users")}, body text not null, score integer not null);
insert into users select id, 'User ' || id, 'user' || id || '@example.com',
  (array['${cities.join("','")}'])[1 + id % 10], 18 + id * 7 % 60 from generate_series(1, ${count}) id;
insert into posts select id, id * 13 % ${count} + 1, 'Post ' || id, id * 17 % 101 from generate_series(1, ${count}) id;
insert into comments select id, id * 29 % ${count} + 1, id * 31 % ${count} + 1, 'Comment ' || id, id * 11 % 53
  from generate_series(1, ${count}) id;
create index on users (city);
create index on posts (user_id);
create index on comments (post_id);
analyze;
`;
}

/** The family's database. */
export const schema = tablesOf(records, { throwaway: false });

/** The same in MariaDB; its keys and lengths as a program would have them there. */
export const mariadbTables = `
create table users (id int primary key, name varchar(100) not null, email varchar(100) not null, city varchar(50) not null, age int not null, index (city));
create table posts (id int primary key, user_id int not null, title varchar(100) not null, likes int not null, foreign key (user_id) references users (id));
create table comments (id int primary key, post_id int not null, user_id int not null, body varchar(100) not null, score int not null,
  foreign key (post_id) references posts (id), foreign key (user_id) references users (id));
insert into users select seq, concat('User ', seq), concat('user', seq, '@example.com'),
  elt(1 + seq % 10, '${cities.join("','")}'), 18 + seq * 7 % 60 from seq_1_to_${records};
insert into posts select seq, seq * 13 % ${records} + 1, concat('Post ', seq), seq * 17 % 101 from seq_1_to_${records};
insert into comments select seq, seq * 29 % ${records} + 1, seq * 31 % ${records} + 1, concat('Comment ', seq), seq * 11 % 53
  from seq_1_to_${records};
analyze table users, posts, comments;
`;

/** The first that are there, in the order of their numbers. */
function first<Item>(count: number, limit: number, find: (id: number) => Item | null): Item[] {
  const found: Item[] = [];
  for (let id = 1; id <= count && found.length < limit; id++) {
    const item = find(id);
    if (item !== null) found.push(item);
  }
  return found;
}

/** The same queries once more, in plain JavaScript, on so many records: what every arm must answer. */
export const answers: Readonly<Record<Kind, (input: Input, count: number) => readonly Row[]>> = {
  select: ({ limit, offset }, count) =>
    first(count - offset, limit, (place) => {
      const { id, name, email } = userOf(offset + place);
      return { id, name, email };
    }),
  where: ({ city, age, limit }, count) =>
    first(count, limit, (id) => {
      const user = userOf(id);
      return user.city === city && user.age >= age ? { id, name: user.name, email: user.email } : null;
    }),
  "join-2": ({ city, likes, limit }, count) =>
    first(count, limit, (id) => {
      const post = postOf(id, count);
      const user = userOf(post.userId);
      return user.city === city && post.likes >= likes ? { id, title: post.title, name: user.name } : null;
    }),
  "join-3": ({ city, score, limit }, count) =>
    first(count, limit, (id) => {
      const comment = commentOf(id, count);
      const user = userOf(comment.userId);
      if (user.city !== city || comment.score < score) return null;
      return { id, body: comment.body, title: postOf(comment.postId, count).title, name: user.name };
    }),
  subquery: ({ likes, age, limit }, count) => {
    const wrote = new Uint8Array(count + 1);
    for (let id = 1; id <= count; id++) {
      const post = postOf(id, count);
      if (post.likes >= likes) wrote[post.userId] = 1;
    }
    return first(count, limit, (id) => {
      const user = userOf(id);
      return wrote[id] === 1 && user.age < age ? { id, name: user.name, email: user.email } : null;
    });
  },
  group: ({ age, least }, count) => {
    const groups = new Map(cities.map((city) => [city, 0]));
    for (let id = 1; id <= count; id++) {
      const user = userOf(id);
      if (user.age >= age) groups.set(user.city, (groups.get(user.city) ?? 0) + 1);
    }
    return [...groups].map(([city, users]) => ({ city, users })).filter(({ users }) => users > least);
  },
};

/** What the database holds as long as nobody changed it. */
export const untouched: Json = {
  tables: ["comments", "posts", "users"],
  users: records,
  posts: records,
  comments: records,
  ages: Array.from({ length: records }, (_, index) => userOf(index + 1).age).reduce((sum, age) => sum + age, 0),
};

/** The values of each kind in the order in which its SQL has them. */
const valuesOf: Readonly<Record<Kind, (input: Input) => readonly (string | number)[]>> = {
  select: ({ limit, offset }) => [limit, offset],
  where: ({ city, age, limit }) => [city, age, limit],
  "join-2": ({ city, likes, limit }) => [city, likes, limit],
  "join-3": ({ city, score, limit }) => [city, score, limit],
  subquery: ({ likes, age, limit }) => [likes, age, limit],
  group: ({ age, least }) => [age, least],
};

/** So many different inputs, taken in turn. */
const inputCount = 64;

/** Values of a kind's query among so many records. */
export function inputsOf(kind: Kind, count: number, length: number): readonly Input[] {
  const random = seededRandom(kinds.indexOf(kind) + 1);
  const between = (from: number, to: number) => from + random(to - from + 1);
  return Array.from({ length }, () => ({
    city: cities[between(0, 9)] ?? "",
    age: between(18, 60),
    likes: between(20, 80),
    score: between(5, 40),
    least: between(20, 60) * (count / records),
    limit: between(10, 20),
    offset: between(0, count - 20),
  }));
}

/** A case's data: what is built is answered by its values, what is executed by its rows. */
export function dataOf(name: string): CaseData {
  const { kind, executes } = kindOf(name);
  const inputs = inputsOf(kind, records, inputCount);
  const expected = inputs.map((input): Json => [...(executes ? answers[kind](input, records) : valuesOf[kind](input))]);
  return { setup: null, inputs: inputs as unknown as Json[], expected };
}

/** The fold of values, and of rows: what `run` returns. */
export function foldOfValues(values: readonly unknown[]): number {
  let sum = values.length;
  for (const value of values) sum += typeof value === "string" ? value.length : (value as number);
  return sum | 0;
}

/** Each row by its number: `id`, or how many `users` a group has. */
export function foldOfRows(rows: readonly Row[]): number {
  let sum = rows.length;
  for (const row of rows) sum += (row.id ?? row.users) as number;
  return sum | 0;
}
