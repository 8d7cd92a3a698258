import type { Endings } from "./endings.js";

/**
 * One node of the radix tree: a piece of static text, then what may follow it. A node stands for one beginning of patterns,
 * so that a lookup visits it at most once.
 */
export class TreeNode<Handler> {
  /** The text's character codes: reading one costs less than `charCodeAt`, which asks for the string's kind each time. */
  codes: Uint8Array;
  /** Routes that end with this text. */
  end: Endings<Handler> | null = null;
  /** Routes that end with a param after this text. */
  paramEnd: Endings<Handler> | null = null;
  /** Routes that end with a wildcard after this text. */
  restEnd: Endings<Handler> | null = null;
  /** What follows a param after this text; its own text begins with "/". */
  afterParam: TreeNode<Handler> | null = null;
  /** Static children, at the code of their first character less `#lowest`; the places between are null. */
  #children: (TreeNode<Handler> | null)[] = [];
  #lowest = 0;

  constructor(codes: Uint8Array) {
    this.codes = codes;
  }

  /** The static child whose text begins with this character code. */
  child(code: number): TreeNode<Handler> | null {
    const place = code - this.#lowest;
    return place >= 0 && place < this.#children.length ? (this.#children[place] ?? null) : null;
  }

  /** Where this node's text ends if it stands in `path` from `at` on, or -1. Its first character is known to stand there. */
  textEnd(path: string, at: number): number {
    const codes = this.codes;
    const end = at + codes.length;
    if (end > path.length) return -1;
    for (let index = 1; index < codes.length; index++) if (codes[index] !== path.charCodeAt(at + index)) return -1;
    return end;
  }

  /** The node at the end of `text`, which begins where this node's own text begins; splits and makes nodes on the way. */
  descend(text: Uint8Array): TreeNode<Handler> {
    let shared = 0;
    while (shared < this.codes.length && this.codes[shared] === text[shared]) shared++;
    if (shared < this.codes.length) this.#split(shared);
    if (shared === text.length) return this;
    const left = text.slice(shared);
    const next = this.child(left[0] ?? 0);
    if (next !== null) return next.descend(left);
    const made = new TreeNode<Handler>(left);
    this.#setChild(made);
    return made;
  }

  /** Keeps the first `length` characters here and moves the others, with all that follows them, to a new child. */
  #split(length: number): void {
    const lower = new TreeNode<Handler>(this.codes.slice(length));
    lower.end = this.end;
    lower.paramEnd = this.paramEnd;
    lower.restEnd = this.restEnd;
    lower.afterParam = this.afterParam;
    lower.#children = this.#children;
    lower.#lowest = this.#lowest;
    this.codes = this.codes.slice(0, length);
    this.end = null;
    this.paramEnd = null;
    this.restEnd = null;
    this.afterParam = null;
    this.#children = [];
    this.#setChild(lower);
  }

  /** The text of patterns is printable ASCII: never more than 94 places. */
  #setChild(child: TreeNode<Handler>): void {
    const code = child.codes[0] ?? 0;
    if (this.#children.length === 0) this.#lowest = code;
    while (code < this.#lowest) {
      this.#children.unshift(null);
      this.#lowest--;
    }
    while (code - this.#lowest >= this.#children.length) this.#children.push(null);
    this.#children[code - this.#lowest] = child;
  }
}
