import { mysqlFamily } from "./mysql-family.js";

/** MySQL 8.0.31 and later. */
export const mysqlDialect = mysqlFamily({
  name: "mysql",
  collation: "utf8mb4_0900_bin",
  uniqueText: false,
  returning: { insert: false, update: false, delete: false },
  changesAtOnce: false,
  commonsBeforeWrites: true,
  rowLocks: { update: "for update", share: "for share" },
  inlineReferences: false,
});
