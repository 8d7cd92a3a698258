import { afterAll, describe } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { type PrivateMariadb, startPrivateMariadb } from "../../../kernel-lib/src/framework/db/private-mariadb.ts";
import { testModels } from "../../conformance/models.ts";
import { expectMariadbInCi, hasMariadb } from "../../mariadb.ts";

testModels("SQLite", () => connect("sqlite::memory:"));

describe("with a server", () => {
  let server: EmbeddedPostgres | undefined;
  afterAll(() => server?.stop());
  testModels("PostgreSQL", async () => {
    server = await startEmbeddedPostgres();
    return connect(await server.createDatabase("models", ""), { max: 2 });
  });
});

expectMariadbInCi();
describe.runIf(hasMariadb)("with MariaDB", () => {
  let server: PrivateMariadb | undefined;
  afterAll(() => server?.stop());
  testModels("MariaDB", async () => {
    server = await startPrivateMariadb();
    return connect(await server.createDatabase("models"), { max: 2 });
  });
});
