/** Steps that all nodes together remember; then everything is forgotten at once. About 10 MB. */
const MOST = 10_000;
/** So many are looked for one by one: comparing pointers costs less than hashing two keys, and a node of a program's own queries has few successors. */
const NEAR = 8;

/** What was remembered under an earlier number counts as forgotten. */
let generation = 0;
let remembered = 0;

/**
 * What became of a node, by step and operand: how a query built by an ordinary call finds the nodes, and with them the compiled text, of the
 * last query of its shape, as V8's objects find their hidden class. Nodes hold no values, so two queries that differ in values only are one node.
 *
 * Sharing is for speed alone: a node that was forgotten is made again and means the same. A program whose queries are of ever new shapes
 * (lists of every length, every combination of filters) makes all be forgotten now and then, and so cannot fill the memory.
 */
export class Shapes {
  #generation = generation;
  /** The first step, which most nodes of a program's own queries have alone: compared without a search. */
  #step = "";
  #key: unknown;
  #node: object | undefined;
  /** Step, operand, node, step, operand, node …: the steps after the first. */
  #near: unknown[] | undefined;
  /** All beyond the near ones. */
  #far: Map<string, Map<unknown, object>> | undefined;

  /** The node that this step with this operand led to; undefined where it has not been taken. A step's name decides the type of its nodes. */
  get<Node extends object>(step: string, key: unknown): Node | undefined {
    if (this.#generation !== generation) return undefined;
    if (this.#key === key && this.#step === step) return this.#node as Node | undefined;
    const near = this.#near;
    if (near === undefined) return undefined;
    for (let place = 0; place < near.length; place += 3)
      if (near[place + 1] === key && near[place] === step) return near[place + 2] as Node;
    return this.#far?.get(step)?.get(key) as Node | undefined;
  }

  /** Remembers where a step led; returns the node. */
  set<Node extends object>(step: string, key: unknown, node: Node): Node {
    if (++remembered > MOST) {
      generation++;
      remembered = 1;
    }
    if (this.#generation !== generation) {
      this.#generation = generation;
      this.#node = undefined;
      this.#near = undefined;
      this.#far = undefined;
    }
    if (this.#node === undefined) {
      this.#step = step;
      this.#key = key;
      this.#node = node;
      return node;
    }
    this.#near ??= [];
    if (this.#near.length < 3 * NEAR) {
      this.#near.push(step, key, node);
      return node;
    }
    this.#far ??= new Map();
    let steps = this.#far.get(step);
    if (steps === undefined) {
      steps = new Map();
      this.#far.set(step, steps);
    }
    steps.set(key, node);
    return node;
  }
}
