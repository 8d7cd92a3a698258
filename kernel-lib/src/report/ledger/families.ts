/** Every family that goals are kept for, in the order in which they are listed. */
export const families = [
  "skeleton",
  "measure",
  "router",
  "cache",
  "sql",
  "db",
  "orm",
  "memory",
  "native",
  "http",
  "async",
  "load",
  "report",
  "claims",
  "notebook",
  "store",
  "faults",
] as const;

export type FamilyName = (typeof families)[number];
