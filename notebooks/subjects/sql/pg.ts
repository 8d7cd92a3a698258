import type { Body, CaseInput } from "kernel-lib";
import { executeBody, urlOf } from "./bodies.ts";
import { type Input, type Kind, kindOf } from "./data.ts";

/** The queries as a careful developer writes them by hand, and their values. */
export const handWritten: Readonly<
  Record<Kind, { readonly text: string; readonly values: (input: Input) => (string | number)[] }>
> = {
  select: {
    text: "select id, name, email from users order by id limit $1 offset $2",
    values: ({ limit, offset }) => [limit, offset],
  },
  where: {
    text: "select id, name, email from users where city = $1 and age >= $2 order by id limit $3",
    values: ({ city, age, limit }) => [city, age, limit],
  },
  "join-2": {
    text: "select p.id, p.title, u.name from posts p join users u on u.id = p.user_id where u.city = $1 and p.likes >= $2 order by p.id limit $3",
    values: ({ city, likes, limit }) => [city, likes, limit],
  },
  "join-3": {
    text: "select c.id, c.body, p.title, u.name from comments c join posts p on p.id = c.post_id join users u on u.id = c.user_id where u.city = $1 and c.score >= $2 order by c.id limit $3",
    values: ({ city, score, limit }) => [city, score, limit],
  },
  subquery: {
    text: "select id, name, email from users where id in (select user_id from posts where likes >= $1) and age < $2 order by id limit $3",
    values: ({ likes, age, limit }) => [likes, age, limit],
  },
  group: {
    text: "select city, count(*)::int as users from users where age >= $1 group by city having count(*) > $2 order by city",
    values: ({ age, least }) => [age, least],
  },
};

export async function preparePg(given: CaseInput): Promise<Body> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  const { text, values } = handWritten[kindOf(given.case).kind];
  return executeBody(
    async (input) => (await client.query({ name: given.case, text, values: values(input) })).rows,
    () => client.end(),
  );
}
