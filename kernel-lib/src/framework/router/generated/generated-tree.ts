import type { Ending } from "../ending.js";
import { readMatch } from "../read-match.js";
import type { Lookup } from "../router.js";
import type { RouterSettings } from "../router-settings.js";
import type { TreeNode } from "../tree-node.js";
import { Constants } from "./constants.js";
import { ParamsClasses } from "./params-classes.js";
import { type PartContext, PartWriter, type Place, partParameters } from "./part-writer.js";

/** What a generated function gives where only routes of other methods match. */
export const onlyOthers = Symbol("only routes of other methods");

type Result<Handler> = Lookup<Handler, Record<string, unknown>> | typeof onlyOthers | null;
type FindPart<Handler> = (path: string, length: number, at: number, ...spans: number[]) => Result<Handler>;

/**
 * A part has at most about so many bytes of bytecode; V8 optimises no function of more than 61,440. With the source report's hundred routes in one function of 44,000 static routes took 5 %
 * less, two params 8 % more, and the optimising compiler 250 ms; in functions of 10,000 static routes took 7 % more.
 */
const BUDGET = 20_000;

/**
 * The routes that one method may find as functions generated from the radix tree: the first for its upper part, others for what does not fit in there, each generated when it is first
 * reached. They give results, not places: a route's params are made by a class of their own.
 */
export class GeneratedTree<Handler> {
  readonly #root: TreeNode<Handler>;
  readonly #method: string;
  readonly #settings: RouterSettings;
  readonly #classes = new ParamsClasses();
  readonly #parts: FindPart<Handler>[] = [];
  readonly #find: FindPart<Handler>;

  /** Takes time proportional to the text of all patterns. @param method "" for one that no route names */
  constructor(root: TreeNode<Handler>, method: string, settings: RouterSettings) {
    this.#root = root;
    this.#method = method;
    this.#settings = settings;
    this.#find = this.#generate(this.#root, { variable: null, offset: 0, before: "" }, 0);
  }

  /** The result; null for none, `onlyOthers` where only routes of other methods match. A static hit and a miss allocate nothing. */
  find(path: string): Result<Handler> {
    return this.#find(path, path.length, 0);
  }

  #generate(node: TreeNode<Handler>, start: Place, depth: number): FindPart<Handler> {
    const constants = new Constants();
    const read = (ending: Ending<Handler>, path: string, spans: readonly number[]) =>
      readMatch(ending, path, spans, this.#settings);
    const context: PartContext<Handler> = {
      method: this.#method,
      constants,
      classes: this.#classes,
      read: constants.nameOf(read),
      others: constants.nameOf(onlyOthers),
      limited: this.#settings.longestParam < this.#settings.longestPath,
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
