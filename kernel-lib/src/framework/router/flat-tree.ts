import type { Ending } from "./ending.js";
import type { Shape } from "./shape.js";
import type { TreeNode } from "./tree-node.js";

const slash = 47;
const percent = 37;

/*
 * A node at offset `o` of the code:
 *
 *   o                     the length n of its text
 *   o + 1 … o + n - 1     the codes of its characters after the first, which is known from the way here
 *   o + n + field         the fields below
 *
 * The constants stand in the file that reads them: imported from another module they cost 7 ns of a lookup's 77.
 */
/** Stands for no node and no route. */
const none = -1;
/** Stands for routes of other methods only. */
const others = -2;
/** The lowest character code that a child begins with. */
const lowest = 0;
/** How many character codes from the lowest on have a place in `firstChild`. */
const places = 1;
/** What may follow the text beside children: */
const branches = 2;
/** params, also with shapes, and perhaps wildcards; else only wildcards. */
const params = 1;
const wildcards = 2;
/** Which of `#endings` ends with the text; likewise the fields below it. */
const end = 3;
const paramEnd = 4;
/** The offset of the node that follows a param. */
const afterParam = 5;
const restEnd = 6;
/** Which of `#shapes` are tried before any other param. */
const shapes = 7;
/** Which of `#tails` are tried before the wildcard that takes all. */
const tails = 8;
/** The offset of the child of each character code from the lowest on. */
const firstChild = 9;

/** A segment of a certain shape, or the rest of a path: its route, and the offset of the node that follows it. */
interface Alternative {
  readonly shape: Shape;
  readonly end: number;
  readonly after: number;
}

/**
 * A radix tree of the routes that one method may find, written into one array of integers, so that a walk reads memory in one place instead of following
 * references from node to node: that is 13 to 20 % of a lookup. Routes that are registered later are not in it.
 */
export class FlatTree<Handler> {
  readonly #code: Int32Array;
  readonly #method: string;
  readonly #endings: Ending<Handler>[] = [];
  /** For each node with them: these in the order in which they are tried. */
  readonly #shapes: Alternative[][] = [];
  readonly #tails: Alternative[][] = [];
  /** After `find`: start and end in the path of each step's param of the route that was found. */
  readonly spans: Int32Array;
  /** After `find`: whether it met a route of another method. */
  metOther = false;
  /** After `find`: whether a param may hold a "%". Looked for with the param's end: `includes` takes 12 ns. */
  metPercent = false;
  /** Where the path that is walked is folded: in its own case. */
  #original: string | null = null;

  /**
   * Takes time and memory proportional to the text of all patterns, of which none has more than `mostParams` params.
   * @param method "" for one that no route names
   */
  constructor(root: TreeNode<Handler>, method: string, mostParams: number) {
    this.#method = method;
    const code: number[] = [];
    this.#write(root, code);
    this.#code = Int32Array.from(code);
    this.spans = new Int32Array(2 * mostParams);
  }

  /** The best route for `path`, or null; allocates nothing. */
  find(path: string): Ending<Handler> | null {
    this.metOther = false;
    this.metPercent = false;
    return path.charCodeAt(0) === slash ? this.#walk(path, 0, 0, 0) : null;
  }

  /** As `find`, with static text in lower case: `path` has no capitals, `original` is as it came. */
  findFolded(path: string, original: string): Ending<Handler> | null {
    this.#original = original;
    try {
      return this.find(path);
    } finally {
      this.#original = null;
    }
  }

