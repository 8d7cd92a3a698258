import { mysqlFamily } from "./mysql-family.js";

/** MariaDB 10.6 and later. Its session is told to make all changes of an update at once. */
export const mariadbDialect = mysqlFamily({
  name: "mariadb",
  collation: "utf8mb4_nopad_bin",
  uniqueText: true,
  returning: { insert: true, update: false, delete: true },
  changesAtOnce: true,
  commonsBeforeWrites: false,
  rowLocks: { update: "for update", share: "lock in share mode" },
  inlineReferences: true,
});
