import Sqlite from "better-sqlite3";
import pg from "pg";
import { expect } from "vitest";
import { connectMysql } from "../../kernel-lib/src/framework/db/connect-mysql.ts";
import { startEmbeddedPostgres } from "../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { startPrivateMariadb } from "../../kernel-lib/src/framework/db/private-mariadb.ts";
import { UnsupportedSql } from "../../kernel-lib/src/framework/errors/unsupported-sql.ts";
import { dialectOf } from "../../kernel-lib/src/framework/sql/dialects/dialect-of.ts";
import type { CompiledQuery, DialectName, Query } from "../../kernel-lib/src/framework/sql/query.ts";
import { distinctLast } from "./differential/distinct-last.ts";
import { orderedLast } from "./differential/ordered-last.ts";

/** The least that runs a query on a real engine: text and values to the driver, rows through `decode`. */
export interface Executor {
  readonly dialect: DialectName;
  rows<Row>(query: Query<Row>): Promise<Row[]>;
  /**
   * The same in another way that must not change the answer: MariaDB without its rewriting of inner queries, and with what is distinct found in the finished rows; SQLite with the rows of a set
   * operation made before they are put in order. Absent where no such need was met.
   */
  rowsUnrewritten?<Row>(query: Query<Row>): Promise<Row[]>;
  close(): Promise<void>;
}

/**
 * What a statement that writes returns; where the engine returns nothing there that is refused by name, the statement is run without, and there is nothing.
 */
export async function returnedBy<Row>(
  db: Executor,
  verb: "insert" | "update" | "delete",
  plain: Query<never>,
  returning: Query<Row>,
): Promise<Row[] | undefined> {
  if (dialectOf(db.dialect).returning[verb]) return db.rows(returning);
  expect(() => returning.compile(db.dialect)).toThrow(UnsupportedSql);
  await db.rows(plain);
  return undefined;
}

function decoded<Row>(rows: Record<string, unknown>[], { decode }: CompiledQuery): Row[] {
  return rows.map((row) => {
    const read = Object.entries(row).map(([name, value]) => [name, decode?.[name] ? decode[name](value) : value]);
    return Object.fromEntries(read) as Row;
  });
}

export async function openSqlite(): Promise<Executor> {
  const db = new Sqlite(":memory:");
  db.pragma("foreign_keys = on");
  const rowsOf = <Row>(query: Query<Row>, otherwise = (text: string) => text): Row[] => {
    const compiled = query.compile("sqlite");
    const statement = db.prepare(otherwise(compiled.text));
    if (statement.reader !== compiled.returnsRows) throw new Error(`returnsRows is wrong: ${compiled.text}`);
    if (!compiled.returnsRows) {
      statement.run(...compiled.values);
      return [];
    }
    return decoded(statement.all(...compiled.values) as Record<string, unknown>[], compiled);
  };
  return {
    dialect: "sqlite",
    rows: async (query) => rowsOf(query),
    rowsUnrewritten: async (query) => rowsOf(query, orderedLast),
    close: async () => {
      db.close();
    },
  };
}

export async function openPostgresql(): Promise<Executor> {
  const server = await startEmbeddedPostgres();
  try {
    const client = new pg.Client(await server.createDatabase("conformance", ""));
    await client.connect();
    return {
      dialect: "postgresql",
      rows: async (query) => {
        const compiled = query.compile("postgresql");
        const { rows, fields } = await client.query(compiled.text, [...compiled.values]);
        if (fields.length > 0 !== compiled.returnsRows) throw new Error(`returnsRows is wrong: ${compiled.text}`);
        return decoded(rows, compiled);
      },
      close: async () => {
        await client.end();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export async function openMariadb(): Promise<Executor> {
  const server = await startPrivateMariadb();
  try {
    return await overMysql(await server.createDatabase("conformance"), () => server.stop());
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** MariaDB or MySQL; the session is set as `connect` sets it, since texts are written for that. */
export async function overMysql(url: string, stop: () => Promise<void>): Promise<Executor> {
  const connection = await connectMysql(url);
  const rowsOf = async <Row>(query: Query<Row>, otherwise = (text: string) => text): Promise<Row[]> => {
    const asked = query.compile(connection.dialect);
    const compiled = { ...asked, text: otherwise(asked.text) };
    const rows = (await connection.all(compiled)) as Record<string, unknown>[];
    if (rows.length > 0 && !compiled.returnsRows) throw new Error(`returnsRows is wrong: ${compiled.text}`);
    return decoded(rows, compiled);
  };
  return {
    dialect: connection.dialect,
    rows: (query) => rowsOf(query),
    rowsUnrewritten: async (query) => {
      await connection.execute("set optimizer_switch = 'semijoin=off,derived_merge=off'");
      try {
        return await rowsOf(query, distinctLast);
      } finally {
        await connection.execute("set optimizer_switch = default");
      }
    },
    close: async () => {
      await connection.close();
      await stop();
    },
  };
}
