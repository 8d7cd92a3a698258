import { LabError } from "../../base/lab-error.js";

/** Resources could not be destroyed; told when the pool closes. Code: "pool-destroy-failed"; `cause` is the first failure. */
export class PoolDestroyFailed extends LabError {
  constructor(failures: readonly unknown[]) {
    super("pool-destroy-failed", `${failures.length} of the pool's resources could not be destroyed.`, {
      data: { failures: failures.length },
      cause: failures[0],
    });
  }
}
