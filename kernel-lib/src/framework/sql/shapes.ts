/** Shapes that follow one step from a node; beyond, the oldest knowledge is thrown away, so that lists of every length cannot fill the memory. */
const MOST = 1_000;

/**
 * What became of a node, by step and operand: how a query built by an ordinary call finds the nodes, and with them the compiled text, of the
 * last query of its shape, as V8's objects find their hidden class. Nodes hold no values, so two queries that differ in values only are one node.
 *
 * Sharing is for speed alone: a node that was forgotten is made again and means the same.
 */
export class Shapes {
  /** The last answer: a call site mostly takes the same step again, and three comparisons are cheaper than two lookups. */
  #step: string | undefined;
  #key: unknown;
  #node: object | undefined;
  #known: Map<string, Map<unknown, object>> | undefined;

  /** The node that this step with this operand led to; undefined where it has not been taken. A step's name decides the type of its nodes. */
  get<Node extends object>(step: string, key: unknown): Node | undefined {
    if (this.#key === key && this.#step === step) return this.#node as Node | undefined;
    const node = this.#known?.get(step)?.get(key);
    if (node === undefined) return undefined;
    this.#step = step;
    this.#key = key;
    this.#node = node;
    return node as Node;
  }

  /** Remembers where a step led; returns the node. */
  set<Node extends object>(step: string, key: unknown, node: Node): Node {
    this.#known ??= new Map();
    let steps = this.#known.get(step);
    if (steps === undefined) {
      if (this.#known.size >= MOST) this.#known.clear();
      steps = new Map();
      this.#known.set(step, steps);
    } else if (steps.size >= MOST) steps.clear();
    steps.set(key, node);
    this.#step = step;
    this.#key = key;
    this.#node = node;
    return node;
  }
}
