import type { Constraint } from "./constraint.js";
import type { Ending } from "./ending.js";
import type { Pattern } from "./pattern.js";

/** A param that takes only some values, and what may follow it. */
export interface ConstrainedParam<Handler> {
  readonly constraint: Constraint;
  /** Routes that end with it. */
  readonly end: Ending<Handler>[];
  /** What follows it; its own text begins with "/". */
  after: TreeNode<Handler> | null;
}

/**
 * One node of the radix tree in which routes are registered: a piece of static text, then what may follow it. A node stands
 * for one beginning of patterns, so that a lookup visits it at most once.
 */
export class TreeNode<Handler> {
  /** At least one character. */
  text: string;
  /** Routes that end with this text, one a method. */
  end: Ending<Handler>[] = [];
  /** Params with a constraint after this text, in the order in which they are tried. */
  constrained: ConstrainedParam<Handler>[] = [];
  /** Routes that end with a param after this text. */
  paramEnd: Ending<Handler>[] = [];
  /** Routes that end with a wildcard after this text. */
  restEnd: Ending<Handler>[] = [];
  /** What follows a param after this text; its own text begins with "/". */
  afterParam: TreeNode<Handler> | null = null;
  /** Static text that follows, by its first character. */
  children = new Map<string, TreeNode<Handler>>();

  constructor(text: string) {
    this.text = text;
  }

  /** The routes that end where `pattern` ends, to add to; makes the way there. `this` is the root of the tree. */
  endingsOf({ texts, constraints, rest }: Pattern): Ending<Handler>[] {
    let node: TreeNode<Handler> = this;
    for (const [index, text] of texts.entries()) {
      const constraint = index > 0 ? constraints[index - 1] : undefined;
      if (constraint) {
        const param: ConstrainedParam<Handler> = node.#paramOf(constraint);
        if (text === "") return param.end;
        param.after ??= new TreeNode(text);
        node = param.after;
      } else if (index > 0) {
        if (text === "") return node.paramEnd;
        node.afterParam ??= new TreeNode(text);
        node = node.afterParam;
      }
      node = node.#descend(text);
    }
    return rest ? node.restEnd : node.end;
  }

  /** Adds the methods of all routes at or below this node that match `path` from `at` on. */
  collectMethods(path: string, at: number, methods: Set<string>): void {
    const gather = (endings: readonly Ending<Handler>[]) => {
      for (const { route } of endings) methods.add(route.method);
    };
    if (!path.startsWith(this.text, at)) return;
    const end = at + this.text.length;
    gather(this.restEnd);
    if (end === path.length) {
      gather(this.end);
      return;
    }
    this.children.get(path.charAt(end))?.collectMethods(path, end, methods);
    const slash = path.indexOf("/", end);
    const stop = slash === -1 ? path.length : slash;
    for (const { constraint, end: endings, after } of this.constrained) {
      if (stop === end || !constraint.takes(path, end, stop)) continue;
      if (slash === -1) gather(endings);
      else after?.collectMethods(path, slash, methods);
    }
    if (slash === -1) gather(this.paramEnd);
    else if (slash > end) this.afterParam?.collectMethods(path, slash, methods);
  }

  /** The param that takes the values of `constraint`, made where there is none. */
  #paramOf(constraint: Constraint): ConstrainedParam<Handler> {
    const known = this.constrained.find((each) => each.constraint.isAs(constraint));
    if (known !== undefined) return known;
    const made = { constraint, end: [], after: null };
    this.constrained.push(made);
    this.constrained.sort((a, b) => a.constraint.order(b.constraint));
    return made;
  }

  /** The node at the end of `text`, which begins where this node's own text begins. */
  #descend(text: string): TreeNode<Handler> {
    let shared = 0;
    while (shared < this.text.length && this.text[shared] === text[shared]) shared++;
    if (shared < this.text.length) this.#split(shared);
    if (shared === text.length) return this;
    const left = text.slice(shared);
    const next = this.children.get(left.charAt(0));
    if (next !== undefined) return next.#descend(left);
    const made = new TreeNode<Handler>(left);
    this.children.set(left.charAt(0), made);
    return made;
  }

  /** Keeps the first `length` characters here and moves the others, with all that follows them, to a new child. */
  #split(length: number): void {
    const lower = new TreeNode<Handler>(this.text.slice(length));
    lower.end = this.end;
    lower.constrained = this.constrained;
    lower.paramEnd = this.paramEnd;
    lower.restEnd = this.restEnd;
    lower.afterParam = this.afterParam;
    lower.children = this.children;
    this.text = this.text.slice(0, length);
    this.end = [];
    this.constrained = [];
    this.paramEnd = [];
    this.restEnd = [];
    this.afterParam = null;
    this.children = new Map([[lower.text.charAt(0), lower]]);
  }
}
