/** What can go wrong with a statement, whatever the engine calls it. */
export type FailureKind =
  /** A unique index or a primary key holds that value already. */
  | "unique"
  | "foreign-key"
  | "not-null"
  | "check"
  /** A value that its column cannot hold, or that cannot be converted. */
  | "value"
  /** Not the language, or a name that is not there. */
  | "syntax"
  | "unknown-name"
  | "permission"
  /** Met another transaction: try again. */
  | "serialization"
  | "deadlock"
  | "locked"
  /** Ended by a time limit, or because somebody asked for it. */
  | "cancelled"
  | "read-only"
  | "disk-full"
  /** More than the engine takes: values, nesting, memory, connections. */
  | "limit"
  /** The connection was lost, or the server goes down. */
  | "connection"
  | "other";

/** By class (two characters) or by whole code: PostgreSQL's documentation, appendix A. */
const postgresql: Readonly<Record<string, FailureKind>> = {
  "23505": "unique",
  "23503": "foreign-key",
  "23502": "not-null",
  "23514": "check",
  "22": "value",
  "42601": "syntax",
  "42P01": "unknown-name",
  "42703": "unknown-name",
  "42883": "unknown-name",
  "42704": "unknown-name",
  "3F000": "unknown-name",
  "42501": "permission",
  "28": "permission",
  "40001": "serialization",
  "40P01": "deadlock",
  "55P03": "locked",
  "57014": "cancelled",
  "25006": "read-only",
  "53100": "disk-full",
  "53": "limit",
  "54": "limit",
  "08": "connection",
  "57P": "connection",
};

/** By beginning of SQLite's extended name. */
const sqlite: readonly (readonly [string, FailureKind])[] = [
  ["SQLITE_CONSTRAINT_UNIQUE", "unique"],
  ["SQLITE_CONSTRAINT_PRIMARYKEY", "unique"],
  ["SQLITE_CONSTRAINT_ROWID", "unique"],
  ["SQLITE_CONSTRAINT_FOREIGNKEY", "foreign-key"],
  ["SQLITE_CONSTRAINT_NOTNULL", "not-null"],
  ["SQLITE_CONSTRAINT_CHECK", "check"],
  ["SQLITE_CONSTRAINT_DATATYPE", "value"],
  ["SQLITE_MISMATCH", "value"],
  ["SQLITE_RANGE", "value"],
  ["SQLITE_BUSY", "locked"],
  ["SQLITE_LOCKED", "locked"],
  ["SQLITE_INTERRUPT", "cancelled"],
  ["SQLITE_READONLY", "read-only"],
  ["SQLITE_FULL", "disk-full"],
  ["SQLITE_TOOBIG", "limit"],
  ["SQLITE_NOMEM", "limit"],
  ["SQLITE_PERM", "permission"],
  ["SQLITE_AUTH", "permission"],
  ["SQLITE_IOERR", "connection"],
  ["SQLITE_CANTOPEN", "connection"],
];

/** MariaDB's documentation, "MariaDB Error Code Reference"; MySQL has the same names. */
const mysql: Readonly<Record<string, FailureKind>> = {
  ER_DUP_ENTRY: "unique",
  ER_DUP_ENTRY_WITH_KEY_NAME: "unique",
  ER_NO_REFERENCED_ROW_2: "foreign-key",
  ER_ROW_IS_REFERENCED_2: "foreign-key",
  ER_BAD_NULL_ERROR: "not-null",
  ER_NO_DEFAULT_FOR_FIELD: "not-null",
  ER_CONSTRAINT_FAILED: "check",
  ER_CHECK_CONSTRAINT_VIOLATED: "check",
  ER_DATA_TOO_LONG: "value",
  ER_WARN_DATA_OUT_OF_RANGE: "value",
  ER_TRUNCATED_WRONG_VALUE: "value",
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: "value",
  ER_DIVISION_BY_ZERO: "value",
  ER_DATA_OUT_OF_RANGE: "value",
  ER_INVALID_CHARACTER_STRING: "value",
  ER_PARSE_ERROR: "syntax",
  ER_BAD_FIELD_ERROR: "unknown-name",
  ER_NO_SUCH_TABLE: "unknown-name",
  ER_BAD_DB_ERROR: "unknown-name",
  ER_SP_DOES_NOT_EXIST: "unknown-name",
  ER_ACCESS_DENIED_ERROR: "permission",
  ER_TABLEACCESS_DENIED_ERROR: "permission",
  ER_CHECKREAD: "serialization",
  ER_LOCK_DEADLOCK: "deadlock",
  ER_LOCK_WAIT_TIMEOUT: "locked",
  ER_QUERY_INTERRUPTED: "cancelled",
  ER_STATEMENT_TIMEOUT: "cancelled",
  ER_QUERY_TIMEOUT: "cancelled",
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: "read-only",
  ER_OPTION_PREVENTS_STATEMENT: "read-only",
  ER_DISK_FULL: "disk-full",
  ER_RECORD_FILE_FULL: "disk-full",
  ER_CON_COUNT_ERROR: "limit",
  ER_TOO_MANY_USER_CONNECTIONS: "limit",
  ER_NET_PACKET_TOO_LARGE: "limit",
  ER_PS_MANY_PARAM: "limit",
  ER_STACK_OVERRUN_NEED_MORE: "limit",
  ER_SERVER_SHUTDOWN: "connection",
  ER_CONNECTION_KILLED: "connection",
  PROTOCOL_CONNECTION_LOST: "connection",
};

const network = /^(?:ECONN|EPIPE|ETIMEDOUT|ENOTFOUND|ENOENT|EHOST|ENET|ERR_STREAM)/;

/**
 * The kind of an engine's own code; "other" for one that is not listed. A driver whose connection is gone says so in words alone: no code then means "connection".
 */
export function failureKind(dialect: string, engineCode: string | undefined): FailureKind {
  if (engineCode === undefined) return dialect === "sqlite" ? "other" : "connection";
  if (network.test(engineCode)) return "connection";
  if (dialect === "sqlite") return sqlite.find(([beginning]) => engineCode.startsWith(beginning))?.[1] ?? "other";
  if (dialect !== "postgresql") return mysql[engineCode] ?? "other";
  return postgresql[engineCode] ?? postgresql[engineCode.slice(0, 3)] ?? postgresql[engineCode.slice(0, 2)] ?? "other";
}
