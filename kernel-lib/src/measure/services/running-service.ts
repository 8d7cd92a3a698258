import type { ServiceName } from "../../base/subject.js";

/** A program that runs beside the arms, started once for all jobs. Who starts it stops it. */
export interface RunningService {
  /** What runs, with its version: "MariaDB 10.11.19". */
  readonly version: string;
  /** Makes a database of this name, which is not there yet, and runs `schema` in it, which is empty for a service whose families make their tables themselves; its URL. */
  database(name: string, schema: string): Promise<string>;
  /** Its processes now, so that they can be kept off the core of the arms. */
  pids(): readonly number[];
  /** Ends it and removes what it left; called once. */
  stop(): Promise<void>;
}

/** How each service is started. The measure wing starts none itself: whoever composes the wings hands them in. */
export type ServiceStarters = Readonly<Partial<Record<ServiceName, () => Promise<RunningService>>>>;
