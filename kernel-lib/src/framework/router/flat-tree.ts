import type { Ending } from "./ending.js";
import { readCaptures, readParams } from "./read-match.js";
import type { Found, Malformed, TooLong } from "./router.js";
import type { RouterSettings } from "./router-settings.js";
import { bestPositions, sampledHash, wholeHash } from "./segment-hash.js";
import { SegmentNode } from "./segment-node.js";
import type { Shape } from "./shape.js";
import type { TreeNode } from "./tree-node.js";

const slash = 47;

/*
 * A node at offset `o` of the code stands for a segment:
 *
 *   o                     the length n of its text, 0 for a param's
 *   o + 1 … o + n         the codes of its characters
 *   o + n + 1 + field     the fields below
 *
 * then, if it has branches, `param` to `tails`, and if it has children, what tells where they are. The constants stand in the file that reads them: imported from another
 * module they cost 7 ns of a lookup's 77.
 */
/** Stands for no node and no route. */
const none = -1;
/** Stands for routes of other methods only. */
const others = -2;
const flags = 0;
/** Where in `#records` the route is that ends with the segment. */
const end = 1;
const firstOptional = 2;
/** Of the flags: how the children are found, */
const childrenMask = 3;
/** only one: its offset follows; */
const single = 1;
/** a hash table by three characters: offset of the table, its size less one, the positions; */
const sampled = 2;
/** a hash table by all characters: likewise. */
const whole = 3;
/** and whether anything but a child may follow. */
const branches = 4;
/** Of the branches: the offset of the param's node, then where in `#records` and which of `#shapes` and `#tails`. */
const param = 0;
const rest = 1;
const shapes = 2;
const tails = 3;
const branchFields = 4;
const table = 0;
const mask = 1;
const positions = 2;

/*
 * Of a route a lookup needs four things, which lie side by side in `#records`: among 10,000 routes each object that had to be read for them was a wait for the memory.
 */
/** The shared result, of a route without params; else null. */
const result = 0;
const handler = 1;
/** The route; its ending, where there are no names. */
const route = 2;
/** The names of the params; null where they are to be read otherwise. */
const names = 3;
const recordSize = 4;

/** A segment of a certain shape, with the offset of its node; or the rest of a path, with its route. */
interface Alternative {
  readonly shape: Shape;
  readonly target: number;
}

/**
 * The routes that one method may find, as a tree of segments that is written into one array of integers, with hash tables of the static ones. A lookup reads a few
 * places of it for each segment, however many routes there are: with 10,000 it takes a fourth of what a radix tree of characters takes, which is read all over.
 * Routes that are registered later are not in it.
 */
export class FlatTree<Handler> {
  readonly #code: Int32Array;
  #records: unknown[] = [];
  /** For each node with them: these in the order in which they are tried. */
  readonly #shapes: (readonly Alternative[])[] = [];
  readonly #tails: (readonly Alternative[])[] = [];
  /** After `find`: start and end in the path of each step's param of the route that was found. */
  readonly spans: Int32Array;
  /** After `find`: whether it met a route of another method. */
  metOther = false;
  /** Where the path that is walked is folded: in its own case. */
  #original: string | null = null;

  /**
   * Takes time and memory proportional to the text of all patterns, of which none has more than `mostParams` params.
   * @param method "" for one that no route names
   */
  constructor(root: TreeNode<Handler>, method: string, mostParams: number) {
    const code: number[] = [];
    this.#write(SegmentNode.of(root, method), code);
    this.#code = Int32Array.from(code);
    // Without the room for more that was made while it grew.
    this.#records = this.#records.slice();
    this.spans = new Int32Array(2 * mostParams);
  }

  /** The place of the best route for `path`, for `resultOf`; below 0: none. Allocates nothing. */
  find(path: string): number {
    this.metOther = false;
    return path.charCodeAt(0) === slash ? this.#walk(path, 0, 1, 0) : none;
  }

  /** What the route that `find` has found just now comes to for a path that is as long. */
  resultOf(
    place: number,
    path: string,
    settings: RouterSettings,
  ): Found<Handler, Record<string, unknown>> | Malformed<Handler> | TooLong {
    const records = this.#records;
    const shared = records[place + result] as Found<Handler> | null;
    if (shared !== null) return shared;
    const named = records[place + names] as readonly string[] | null;
    if (named === null) return readCaptures(records[place + route] as Ending<Handler>, path, this.spans, settings);
    const found = records[place + route] as Ending<Handler>["route"];
    return readParams(found, records[place + handler] as Handler, named, path, this.spans, settings);
  }

