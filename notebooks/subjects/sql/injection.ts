import {
  alias,
  and,
  asc,
  type CaseInput,
  eq,
  escapeLike,
  integer,
  LabError,
  like,
  type Observation,
  type Query,
  select,
  sql,
  table,
  text,
} from "kernel-lib";
import { attacks, unholdable } from "../../../datasets/sql/attacks.ts";
import { urlOf } from "./bodies.ts";

const users = table("users", { id: integer("id").primaryKey(), name: text("name") });

/** A query, the only rows that it may answer, and whether the string may stand in its text, as a quoted name. */
interface Attempt {
  readonly make: () => Query<Readonly<Record<string, unknown>>>;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
  readonly named: boolean;
}

const attemptsOf = (attack: string): readonly Attempt[] => [
  {
    make: () => select({ id: users.id }).from(users).where(eq(users.name, attack)),
    rows: [],
    named: false,
  },
  {
    make: () =>
      select({ id: users.id })
        .from(users)
        .where(and(like(users.name, `${escapeLike(attack)}!`), eq(users.id, 1))),
    rows: [],
    named: false,
  },
  { make: () => sql<{ given: string }>`select ${attack}::text as given`, rows: [{ given: attack }], named: false },
  {
    make: () =>
      select({ [attack]: users.id })
        .from(users)
        .where(eq(users.id, 1)),
    rows: [{ [attack]: 1 }],
    named: true,
  },
  {
    make: () => {
      const other = alias(users, attack);
      return select({ id: other.id }).from(other).orderBy(asc(other.id)).limit(1);
    },
    rows: [{ id: 1 }],
    named: true,
  },
];

/** Runs every attempt on the family's database, and looks at what is left of it. */
export async function observeInjection(given: CaseInput): Promise<Observation> {
  const { default: pg } = await import("pg");
  const client = new pg.Client(urlOf(given));
  await client.connect();
  try {
    const figures = { attempts: 0, refused: 0, "executed-as-text": 0 };
    for (const attack of [...attacks, ...unholdable])
      for (const attempt of attemptsOf(attack)) {
        figures.attempts++;
        const outcome = await tryOut(client, attempt, attack);
        if (outcome !== "harmless") figures[outcome]++;
      }
    return { figures, answer: await lookAt(client) };
  } finally {
    await client.end();
  }
}

interface Connection {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>;
}

async function tryOut(
  client: Connection,
  { make, rows: expected, named }: Attempt,
  attack: string,
): Promise<"harmless" | "refused" | "executed-as-text"> {
  try {
    const { text: sqlText, values } = make().compile("postgresql");
    // Short strings stand in any text; what is bound is seen by the answer.
    if (!named && attack.length > 8 && sqlText.includes(attack)) return "executed-as-text";
    const { rows } = await client.query(sqlText, [...values]);
    return JSON.stringify(rows) === JSON.stringify(expected) ? "harmless" : "executed-as-text";
  } catch (error) {
    if (error instanceof LabError || codeOf(error) === unholdableText) return "refused";
    // The server's own errors: it read the string as something.
    if (codeOf(error) !== undefined) return "executed-as-text";
    throw error;
  }
}

/** PostgreSQL's code for an invalid byte sequence: it holds no NUL. */
const unholdableText = "22021";

/** The five characters of an error that the server sent. */
function codeOf(error: unknown): string | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

async function lookAt(client: Connection): Promise<Observation["answer"]> {
  const one = async (query: string) => (await client.query(query)).rows[0]?.n as number;
  const { rows } = await client.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' order by 1",
  );
  return {
    tables: rows.map(({ name }) => name as string),
    users: await one("select count(*)::int as n from users"),
    posts: await one("select count(*)::int as n from posts"),
    comments: await one("select count(*)::int as n from comments"),
    ages: await one("select sum(age)::int as n from users"),
  };
}
