import { createPool } from "../../../kernel-lib/src/framework/db/create-pool.ts";
import { describePool } from "../../conformance/pool.ts";

describePool("createPool", createPool);
