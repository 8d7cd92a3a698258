import type { Ending } from "./ending.js";
import { compareSegments, type Step, type Tail } from "./pattern.js";
import type { Shape } from "./shape.js";

/** A segment that takes only some values, and what may follow it. */
export interface ShapeBranch<Handler> {
  readonly shape: Shape;
  /** Routes that end with it. */
  readonly end: Ending<Handler>[];
  /** What follows it; its own text begins with "/". */
  after: TreeNode<Handler> | null;
}

/** What the rest of the path looks like from here on, with a wildcard that is not its end. */
export interface TailBranch<Handler> {
  readonly tail: Tail;
  readonly end: Ending<Handler>[];
}

/** Where a pattern ends in the tree: the routes there, one a method, and the tails that are tried before and after it, where it is one. */
export interface Place<Handler> {
  readonly endings: Ending<Handler>[];
  readonly own: TailBranch<Handler> | null;
  readonly tails: readonly TailBranch<Handler>[];
}

/** A fifth of all the memory that routes take would be empty lists. */
const nothing: readonly never[] = [];

/** Where routes end after a node's text. */
type EndField = "end" | "paramEnd" | "restEnd";

/**
 * One node of the radix tree in which routes are registered: a piece of static text, then what may follow it. A node stands
 * for one beginning of patterns, so that a lookup visits it at most once.
 */
export class TreeNode<Handler> {
  /** At least one character. */
  text: string;
  /** Routes that end with this text, one a method. */
  end: readonly Ending<Handler>[] = nothing;
  /** Segments of a certain shape after this text, in the order in which they are tried. */
  shapes: readonly ShapeBranch<Handler>[] = nothing;
  /** Routes that end with a param after this text. */
  paramEnd: readonly Ending<Handler>[] = nothing;
  /** What follows a param after this text; its own text begins with "/". */
  afterParam: TreeNode<Handler> | null = null;
  /** Wildcards after this text that something follows, in the order in which they are tried. */
  tails: readonly TailBranch<Handler>[] = nothing;
  /** Routes that end with a wildcard after this text. */
  restEnd: readonly Ending<Handler>[] = nothing;
  /** Static text that follows: no two begin with the same character. */
  children: readonly TreeNode<Handler>[] = nothing;

  constructor(text: string) {
    this.text = text;
  }

  /** The place where a pattern ends; makes the way there. `this` is the root of the tree. */
  placeOf(steps: readonly Step[]): Place<Handler> {
    let node: TreeNode<Handler> = this;
    for (const [index, step] of steps.entries()) {
      node = node.#descend(step.text);
      const next = steps[index + 1];
      if (step.kind === "end") return node.#plainPlace("end");
      if (step.kind === "rest") return node.#plainPlace("restEnd");
      if (step.kind === "tail") {
        const own = node.#tailOf(step.tail);
        return { endings: own.end, own, tails: node.tails };
      }
      if (step.shape === null) {
        if (next === undefined) return node.#plainPlace("paramEnd");
        node.afterParam ??= new TreeNode(next.text);
        node = node.afterParam;
      } else {
        const branch: ShapeBranch<Handler> = node.#branchOf(step.shape);
        if (next === undefined) return { endings: branch.end, own: null, tails: nothing };
        branch.after ??= new TreeNode(next.text);
        node = branch.after;
      }
    }
    throw new RangeError("a pattern has at least one step");
  }

  /** Adds the methods of all routes at or below this node that match `path` from `at` on; `original` is the path in its own case. */
  collectMethods(path: string, original: string, at: number, methods: Set<string>): void {
    const gather = (endings: readonly Ending<Handler>[]) => {
      for (const { method } of endings) methods.add(method);
    };
    if (!path.startsWith(this.text, at)) return;
    const end = at + this.text.length;
    gather(this.restEnd);
    for (const { tail, end: endings } of this.tails) if (tail.shape.takes(original, end, path.length)) gather(endings);
    if (end === path.length) {
      gather(this.end);
      return;
    }
    this.#child(path.charCodeAt(end))?.collectMethods(path, original, end, methods);
    const slash = path.indexOf("/", end);
    const stop = slash === -1 ? path.length : slash;
    if (stop === end) return;
    for (const { shape, end: endings, after } of this.shapes) {
      if (!shape.takes(original, end, stop)) continue;
      if (slash === -1) gather(endings);
      else after?.collectMethods(path, original, slash, methods);
    }
    if (slash === -1) gather(this.paramEnd);
    else this.afterParam?.collectMethods(path, original, slash, methods);
  }

  #branchOf(shape: Shape): ShapeBranch<Handler> {
    const known = this.shapes.find((each) => each.shape.relationTo(shape) === "equal");
    if (known !== undefined) return known;
    const made = { shape, end: [], after: null };
    this.shapes = [...this.shapes, made].sort((a, b) => a.shape.order(b.shape));
    return made;
  }

  #tailOf(tail: Tail): TailBranch<Handler> {
    const known = this.tails.find((each) => compareSegments(each.tail.segments, tail.segments) === 0);
    if (known !== undefined) return known;
    const made = { tail, end: [] };
    this.tails = [...this.tails, made].sort((a, b) => compareSegments(a.tail.segments, b.tail.segments));
    return made;
  }

  /** The node at the end of `text`, which begins where this node's own text begins. */
  #descend(text: string): TreeNode<Handler> {
    let shared = 0;
    while (shared < this.text.length && this.text[shared] === text[shared]) shared++;
    if (shared < this.text.length) this.#split(shared);
    if (shared === text.length) return this;
    const left = text.slice(shared);
    const next = this.#child(left.charCodeAt(0));
    if (next !== undefined) return next.#descend(left);
    const made = new TreeNode<Handler>(left);
    this.children = [...this.children, made];
    return made;
  }

  /** Keeps the first `length` characters here and moves the others, with all that follows them, to a new child. */
  #split(length: number): void {
    const lower = new TreeNode<Handler>(this.text.slice(length));
    lower.end = this.end;
    lower.shapes = this.shapes;
    lower.paramEnd = this.paramEnd;
    lower.afterParam = this.afterParam;
    lower.tails = this.tails;
    lower.restEnd = this.restEnd;
    lower.children = this.children;
    this.text = this.text.slice(0, length);
    this.end = nothing;
    this.shapes = nothing;
    this.paramEnd = nothing;
    this.afterParam = null;
    this.tails = nothing;
    this.restEnd = nothing;
    this.children = [lower];
  }

  #child(code: number): TreeNode<Handler> | undefined {
    for (const child of this.children) if (child.text.charCodeAt(0) === code) return child;
    return undefined;
  }

  /** A list of routes of this node, to add to. */
  #plainPlace(field: EndField): Place<Handler> {
    const endings = this[field] === nothing ? [] : (this[field] as Ending<Handler>[]);
    this[field] = endings;
    return { endings, own: null, tails: nothing };
  }
}
