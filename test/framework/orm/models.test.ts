import { afterAll, describe } from "vitest";
import { connect } from "../../../kernel-lib/src/framework/db/connect.ts";
import {
  type EmbeddedPostgres,
  startEmbeddedPostgres,
} from "../../../kernel-lib/src/framework/db/embedded-postgres.ts";
import { testModels } from "../../conformance/models.ts";

testModels("SQLite", () => connect("sqlite::memory:"));

describe("with a server", () => {
  let server: EmbeddedPostgres | undefined;
  afterAll(() => server?.stop());
  testModels("PostgreSQL", async () => {
    server = await startEmbeddedPostgres();
    return connect(await server.createDatabase("models", ""), { max: 2 });
  });
});
