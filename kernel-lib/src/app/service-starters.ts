import type { ServiceStarters } from "../measure/services/running-service.js";

/** How the services that families need are started on this machine. Nothing is loaded before one is. */
export const serviceStarters: ServiceStarters = {
  async postgres() {
    const { startEmbeddedPostgres } = await import("../framework/db/embedded-postgres.js");
    const server = await startEmbeddedPostgres();
    return {
      version: `PostgreSQL ${server.version}`,
      database: (name, schema) => server.createDatabase(name, schema),
      pids: () => server.pids(),
      stop: () => server.stop(),
    };
  },
  async mariadb() {
    const { startPrivateMariadb } = await import("../framework/db/private-mariadb.js");
    // Two transactions that wait for each other on purpose would do so for 50 s.
    const server = await startPrivateMariadb({ "innodb-lock-wait-timeout": "1" });
    return {
      version: `MariaDB ${server.version.replace(/-MariaDB.*/, "")}`,
      database: (name) => server.createDatabase(name),
      pids: () => server.pids(),
      stop: () => server.stop(),
    };
  },
};
