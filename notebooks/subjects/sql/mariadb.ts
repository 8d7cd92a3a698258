import type { Body, CaseInput, Json, MetricSpec, Observation, ScenarioData } from "kernel-lib";
import type { Connection, RowDataPacket } from "mysql2/promise";
import { executeBody, urlOf } from "./bodies.ts";
import { answers, foldOfRows, inputsOf, kindOf, kinds, kindTitles, mariadbTables, type Row, records } from "./data.ts";
import { handWritten } from "./pg.ts";
import { timeCalls } from "./time-calls.ts";

/** Inputs of each kind. */
const length = 64;

export const mariadbMetrics: readonly MetricSpec[] = kinds.map((kind) => ({
  name: kind,
  title: kindTitles[kind],
  unit: "ms",
  better: "lower",
  definition: `The median of ${length} calls with different values in one process, each awaited, after each was made once and answered right: constructed, sent over one connection, answered and read.`,
}));

export const mariadbData = (): ScenarioData => ({
  setup: null,
  expected: kinds.map(
    (kind): Json => inputsOf(kind, records, length).map((input) => foldOfRows(answers[kind](input, records))),
  ),
});

/** @param prepare makes the body of "execute-<kind>" on the database that is given */
export async function observeMariadb(
  given: CaseInput,
  prepare: (given: CaseInput) => Promise<Body>,
): Promise<Observation> {
  await makeTables(given);
  const figures: Record<string, number> = {};
  const answer: number[][] = [];
  for (const kind of kinds) {
    const body = await prepare({ case: `execute-${kind}`, setup: null, services: given.services });
    try {
      const timed = await timeCalls(body, inputsOf(kind, records, length));
      answer.push([...timed.folds]);
      figures[kind] = timed.milliseconds;
    } finally {
      await body.dispose?.();
    }
  }
  return { figures, answer };
}

/** The same texts as those by hand on PostgreSQL, in the driver's own form; `execute` prepares each once a connection. */
export async function prepareMysql2(given: CaseInput): Promise<Body> {
  const connection = await connectTo(given);
  const { text, values } = handWritten[kindOf(given.case).kind];
  const sql = text.replace(/\$\d/g, "?").replace("::int", "");
  return executeBody(
    async (input) => (await connection.execute<(Row & RowDataPacket)[]>(sql, values(input)))[0],
    () => connection.end(),
  );
}

/** The first arm to come makes the tables. */
async function makeTables(given: CaseInput): Promise<void> {
  const connection = await connectTo(given);
  try {
    const [found] = await connection.query<RowDataPacket[]>("show tables");
    if (found.length === 0) await connection.query(mariadbTables);
  } finally {
    await connection.end();
  }
}

async function connectTo(given: CaseInput): Promise<Connection> {
  const { createConnection } = await import("mysql2/promise");
  return createConnection({ uri: urlOf(given), multipleStatements: true });
}
