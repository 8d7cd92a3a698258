import { TreeRouter } from "../../../kernel-lib/src/framework/router/tree-router.ts";
import { describeRouter } from "../../conformance/router.ts";

describeRouter("TreeRouter", () => new TreeRouter());
