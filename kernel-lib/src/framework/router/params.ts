import type { Params } from "./router.js";

/**
 * An empty params object to fill: without inherited members, so that no name of a param means anything to it, and fast,
 * unlike `Object.create(null)`, which V8 keeps as a hash table.
 */
export const OwnMembers = function OwnMembers() {} as unknown as new <Value>() => Record<string, Value>;
OwnMembers.prototype = Object.create(null);

/** The params of every route that has none. */
export const noParams: Params = Object.freeze(new OwnMembers<string>());
