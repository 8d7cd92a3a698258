import type { Ending } from "../ending.js";
import type { TreeNode } from "../tree-node.js";
import type { Constants } from "./constants.js";
import type { Helpers } from "./helpers.js";

/** A place in the path: a variable and a number that is added to it. */
export interface Place {
  /** Null where only static text stands before it. */
  readonly variable: string | null;
  readonly offset: number;
  /** Without variable: the text before it. */
  readonly before: string;
}

/** What a part's function is given beside its constants: the path, its length, where its node begins, then start and end of each param above. */
export const partParameters = (depth: number): readonly string[] => [
  "path",
  "n",
  "at",
  ...Array.from({ length: depth }, (_, index) => [`a${index}`, `b${index}`]).flat(),
];

/** What generated functions need of the rest, by name. */
export interface PartContext<Handler> {
  readonly method: string;
  readonly constants: Constants;
  readonly helpers: Helpers<Handler>;
  /** The name of what stands for "only routes of other methods". */
  readonly others: string;
  /** The text of a call to the part for a node that does not fit in this one and begins at `start`; `depth` params are above it. */
  callPart(node: TreeNode<Handler>, start: Place, depth: number, given: readonly string[]): string;
}

/** So many characters are compared in place, more by a call: each is some 30 bytes of bytecode, all of which have to be optimised. */
const MOST_INLINE = 16;
/** Blocks within blocks: the parser recurses. */
const MOST_NESTED = 30;

/**
 * Writes one part of the tree as the body of a function: a block for each node, left where the path goes another way; characters are compared as numbers, and only after
 * the path is known to be long enough, because a `charCodeAt` beyond the end throws optimised code away.
 */
export class PartWriter<Handler> {
  readonly #context: PartContext<Handler>;
  /** Bytes of bytecode that may still be written. */
  #budget: number;
  /** Whether what is being written has been taken from it already. */
  #paid = false;
  #names = 0;

  constructor(context: PartContext<Handler>, budget: number) {
    this.#context = context;
    this.#budget = budget;
  }

  /** The body for `node`, whose text begins at `start` (in a variable: at "at"); `depth` params are above it. The first character of any but the root is known from the way there. */
  body(node: TreeNode<Handler>, start: Place, depth: number): string {
    const spans = Array.from({ length: depth }, (_, index) => [`a${index}`, `b${index}`] as const);
    const isRoot = start.variable === null && start.offset === 0;
    const block = this.#node(node, start, spans, isRoot ? 0 : 1, 0);
    return `let other=false;${block}return other?${this.#context.others}:null;`;
  }

