import type { Router, RouterOptions, Untyped } from "./router.js";
import { TreeRouter } from "./tree-router.js";

/**
 * An empty router; `Handler` is whatever the caller wants back: a function, an index, a record. `Types` are the values of typed params, where patterns use them:
 * `createRouter<Handler, StandardValues>()`.
 * @throws InvalidRouterOption
 */
export const createRouter = <Handler, Types extends object = Untyped>(
  options: RouterOptions = {},
): Router<Handler, Types> => new TreeRouter<Handler, Types>(options);
