/** Shapes that follow one step from a node; beyond, what was known is thrown away, so that lists of every length cannot fill the memory. */
const MOST = 1_000;
/** So many are looked for one by one: comparing pointers costs less than hashing two keys, and a node of a program's own queries has few successors. */
const NEAR = 8;

/**
 * What became of a node, by step and operand: how a query built by an ordinary call finds the nodes, and with them the compiled text, of the
 * last query of its shape, as V8's objects find their hidden class. Nodes hold no values, so two queries that differ in values only are one node.
 *
 * Sharing is for speed alone: a node that was forgotten is made again and means the same.
 */
export class Shapes {
  readonly #steps: string[] = [];
  readonly #keys: unknown[] = [];
  readonly #nodes: object[] = [];
  /** All beyond the near ones. */
  #far: Map<string, Map<unknown, object>> | undefined;

  /** The node that this step with this operand led to; undefined where it has not been taken. A step's name decides the type of its nodes. */
  get<Node extends object>(step: string, key: unknown): Node | undefined {
    const keys = this.#keys;
    for (let place = 0; place < keys.length; place++)
      if (keys[place] === key && this.#steps[place] === step) return this.#nodes[place] as Node;
    return this.#far?.get(step)?.get(key) as Node | undefined;
  }

  /** Remembers where a step led; returns the node. */
  set<Node extends object>(step: string, key: unknown, node: Node): Node {
    if (this.#keys.length < NEAR) {
      this.#steps.push(step);
      this.#keys.push(key);
      this.#nodes.push(node);
      return node;
    }
    this.#far ??= new Map();
    let steps = this.#far.get(step);
    if (steps === undefined) {
      if (this.#far.size >= MOST) this.#far.clear();
      steps = new Map();
      this.#far.set(step, steps);
    } else if (steps.size >= MOST) steps.clear();
    steps.set(key, node);
    return node;
  }
}