  /** As `find`, with static text in lower case: `path` has no capitals, `original` is as it came. */
  findFolded(path: string, original: string): number {
    this.#original = original;
    try {
      return this.find(path);
    } finally {
      this.#original = null;
    }
  }

  /**
   * The best route below the node at offset `from`, whose next segment begins at `start` of the path; `above` params have been
   * passed before. Goes on in the loop where there is nothing to come back to, else by recursion: as deep as the longest
   * pattern has branches, however long the path. The casts to number: all offsets that were written lie within the code.
   */
  #walk(path: string, from: number, start: number, above: number): number {
    const code = this.#code;
    const length = path.length;
    let node = from;
    let at = start;
    let depth = above;
    for (;;) {
      const fields = node + 1 + (code[node] as number);
      const kinds = code[fields + flags] as number;
      if (kinds === single) {
        const child = code[fields + firstOptional + table] as number;
        const stop = at + (code[child] as number);
        if (stop > length || !this.#is(child, path, at, stop)) return none;
        if (stop === length) return this.#endOf(child);
        if (path.charCodeAt(stop) !== slash) return none;
        node = child;
        at = stop + 1;
        continue;
      }
      // To look for the slash is a call, but one that takes the same time for any length; a loop is predicted wrongly at its end.
      const found = path.indexOf("/", at);
      const stop = found === -1 ? length : found;
      let child = none;
      if ((kinds & childrenMask) === sampled && stop > at) {
        // Written out, not by a function: as a call it took a fifth of a lookup among 10,000 routes.
        const place = fields + firstOptional + (kinds < branches ? 0 : branchFields);
        const first = code[place + table] as number;
        const within = code[place + mask] as number;
        const three = code[place + positions] as number;
        const size = stop - at;
        const last = size - 1;
        let hash = Math.imul(size, 31) + path.charCodeAt(at + Math.min(three & 255, last));
        hash = Math.imul(hash, 31) + path.charCodeAt(at + Math.min((three >> 8) & 255, last));
        hash = Math.imul(hash, 31) + path.charCodeAt(at + Math.min(three >> 16, last));
        hash = Math.imul(hash, 0x9e3779b1);
        let index = (hash ^ (hash >>> 15)) & within;
        child = code[first + index] as number;
        while (child !== none && !(code[child] === size && this.#is(child, path, at, stop))) {
          index = (index + 1) & within;
          child = code[first + index] as number;
        }
      } else if ((kinds & childrenMask) !== 0) child = this.#child(fields, kinds, path, at, stop);
      if (kinds < branches) {
        if (child === none) return none;
        if (found === -1) return this.#endOf(child);
        node = child;
        at = stop + 1;
        continue;
      }
      if (child !== none) {
        const ending = found === -1 ? this.#endOf(child) : this.#walk(path, child, stop + 1, depth);
        if (ending !== none) return ending;
      }
      const branch = fields + firstOptional;
      const hasWildcards = (code[branch + rest] as number) !== none || (code[branch + tails] as number) !== none;
      if (stop > at) {
        const alternatives = code[branch + shapes] as number;
        if (alternatives !== none) {
          const ending = this.#tryShapes(alternatives, path, at, stop, depth);
          if (ending !== none) return ending;
        }
        const next = code[branch + param] as number;
        if (next !== none) {
          this.spans[2 * depth] = at;
          this.spans[2 * depth + 1] = stop;
          if (found !== -1 && !hasWildcards) {
            node = next;
            at = stop + 1;
            depth++;
            continue;
          }
          const ending = found === -1 ? this.#endOf(next) : this.#walk(path, next, stop + 1, depth + 1);
          if (ending !== none) return ending;
        }
      }
      return hasWildcards ? this.#findWildcard(branch, path, at, depth) : none;
    }
  }

  /** The node of the child whose text stands in the path from `at` to `stop`, where it is not found by three characters. */
  #child(fields: number, kinds: number, path: string, at: number, stop: number): number {
    const code = this.#code;
    const place = fields + firstOptional + (kinds < branches ? 0 : branchFields);
    const first = code[place + table] as number;
    const length = stop - at;
    const kind = kinds & childrenMask;
    if (kind === single) return code[first] === length && this.#is(first, path, at, stop) ? first : none;
    // Of an empty segment either hash is made of its length alone.
    let hash = length;
    for (let index = at; index < stop; index++) hash = Math.imul(hash, 31) + path.charCodeAt(index);
    hash = Math.imul(hash, 0x9e3779b1);
    hash ^= hash >>> 15;
    const within = code[place + mask] as number;
    for (let index = hash & within; ; index = (index + 1) & within) {
      const child = code[first + index] as number;
      if (child === none) return none;
      if (code[child] === length && this.#is(child, path, at, stop)) return child;
    }
  }

  /** Whether a node's text stands in the path from `at` to `stop`, which is as long. */
  #is(node: number, path: string, at: number, stop: number): boolean {
    const code = this.#code;
    for (let index = at, expected = node + 1; index < stop; index++, expected++)
      if (code[expected] !== path.charCodeAt(index)) return false;
    return true;
  }

