import type { Lookup } from "../router.js";
import type { RouterSettings } from "../router-settings.js";
import type { TreeNode } from "../tree-node.js";
import { Constants } from "./constants.js";
import { type Helpers, helpersFor } from "./helpers.js";
import { type PartContext, PartWriter, type Place, partParameters } from "./part-writer.js";

/** What a generated function gives where only routes of other methods match. */
export const onlyOthers = Symbol("only routes of other methods");

type Result<Handler> = Lookup<Handler, Record<string, unknown>> | typeof onlyOthers | null;
type FindPart<Handler> = (path: string, length: number, at: number, ...spans: number[]) => Result<Handler>;

/**
 * A part has at most about so many bytes of bytecode; V8 optimises no function of more than 61,440. With all of the source report's hundred routes in one function of 44,000
 * the optimising compiler was busy for 250 ms, in which lookups take three times as long.
 */
const BUDGET = 20_000;

/**
 * The routes that one method may find as functions generated from the radix tree: the first for its upper part, others for what does not fit in there, each generated when it is first
 * reached.
 */
export class GeneratedTree<Handler> {
  readonly #root: TreeNode<Handler>;
  readonly #method: string;
  readonly #helpers: Helpers<Handler>;
  readonly #parts: FindPart<Handler>[] = [];
  readonly #find: FindPart<Handler>;

  /** Takes time proportional to the text of all patterns. @param method "" for one that no route names */
  constructor(root: TreeNode<Handler>, method: string, settings: RouterSettings) {
    this.#root = root;
    this.#method = method;
    this.#helpers = helpersFor(settings);
    this.#find = this.#generate(this.#root, { variable: null, offset: 0, before: "" }, 0);
  }

  /** The result; null for none, `onlyOthers` where only routes of other methods match. A static hit and a miss allocate nothing. */
  find(path: string): Result<Handler> {
    return this.#find(path, path.length, 0);
  }

  #generate(node: TreeNode<Handler>, start: Place, depth: number): FindPart<Handler> {
    const constants = new Constants();
    const context: PartContext<Handler> = {
      method: this.#method,
      constants,
      helpers: this.#helpers,
      others: constants.nameOf(onlyOthers),
      callPart: (below, place, depthBelow, given) => {
        const part = this.#parts.length;
        this.#parts.push((...args) => {
          const own = place.variable === null ? place : { variable: "at", offset: 0, before: "" };
          const made = this.#generate(below, own, depthBelow);
          this.#parts[part] = made;
          return made(...args);
        });
        return `${constants.nameOf(this.#parts)}[${part}](${given.join()})`;
      },
    };
    const body = new PartWriter(context, BUDGET).body(node, start, depth);
    return constants.makeFunction(partParameters(depth), body) as FindPart<Handler>;
  }
}
