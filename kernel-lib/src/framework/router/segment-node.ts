import type { Ending } from "./ending.js";
import type { Shape } from "./shape.js";
import type { TreeNode } from "./tree-node.js";

/** Of a method: its route; null where others only, undefined where no route ends there. */
type MethodEnding<Handler> = Ending<Handler> | null | undefined;

/** A segment of patterns, and what may follow it: the tree of one method, segment by segment. */
export class SegmentNode<Handler> {
  /** "" for a param's. */
  readonly text: string;
  end: MethodEnding<Handler>;
  readonly children = new Map<string, SegmentNode<Handler>>();
  readonly shapes: { readonly shape: Shape; readonly node: SegmentNode<Handler> }[] = [];
  param: SegmentNode<Handler> | null = null;
  readonly tails: { readonly shape: Shape; readonly end: MethodEnding<Handler> }[] = [];
  rest: MethodEnding<Handler>;

  private constructor(text: string) {
    this.text = text;
  }

  /** The tree of what begins with a slash, of the routes that `method` may find. O(text of all patterns). */
  static of<Handler>(root: TreeNode<Handler>, method: string): SegmentNode<Handler> {
    const top = new SegmentNode<Handler>("");
    top.#read(root, method, "", 1);
    return top;
  }

  /** Adds what is in a node of the radix tree; `begun` is the segment that its text goes on with, from its character `from` on. */
  #read(node: TreeNode<Handler>, method: string, begun: string, from: number): void {
    let own: SegmentNode<Handler> = this;
    let text = begun;
    const parts = node.text.slice(from).split("/");
    for (const [index, part] of parts.entries()) {
      text += part;
      if (index === parts.length - 1) break;
      own = own.#child(text);
      text = "";
    }
    const of = (endings: readonly Ending<Handler>[]): MethodEnding<Handler> =>
      endings.length === 0
        ? undefined
        : (endings.find((each) => each.method === method) ?? endings.find((each) => each.method === "*") ?? null);
    if (node.end.length > 0) own.#child(text).end = of(node.end);
    for (const child of node.children) own.#read(child, method, text, 0);
    for (const { shape, end, after } of node.shapes) {
      const below = new SegmentNode<Handler>("");
      below.end = of(end);
      if (after !== null) below.#read(after, method, "", 1);
      own.shapes.push({ shape, node: below });
    }
    if (node.paramEnd.length > 0 || node.afterParam !== null) {
      own.param = new SegmentNode<Handler>("");
      own.param.end = of(node.paramEnd);
      if (node.afterParam !== null) own.param.#read(node.afterParam, method, "", 1);
    }
    for (const { tail, end } of node.tails) own.tails.push({ shape: tail.shape, end: of(end) });
    if (node.restEnd.length > 0) own.rest = of(node.restEnd);
  }

  #child(text: string): SegmentNode<Handler> {
    const known = this.children.get(text);
    if (known !== undefined) return known;
    const made = new SegmentNode<Handler>(text);
    this.children.set(text, made);
    return made;
  }
}