  #node(
    node: TreeNode<Handler>,
    start: Place,
    spans: readonly (readonly [string, string])[],
    known: number,
    nested: number,
  ): string {
    const label = this.#name("B");
    const end = after(start, node.text);
    const at = written(end);
    const isLeaf = hasNoBranches(node);
    const wildcards = this.#wildcards(node, end, spans);
    const whole = `${this.#ending(node.end, spans)}${wildcards}`;
    let code = "";
    if (end.variable === null && whole !== "") {
      // One comparison of two strings: 10 ns less than one for each character of a segment.
      code += `if(n===${at}){if(path===${JSON.stringify(end.before)}){${whole}}break ${label};}`;
      if (isLeaf) return `${label}:{${code}}`;
    }
    const compared = this.#compared(after(start, node.text.slice(0, known)), node.text.slice(known));
    if (compared !== "") code += `if(n<${at}||${compared})break ${label};`;
    if (end.variable !== null || whole === "") code += `if(n===${at}){${whole}break ${label};}`;
    if (isLeaf) return `${label}:{${code}}`;
    code += this.#children(node, end, spans, nested);
    code += this.#params(node, end, spans, nested);
    return `${label}:{${code}${wildcards}}`;
  }

  /** A condition that the path has another text at a place. */
  #compared(place: Place, text: string): string {
    const { constants, helpers } = this.#context;
    if (text.length > MOST_INLINE) {
      const codes = constants.nameOf(constants.codesOf(text));
      return `!${constants.nameOf(helpers.same)}(path,${written(place)},${codes})`;
    }
    return Array.from(
      { length: text.length },
      (_, index) => `path.charCodeAt(${written(after(place, text.slice(0, index)))})!==${text.charCodeAt(index)}`,
    ).join("||");
  }

  #children(
    { children }: TreeNode<Handler>,
    end: Place,
    spans: readonly (readonly [string, string])[],
    nested: number,
  ): string {
    const at = written(end);
    const [only] = children;
    if (only === undefined) return "";
    if (children.length === 1)
      return `if(path.charCodeAt(${at})===${only.text.charCodeAt(0)}){${this.#below(only, end, spans, nested)}}`;
    const label = this.#name("S");
    const cases = children.map(
      (child) => `case ${child.text.charCodeAt(0)}:{${this.#below(child, end, spans, nested)}break ${label};}`,
    );
    return `${label}:switch(path.charCodeAt(${at})){${cases.join("")}}`;
  }

  /** A node that begins at `start`: here, or in a part of its own where it does not fit. */
  #below(node: TreeNode<Handler>, start: Place, spans: readonly (readonly [string, string])[], nested: number): string {
    if (nested < MOST_NESTED) {
      // What is below a node that fits is paid for with it.
      if (this.#paid) return this.#node(node, start, spans, 1, nested + 1);
      const size = sizeOf(node, spans.length);
      if (size <= this.#budget) {
        this.#budget -= size;
        this.#paid = true;
        const block = this.#node(node, start, spans, 1, nested + 1);
        this.#paid = false;
        return block;
      }
    }
    const given = ["path", "n", written(start), ...spans.flat()];
    const call = this.#context.callPart(node, start, spans.length, given);
    const result = this.#name("r");
    return `const ${result}=${call};if(${result}!==null){if(${result}!==${this.#context.others})return ${result};other=true;}`;
  }

  #params(
    { shapes, paramEnd, afterParam }: TreeNode<Handler>,
    end: Place,
    spans: readonly (readonly [string, string])[],
    nested: number,
  ): string {
    if (shapes.length === 0 && paramEnd.length === 0 && afterParam === null) return "";
    const { constants } = this.#context;
    const at = written(end);
    const slash = this.#name("p");
    // To look for the slash is a call, but one that takes the same time for any length; a loop is predicted wrongly at its end.
    let code = `const ${slash}=path.indexOf("/",${at});`;
    const next = { variable: slash, offset: 0, before: "" };
    const above: readonly (readonly [string, string])[] = [...spans, [at, slash]];
    for (const { shape, end: endings, after: below } of shapes) {
      const stop = `(${slash}===-1?n:${slash})`;
      code += `if(${slash}!==${at}&&${constants.nameOf(shape)}.takes(path,${at},${stop})){`;
      code += `if(${slash}===-1){${this.#ending(endings, [...spans, [at, "n"]])}}`;
      code += below === null ? "}" : `else{${this.#below(below, next, above, nested)}}}`;
    }
    code += `if(${slash}===-1){${this.#ending(paramEnd, [...spans, [at, "n"]])}}`;
    if (afterParam !== null) code += `else if(${slash}!==${at}){${this.#below(afterParam, next, above, nested)}}`;
    return code;
  }

  #wildcards({ tails, restEnd }: TreeNode<Handler>, end: Place, spans: readonly (readonly [string, string])[]): string {
    const at = written(end);
    const all: readonly (readonly [string, string])[] = [...spans, [at, "n"]];
    const before = tails.map(
      ({ tail, end: endings }) =>
        `if(${this.#context.constants.nameOf(tail.shape)}.takes(path,${at},n)){${this.#ending(endings, all)}}`,
    );
    return `${before.join("")}${this.#ending(restEnd, all)}`;
  }

  /** Returns the route of the method, if there is one. */
  #ending(endings: readonly Ending<Handler>[], spans: readonly (readonly [string, string])[]): string {
    if (endings.length === 0) return "";
    const { constants, method, helpers } = this.#context;
    const own = endings.find((each) => each.method === method) ?? endings.find((each) => each.method === "*");
    if (own === undefined) return "other=true;";
    if (own.found !== null) return `return ${constants.nameOf(own.found)};`;
    const name = constants.nameOf(own);
    const places = spans.flat().join();
    if (spans.length === 1) return `return ${constants.nameOf(helpers.one)}(${name},path,${places});`;
    if (spans.length === 2) return `return ${constants.nameOf(helpers.two)}(${name},path,${places});`;
    return `return ${constants.nameOf(helpers.read)}(${name},path,[${places}]);`;
  }

  #name(letter: string): string {
    return `${letter}${this.#names++}`;
  }
}

const after = ({ variable, offset, before }: Place, text: string): Place => ({
  variable,
  offset: offset + text.length,
  before: before + text,
});

const written = ({ variable, offset }: Place): string =>
  variable === null ? String(offset) : offset === 0 ? variable : `${variable}+${offset}`;

const hasNoBranches = ({ children, shapes, paramEnd, afterParam, tails, restEnd }: TreeNode<unknown>): boolean =>
  children.length + shapes.length + paramEnd.length + tails.length + restEnd.length === 0 && afterParam === null;

/**
 * At most about how many bytes of bytecode a node and all below it come to, with `depth` params above. Counted again for each node that is looked at from above: trees are
 * some ten nodes deep.
 */
export function sizeOf<Handler>(node: TreeNode<Handler>, depth: number): number {
  const { text, end, paramEnd, restEnd, shapes, tails, children, afterParam } = node;
  const ending = 50 + 20 * depth;
  const param = ending + 40;
  const alternatives = shapes.length + tails.length;
  let size = 80 + 35 * Math.min(text.length, MOST_INLINE) + ending * sign(end);
  size += param * (sign(paramEnd) + sign(restEnd) + alternatives) + 80 * alternatives;
  for (const child of children) size += 20 + sizeOf(child, depth);
  for (const { after } of shapes) size += after === null ? 0 : sizeOf(after, depth + 1);
  return size + (afterParam === null ? 0 : 60 + sizeOf(afterParam, depth + 1));
}

const sign = (list: readonly unknown[]): number => (list.length > 0 ? 1 : 0);
