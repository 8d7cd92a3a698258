/**
 * The data of section 2: the source report's 100 users and 500 posts, five posts a user, and two tables of people for the operations that
 * insert and delete. The same schema, in SQL, makes the database of every arm in both languages.
 */
import { seededRandom } from "../../../datasets/routes/random.ts";

export interface User {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly age: number;
}

export interface Post {
  readonly id: number;
  readonly userId: number;
  readonly title: string;
  readonly views: number;
}

/** A post with its author: one row of the join. */
export interface AuthoredPost {
  readonly id: number;
  readonly title: string;
  readonly views: number;
  readonly author: User;
}

/** What an arm makes its database from: the statements of `schema` are run as they are, the rows are put in by whatever way is at hand. */
export interface OrmSetup {
  readonly schema: readonly string[];
  /** id, name, email, age */
  readonly users: readonly (readonly [number, string, string, number])[];
  /** id, user_id, title, views */
  readonly posts: readonly (readonly [number, number, string, number])[];
  /** Calls after which an arm that inserts empties `members`, and one that deletes fills it again from `spare`. */
  readonly turnover: number;
  /** Statements for that, the same in every language. */
  readonly empty: string;
  readonly refill: string;
}

/** A user that the database has not given an id yet. */
export type Person = Omit<User, "id">;

/** All columns as a number, so that none can be left out; a post with its author likewise. */
export const foldOfPerson = ({ name, email, age }: Person): number => name.length + email.length + age;
export const foldOfPost = ({ id, title, views, author }: AuthoredPost): number =>
  id + title.length + views + author.id + foldOfPerson(author);

/** Rows of one page of the join. */
export const pageSize = 20;

const people = "(id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL, age INTEGER NOT NULL)";

const schema: readonly string[] = [
  `CREATE TABLE users ${people}`,
  "CREATE TABLE posts (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL REFERENCES users (id), title TEXT NOT NULL, views INTEGER NOT NULL)",
  "CREATE INDEX posts_user_id ON posts (user_id)",
  `CREATE TABLE members ${people}`,
  `CREATE TABLE spare ${people}`,
];

const firstNames = ["Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Tony", "Frances", "Niklaus", "Radia"];
const lastNames = ["Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Hoare", "Allen", "Wirth", "Perlman"];
const subjects = ["Engines", "Compilers", "Machines", "Structure", "Types", "Analysis", "Sorting", "Loops", "Pascal"];

/** `howMany` different people, without ids. */
export function makePeople(howMany: number, seed: number): Person[] {
  const random = seededRandom(seed);
  const pick = (from: readonly string[]) => from[random(from.length)] ?? "";
  return Array.from({ length: howMany }, (_, index) => {
    const [first, last] = [pick(firstNames), pick(lastNames)];
    return {
      name: `${first} ${last}`,
      email: `${first}.${last}.${seed}.${index}@example.com`.toLowerCase(),
      age: 18 + random(60),
    };
  });
}

export const users: readonly User[] = makePeople(100, 2).map((one, index) => ({ id: index + 1, ...one }));

const ofPosts = seededRandom(5);
export const posts: readonly Post[] = Array.from({ length: 500 }, (_, index) => ({
  id: index + 1,
  userId: 1 + ofPosts(users.length),
  title: `On ${subjects[ofPosts(subjects.length)]}, part ${index + 1}`,
  views: ofPosts(10_000),
}));

export const setup: OrmSetup = {
  schema,
  users: users.map(({ id, name, email, age }) => [id, name, email, age]),
  posts: posts.map(({ id, userId, title, views }) => [id, userId, title, views]),
  turnover: 1_000,
  empty: "DELETE FROM members",
  refill: "INSERT INTO members SELECT * FROM spare",
};

/** The page of posts after `id`, with their authors. */
export function pageAfter(id: number): AuthoredPost[] {
  const page = posts.filter((post) => post.id > id).slice(0, pageSize);
  return page.map(({ id, userId, title, views }) => {
    const author = users[userId - 1];
    if (author === undefined) throw new RangeError(`no user ${userId}`);
    return { id, title, views, author };
  });
}