  #endOf(node: number): number {
    return this.#choose(this.#code[node + 1 + (this.#code[node] as number) + end] as number);
  }

  /** The best route that goes on with a segment of a certain shape, from `start` to `stop` of the path. */
  #tryShapes(alternatives: number, path: string, start: number, stop: number, depth: number): number {
    for (const { shape, target } of this.#shapes[alternatives] ?? []) {
      if (!shape.takes(this.#original ?? path, start, stop)) continue;
      this.spans[2 * depth] = start;
      this.spans[2 * depth + 1] = stop;
      const ending = stop === path.length ? this.#endOf(target) : this.#walk(path, target, stop + 1, depth + 1);
      if (ending !== none) return ending;
    }
    return none;
  }

  /** The best route that goes on with a wildcard from `start` of the path. */
  #findWildcard(branch: number, path: string, start: number, depth: number): number {
    this.spans[2 * depth] = start;
    this.spans[2 * depth + 1] = path.length;
    const alternatives = this.#code[branch + tails] as number;
    if (alternatives !== none)
      for (const { shape, target } of this.#tails[alternatives] ?? []) {
        if (!shape.takes(this.#original ?? path, start, path.length)) continue;
        const ending = this.#choose(target);
        if (ending !== none) return ending;
      }
    return this.#choose(this.#code[branch + rest] as number);
  }

  #choose(index: number): number {
    if (index !== others) return index;
    this.metOther = true;
    return none;
  }

  /** Appends `node` and all below it to `code`; returns its offset. */
  #write(node: SegmentNode<Handler>, code: number[]): number {
    const offset = code.length;
    code.push(node.text.length);
    for (let index = 0; index < node.text.length; index++) code.push(node.text.charCodeAt(index));
    const children = [...node.children.values()];
    const size = children.length < 2 ? 0 : 2 ** Math.ceil(Math.log2(2 * children.length));
    const three = size === 0 ? null : bestPositions([...node.children.keys()], size);
    const kind = children.length < 2 ? children.length : three === null ? whole : sampled;
    const hasBranches = node.param !== null || node.rest !== undefined || node.shapes.length + node.tails.length > 0;
    code.push(kind + (hasBranches ? branches : 0), this.#writeEnding(node.end));
    const branch = code.length;
    if (hasBranches) code.push(none, this.#writeEnding(node.rest), none, none);
    const place = code.length;
    if (kind === single) code.push(none);
    else if (kind !== 0) code.push(none, size - 1, three === null ? 0 : three[0] | (three[1] << 8) | (three[2] << 16));

    if (node.param !== null) code[branch + param] = this.#write(node.param, code);
    if (node.shapes.length > 0) {
      const alternatives = node.shapes.map(({ shape, node: below }) => ({ shape, target: this.#write(below, code) }));
      code[branch + shapes] = this.#shapes.push(alternatives) - 1;
    }
    if (node.tails.length > 0) {
      const alternatives = node.tails.map((each) => ({ shape: each.shape, target: this.#writeEnding(each.end) }));
      code[branch + tails] = this.#tails.push(alternatives) - 1;
    }
    const [only] = children;
    if (kind === single && only !== undefined) code[place + table] = this.#write(only, code);
    else if (kind !== 0) {
      const first = code.length;
      code[place + table] = first;
      for (let index = 0; index < size; index++) code.push(none);
      for (const child of children) {
        const hash = three === null ? wholeHash(child.text) : sampledHash(child.text, three);
        let index = hash & (size - 1);
        while (code[first + index] !== none) index = (index + 1) & (size - 1);
        code[first + index] = this.#write(child, code);
      }
    }
    return offset;
  }

  #writeEnding(ending: Ending<Handler> | null | undefined): number {
    if (ending === undefined) return none;
    if (ending === null) return others;
    const { found, route: its, names: named } = ending;
    return this.#records.push(found, its.handler, named === null ? ending : its, named) - recordSize;
  }
}
