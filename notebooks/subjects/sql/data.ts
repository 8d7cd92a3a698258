import type { CaseData, Json } from "kernel-lib";
import { seededRandom } from "../../../datasets/routes/random.ts";

/** The source report's six kinds of query, by the names that cases have after "build-" and "execute-". */
export const kinds = ["select", "where", "join-2", "join-3", "subquery", "group"] as const;
export type Kind = (typeof kinds)[number];

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
const records = 1_000;
const cities = ["Aarhus", "Bergen", "Cork", "Delft", "Essen", "Faro", "Ghent", "Haarlem", "Izmir", "Jena"];
const places = Array.from({ length: records }, (_, index) => index + 1);

interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly city: string;
  readonly age: number;
}
const users: readonly User[] = places.map((id) => ({
  id,
  name: `User ${id}`,
  email: `user${id}@example.com`,
  city: cities[id % 10] ?? "",
  age: 18 + ((id * 7) % 60),
}));
const posts = places.map((id) => ({
  id,
  userId: ((id * 13) % records) + 1,
  title: `Post ${id}`,
  likes: (id * 17) % 101,
}));
const comments = places.map((id) => ({
  id,
  postId: ((id * 29) % records) + 1,
  userId: ((id * 31) % records) + 1,
  body: `Comment ${id}`,
  score: (id * 11) % 53,
}));

/** The family's database. */
export const schema = `
create table users (id integer primary key, name text not null, email text not null, city text not null, age integer not null);
create table posts (id integer primary key, user_id integer not null references users (id), title text not null, likes integer not null);
create table comments (id integer primary key, post_id integer not null references posts (id),
  user_id integer not null references users (id), body text not null, score integer not null);
insert into users select id, 'User ' || id, 'user' || id || '@example.com',
  (array['${cities.join("','")}'])[1 + id % 10], 18 + id * 7 % 60 from generate_series(1, ${records}) id;
insert into posts select id, id * 13 % ${records} + 1, 'Post ' || id, id * 17 % 101 from generate_series(1, ${records}) id;
insert into comments select id, id * 29 % ${records} + 1, id * 31 % ${records} + 1, 'Comment ' || id, id * 11 % 53
  from generate_series(1, ${records}) id;
create index on users (city);
create index on posts (user_id);
create index on comments (post_id);
analyze;
`;

/** The same queries once more, in plain JavaScript: what every arm must answer. */
const answers: Readonly<Record<Kind, (input: Input) => readonly Row[]>> = {
  select: ({ limit, offset }) =>
    users.slice(offset, offset + limit).map(({ id, name, email }) => ({ id, name, email })),
  where: ({ city, age, limit }) =>
    users
      .filter((user) => user.city === city && user.age >= age)
      .slice(0, limit)
      .map(({ id, name, email }) => ({ id, name, email })),
  "join-2": ({ city, likes, limit }) =>
    posts
      .map((post) => ({ ...post, user: userOf(post.userId) }))
      .filter((post) => post.user.city === city && post.likes >= likes)
      .slice(0, limit)
      .map(({ id, title, user }) => ({ id, title, name: user.name })),
  "join-3": ({ city, score, limit }) =>
    comments
      .map((comment) => ({ ...comment, post: postOf(comment.postId), user: userOf(comment.userId) }))
      .filter((comment) => comment.user.city === city && comment.score >= score)
      .slice(0, limit)
      .map(({ id, body, post, user }) => ({ id, body, title: post.title, name: user.name })),
  subquery: ({ likes, age, limit }) => {
    const authors = new Set(posts.filter((post) => post.likes >= likes).map(({ userId }) => userId));
    return users
      .filter((user) => authors.has(user.id) && user.age < age)
      .slice(0, limit)
      .map(({ id, name, email }) => ({ id, name, email }));
  },
  group: ({ age, least }) =>
    cities
      .map((city) => ({ city, users: users.filter((user) => user.city === city && user.age >= age).length }))
      .filter((group) => group.users > least),
};

/** What the database holds as long as nobody changed it. */
export const untouched: Json = {
  tables: ["comments", "posts", "users"],
  users: users.length,
  posts: posts.length,
  comments: comments.length,
  ages: users.reduce((sum, { age }) => sum + age, 0),
};

const userOf = (id: number): User => found(users, id);
const postOf = (id: number) => found(posts, id);
function found<Record>(records: readonly Record[], id: number): Record {
  const record = records[id - 1];
  if (record === undefined) throw new Error(`no record ${id}`);
  return record;
}

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

/** A case's data: what is built is answered by its values, what is executed by its rows. */
export function dataOf(name: string): CaseData {
  const { kind, executes } = kindOf(name);
  const random = seededRandom(kinds.indexOf(kind) + 1);
  const between = (from: number, to: number) => from + random(to - from + 1);
  const inputs = Array.from(
    { length: inputCount },
    (): Input => ({
      city: cities[between(0, 9)] ?? "",
      age: between(18, 60),
      likes: between(20, 80),
      score: between(5, 40),
      least: between(20, 60),
      limit: between(10, 20),
      offset: between(0, records - 20),
    }),
  );
  const expected = inputs.map((input): Json => [...(executes ? answers[kind](input) : valuesOf[kind](input))]);
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
