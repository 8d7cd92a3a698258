import { LabError } from "../../base/lab-error.js";

/** A resource was given back that is not lent, or `create` gave one that the pool already has. Code: "pool-misuse". */
export class PoolMisuse extends LabError {
  constructor(fault: "never lent" | "given back twice" | "created twice") {
    super("pool-misuse", messages[fault], {
      remedy: "Give back each resource once, by the borrower that got it; `pool.use` does that by itself.",
      data: { fault },
    });
  }
}

const messages = {
  "never lent": "This resource is not of this pool, or was destroyed: it was given back without being lent.",
  "given back twice": "This resource was given back already: it is not lent now.",
  "created twice": "`create` returned a resource that the pool already has: each call must make another one.",
};