  /**
   * The best route at or below the node at offset `from`, whose text begins at `start` of the path; `above` params have been
   * passed before. Goes on in the loop where there is nothing to come back to, else by recursion: as deep as the longest
   * pattern has branches, however long the path. The casts to number: all offsets that were written lie within the code.
   */
  #walk(path: string, from: number, start: number, above: number): Ending<Handler> | null {
    const code = this.#code;
    const length = path.length;
    let node = from;
    let at = start;
    let depth = above;
    for (;;) {
      const textLength = code[node] as number;
      const fields = node + textLength;
      const stop = at + textLength;
      if (stop > length) return null;
      for (let index = at + 1, expected = node + 1; index < stop; index++, expected++)
        if (code[expected] !== path.charCodeAt(index)) return null;

      const branching = code[fields + branches] as number;
      if (stop === length) {
        const ending = this.#choose(code[fields + end] as number);
        if (ending !== null || branching === 0) return ending;
        return this.#findWildcard(fields, path, stop, depth);
      }

      const place = path.charCodeAt(stop) - (code[fields + lowest] as number);
      const hasPlace = place >= 0 && place < (code[fields + places] as number);
      const child = hasPlace ? (code[fields + firstChild + place] as number) : none;
      if (branching === 0) {
        if (child === none) return null;
        node = child;
        at = stop;
        continue;
      }
      if (child !== none) {
        const ending = this.#walk(path, child, stop, depth);
        if (ending !== null) return ending;
      }
      if (branching === wildcards) return this.#findWildcard(fields, path, stop, depth);

      let segmentEnd = stop;
      for (let character = 0; segmentEnd < length; segmentEnd++) {
        character = path.charCodeAt(segmentEnd);
        if (character === slash) break;
        if (character === percent) this.metPercent = true;
      }
      const alternatives = code[fields + shapes] as number;
      if (alternatives !== none && segmentEnd > stop) {
        const ending = this.#tryShapes(alternatives, path, stop, segmentEnd, depth);
        if (ending !== null) return ending;
      }
      const after = code[fields + afterParam] as number;
      const hasWildcards = (code[fields + restEnd] as number) !== none || (code[fields + tails] as number) !== none;
      if (segmentEnd === length) {
        const ending = this.#chooseParam(code[fields + paramEnd] as number, depth, stop, length);
        if (ending !== null) return ending;
      } else if (segmentEnd > stop && after !== none) {
        this.spans[2 * depth] = stop;
        this.spans[2 * depth + 1] = segmentEnd;
        if (!hasWildcards) {
          node = after;
          at = segmentEnd;
          depth++;
          continue;
        }
        const ending = this.#walk(path, after, segmentEnd, depth + 1);
        if (ending !== null) return ending;
      }
      return hasWildcards ? this.#findWildcard(fields, path, stop, depth) : null;
    }
  }

  /** The best route that goes on with a segment of a certain shape, from `start` to `stop` of the path. */
  #tryShapes(alternatives: number, path: string, start: number, stop: number, depth: number): Ending<Handler> | null {
    for (const { shape, end: endings, after } of this.#shapes[alternatives] ?? []) {
      if (!shape.takes(this.#original ?? path, start, stop)) continue;
      if (stop === path.length) {
        const ending = this.#chooseParam(endings, depth, start, stop);
        if (ending !== null) return ending;
      } else if (after !== none) {
        this.spans[2 * depth] = start;
        this.spans[2 * depth + 1] = stop;
        const ending = this.#walk(path, after, stop, depth + 1);
        if (ending !== null) return ending;
      }
    }
    return null;
  }

  /** The best route that goes on with a wildcard from `start` of the path. */
  #findWildcard(fields: number, path: string, start: number, depth: number): Ending<Handler> | null {
    this.metPercent = true;
    const alternatives = this.#code[fields + tails] as number;
    if (alternatives !== none)
      for (const { shape, end: endings } of this.#tails[alternatives] ?? []) {
        if (!shape.takes(this.#original ?? path, start, path.length)) continue;
        const ending = this.#chooseParam(endings, depth, start, path.length);
        if (ending !== null) return ending;
      }
    return this.#chooseParam(this.#code[fields + restEnd] as number, depth, start, path.length);
  }

  #choose(index: number): Ending<Handler> | null {
    if (index >= 0) return this.#endings[index] ?? null;
    if (index === others) this.metOther = true;
    return null;
  }

  /** As `#choose`, for a route whose last param stands from `start` to `stop`. */
  #chooseParam(index: number, depth: number, start: number, stop: number): Ending<Handler> | null {
    const ending = this.#choose(index);
    if (ending !== null) {
      this.spans[2 * depth] = start;
      this.spans[2 * depth + 1] = stop;
    }
    return ending;
  }

  /** Appends `node` and all below it to `code`; returns its offset. */
  #write(node: TreeNode<Handler>, code: number[]): number {
    const offset = code.length;
    code.push(node.text.length);
    for (let index = 1; index < node.text.length; index++) code.push(node.text.charCodeAt(index));
    const fields = code.length;
    const { children } = node;
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (const { text } of children) {
      low = Math.min(low, text.charCodeAt(0));
      high = Math.max(high, text.charCodeAt(0));
    }
    const count = children.length === 0 ? 0 : high - low + 1;
    const hasParams = node.paramEnd.length > 0 || node.afterParam !== null || node.shapes.length > 0;
    const hasWildcards = node.restEnd.length > 0 || node.tails.length > 0;
    code.push(count === 0 ? 0 : low, count, hasParams ? params : hasWildcards ? wildcards : 0);
    code.push(this.#writeEndings(node.end), this.#writeEndings(node.paramEnd), none, this.#writeEndings(node.restEnd));
    code.push(none, none);
    for (let place = 0; place < count; place++) code.push(none);
    for (const child of children) code[fields + firstChild + child.text.charCodeAt(0) - low] = this.#write(child, code);
    if (node.afterParam !== null) code[fields + afterParam] = this.#write(node.afterParam, code);
    if (node.shapes.length > 0) {
      const alternatives = node.shapes.map(({ shape, end: endings, after }) => ({
        shape,
        end: this.#writeEndings(endings),
        after: after === null ? none : this.#write(after, code),
      }));
      code[fields + shapes] = this.#shapes.push(alternatives) - 1;
    }
    if (node.tails.length > 0) {
      const alternatives = node.tails.map(({ tail, end: endings }) => ({
        shape: tail.shape,
        end: this.#writeEndings(endings),
        after: none,
      }));
      code[fields + tails] = this.#tails.push(alternatives) - 1;
    }
    return offset;
  }

  #writeEndings(endings: readonly Ending<Handler>[]): number {
    if (endings.length === 0) return none;
    const own = endings.find(({ method }) => method === this.#method) ?? endings.find(({ method }) => method === "*");
    return own === undefined ? others : this.#endings.push(own) - 1;
  }
}
