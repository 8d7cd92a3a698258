import type { WorkloadKind } from "../../base/subject.js";

/** The smallest difference of interest of each kind of workload, as a fraction; see "Rules in force" of the measuring notes. */
export const margins: Readonly<Record<WorkloadKind, number>> = {
  cpu: 0.01,
  allocation: 0.03,
  database: 0.05,
  server: 0.05,
};
