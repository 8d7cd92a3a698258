import { LabError } from "../../base/lab-error.js";

/** A database's URL that names no engine that we have. Code: "invalid-database-url". */
export class InvalidDatabaseUrl extends LabError {
  constructor(url: string) {
    const scheme = /^[a-z0-9+.-]{1,30}:/i.exec(url)?.[0] ?? "no scheme";
    super(
      "invalid-database-url",
      `A database's URL must begin with sqlite:, postgresql://, postgres://, mysql:// or mariadb://; this one has ${scheme}.`,
      {
        remedy:
          'For example "sqlite::memory:", "sqlite:data.db", "postgresql://user@host/database" or "mysql://user@host/database".',
        // Not the URL: it may hold a password.
        data: { scheme },
      },
    );
  }
}
