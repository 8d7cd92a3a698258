import { integer, table, text } from "../../../kernel-lib/src/index.ts";

/** Three small tables with nulls, equal values, and keys without partner. Words are of small ASCII letters, which all engines sort and compare alike. */
export const people = table("diff_people", {
  id: integer("id").primaryKey(),
  name: text("name"),
  age: integer("age").nullable(),
  city: text("city").nullable(),
});
export const posts = table("diff_posts", {
  id: integer("id").primaryKey(),
  author: integer("author").nullable(),
  likes: integer("likes").nullable(),
  title: text("title"),
});
export const marks = table("diff_marks", {
  id: integer("id").primaryKey(),
  post: integer("post"),
  person: integer("person").nullable(),
  score: integer("score"),
});

export type Cell = number | string | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

const words = ["ada", "bob", "cy", "di", "ada", "eve"] as const;
const cities = ["oslo", "rome", null, "bern"] as const;

const rowsOf = (count: number, row: (place: number) => Row): readonly Row[] =>
  Array.from({ length: count }, (_, place) => ({ id: place + 1, ...row(place) }));

/** What they hold, by their names. */
export const rows = {
  diff_people: rowsOf(9, (place) => ({
    name: words[place % words.length] ?? "",
    age: place % 4 === 3 ? null : (place * 7) % 5,
    city: cities[place % cities.length] ?? null,
  })),
  diff_posts: rowsOf(12, (place) => ({
    author: place % 5 === 2 ? null : ((place * 3) % 11) + 1,
    likes: place % 6 === 1 ? null : (place * 5) % 7,
    title: words[(place * 5) % words.length] ?? "",
  })),
  diff_marks: rowsOf(10, (place) => ({
    post: ((place * 4) % 14) + 1,
    person: place % 3 === 1 ? null : ((place * 2) % 10) + 1,
    score: (place * 3) % 4,
  })),
} as const;
