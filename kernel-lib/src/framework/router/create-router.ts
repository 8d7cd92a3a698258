import type { Router } from "./router.js";
import { TreeRouter } from "./tree-router.js";

/** An empty router; `Handler` is whatever the caller wants back: a function, an index, a record. */
export const createRouter = <Handler>(): Router<Handler> => new TreeRouter<Handler>();
