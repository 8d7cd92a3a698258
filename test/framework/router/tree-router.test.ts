import { TreeRouter } from "../../../kernel-lib/src/framework/router/tree-router.ts";
import { describeRouter } from "../../conformance/router.ts";

describeRouter("TreeRouter, read", () => new TreeRouter({ generateCode: false }));
describeRouter("TreeRouter, generated", () => new TreeRouter({}, 0));
