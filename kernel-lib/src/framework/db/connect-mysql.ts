import type { Connection as Driver } from "mysql2";
import { ConnectFailed } from "../errors/connect-failed.js";
import { InvalidConnectOption } from "../errors/invalid-connect-option.js";
import { InvalidDatabaseUrl } from "../errors/invalid-database-url.js";
import { MysqlConnection } from "./mysql-connection.js";

/** Statements that one connection keeps prepared; the server has room for 16,382 of all connections together. */
const mostStatements = 500;

/**
 * As the other engines have it: wrong values are errors, `"` quotes names, `||` joins texts, a backslash is a character, zero is a key like others,
 * a group's columns are of the group; and an update's changes are made at once where the engine can.
 */
const modes = [
  "STRICT_ALL_TABLES",
  "ANSI_QUOTES",
  "PIPES_AS_CONCAT",
  "NO_BACKSLASH_ESCAPES",
  "NO_AUTO_VALUE_ON_ZERO",
  "NO_ZERO_DATE",
  "NO_ZERO_IN_DATE",
  "ERROR_FOR_DIVISION_BY_ZERO",
  "ONLY_FULL_GROUP_BY",
  "NO_ENGINE_SUBSTITUTION",
];
const session = {
  mariadb: { collation: "utf8mb4_nopad_bin", modes: [...modes, "SIMULTANEOUS_ASSIGNMENT"] },
  mysql: { collation: "utf8mb4_0900_bin", modes },
};

/**
 * Opens a connection to MariaDB or MySQL: `mysql://user:password@host:3306/database`, over a socket `mysql://user@localhost/database?socketPath=/socket`,
 * with TLS `?ssl=true`; `mariadb://` is the same. Which of the two it is, is asked of the server.
 * @throws ConnectFailed, InvalidDatabaseUrl, InvalidConnectOption for another parameter
 */
export async function connectMysql(url: string): Promise<MysqlConnection> {
  const { default: mysql } = await import("mysql2");
  const driver = mysql.createConnection({
    ...partsOf(url),
    charset: "utf8mb4",
    timezone: "Z",
    dateStrings: true,
    supportBigNumbers: true,
    jsonStrings: true,
    maxPreparedStatements: mostStatements,
  });
  try {
    // The driver would throw what nobody listens to; it is told to the statement too.
    driver.on("error", () => {});
    const dialect = /mariadb/i.test(await ask(driver, "select version() as answer")) ? "mariadb" : "mysql";
    const { collation, modes } = session[dialect];
    await ask(driver, `set names utf8mb4 collate ${collation}`);
    await ask(driver, `set session sql_mode = '${modes.join(",")}', time_zone = '+00:00'`);
    return new MysqlConnection(dialect, driver, mysql.TypedParameter, (text) => askOnce(url, text));
  } catch (cause) {
    driver.destroy();
    throw new ConnectFailed(url, cause);
  }
}

/** Runs a statement on a connection of its own. */
async function askOnce(url: string, text: string): Promise<void> {
  const { default: mysql } = await import("mysql2");
  const driver = mysql.createConnection(partsOf(url));
  try {
    driver.on("error", () => {});
    await ask(driver, text);
  } finally {
    driver.destroy();
  }
}

interface Parts {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
  readonly socketPath?: string;
  readonly ssl?: object;
}

function partsOf(url: string): Parts {
  if (!URL.canParse(url)) throw new InvalidDatabaseUrl(url);
  const { hostname, port, username, password, pathname, searchParams } = new URL(url);
  for (const name of searchParams.keys())
    if (name !== "socketPath" && name !== "ssl") throw new InvalidConnectOption(`${name} in its URL`, "mysql");
  const socketPath = searchParams.get("socketPath");
  return {
    host: hostname === "" ? "localhost" : hostname,
    port: port === "" ? 3306 : Number(port),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    ...(socketPath === null ? {} : { socketPath }),
    ...(searchParams.get("ssl") === "true" ? { ssl: {} } : {}),
  };
}

/** The first row's `answer`, as text; empty where there is none. */
const ask = (driver: Driver, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    driver.query(text, (error, rows) => {
      if (error !== null) reject(error);
      else resolve(Array.isArray(rows) ? String((rows[0] as { readonly answer?: unknown } | undefined)?.answer) : "");
    });
  });
