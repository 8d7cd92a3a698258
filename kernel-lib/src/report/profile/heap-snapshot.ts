import { LabError } from "../../base/lab-error.js";
import type { HeapResult } from "./profile-result.js";

/** V8's heap snapshot as JSON (format of `v8.getHeapSnapshot()`), as far as it is read here. */
export interface HeapSnapshot {
  readonly snapshot: {
    readonly meta: {
      readonly node_fields: readonly string[];
      readonly node_types: readonly [readonly string[], ...unknown[]];
      readonly edge_fields: readonly string[];
      readonly edge_types: readonly [readonly string[], ...unknown[]];
    };
  };
  readonly nodes: readonly number[];
  readonly edges: readonly number[];
  readonly strings: readonly string[];
}

/** The constructor of the object whose properties are the parts to be weighed. */
export const partsHolder = "ProfiledParts";

const shownConstructors = 40;

/** What objects that have no constructor are called. */
const kindNames: Readonly<Record<string, string>> = {
  code: "(compiled code)",
  closure: "(functions)",
  string: "(strings)",
  "concatenated string": "(strings)",
  "sliced string": "(strings)",
  number: "(numbers)",
  array: "(arrays inside V8)",
  hidden: "(V8's own)",
  native: "(native)",
  regexp: "(regular expressions)",
  symbol: "(symbols)",
  bigint: "(big integers)",
  "object shape": "(shapes of objects)",
  synthetic: "(roots)",
};

/** The snapshot's tables with names instead of places. Nodes are counted from 0; `first[n]` to `first[n + 1]` are the edges of node n. */
class Graph {
  readonly count: number;
  readonly size: Float64Array;
  readonly first: Int32Array;
  readonly target: Int32Array;
  /** An edge that keeps its target alive. */
  readonly strong: Uint8Array;
  readonly #raw: HeapSnapshot;
  readonly #nodeFields: readonly string[];
  readonly #edgeFields: readonly string[];

  constructor(raw: HeapSnapshot) {
    this.#raw = raw;
    const { meta } = raw.snapshot;
    this.#nodeFields = meta.node_fields;
    this.#edgeFields = meta.edge_fields;
    const width = meta.node_fields.length;
    const edgeWidth = meta.edge_fields.length;
    const [sizeAt, edgesAt] = [meta.node_fields.indexOf("self_size"), meta.node_fields.indexOf("edge_count")];
    const [typeAt, toAt] = [meta.edge_fields.indexOf("type"), meta.edge_fields.indexOf("to_node")];
    if ([sizeAt, edgesAt, typeAt, toAt].includes(-1))
      throw new LabError("heap-snapshot-unknown", "this V8 writes heap snapshots in a form that is not known here", {
        data: { nodes: meta.node_fields, edges: meta.edge_fields },
        remedy: "use the Node version that the project pins",
      });
    this.count = raw.nodes.length / width;
    this.size = new Float64Array(this.count);
    this.first = new Int32Array(this.count + 1);
    for (let node = 0; node < this.count; node += 1) {
      this.size[node] = raw.nodes[node * width + sizeAt] ?? 0;
      this.first[node + 1] = (this.first[node] ?? 0) + (raw.nodes[node * width + edgesAt] ?? 0);
    }
    const edges = raw.edges.length / edgeWidth;
    const weak = meta.edge_types[0].indexOf("weak");
    this.target = new Int32Array(edges);
    this.strong = new Uint8Array(edges);
    for (let edge = 0; edge < edges; edge += 1) {
      this.target[edge] = (raw.edges[edge * edgeWidth + toAt] ?? 0) / width;
      this.strong[edge] = raw.edges[edge * edgeWidth + typeAt] === weak ? 0 : 1;
    }
  }

  kind(node: number): string {
    const types = this.#raw.snapshot.meta.node_types[0];
    return types[this.#node(node, "type")] ?? "";
  }

  name(node: number): string {
    return this.#raw.strings[this.#node(node, "name")] ?? "";
  }

  /** The name of a property edge; "" for others. */
  property(edge: number): string {
    const width = this.#edgeFields.length;
    const type = this.#raw.edges[edge * width + this.#edgeFields.indexOf("type")] ?? -1;
    if (this.#raw.snapshot.meta.edge_types[0][type] !== "property") return "";
    return this.#raw.strings[this.#raw.edges[edge * width + this.#edgeFields.indexOf("name_or_index")] ?? -1] ?? "";
  }

  /** Bytes that can be reached from the roots when `without` is taken out. O(nodes + edges). */
  reachable(without: number): number {
    const seen = new Uint8Array(this.count);
    const open = new Int32Array(this.count);
    let [size, waiting] = [0, 1];
    seen[0] = 1;
    if (without >= 0) seen[without] = 1;
    while (waiting > 0) {
      waiting -= 1;
      const node = open[waiting] ?? 0;
      size += this.size[node] ?? 0;
      for (let edge = this.first[node] ?? 0; edge < (this.first[node + 1] ?? 0); edge += 1) {
        const next = this.target[edge] ?? 0;
        if (this.strong[edge] === 0 || seen[next] === 1) continue;
        seen[next] = 1;
        open[waiting] = next;
        waiting += 1;
      }
    }
    return size;
  }

  #node(node: number, field: string): number {
    return this.#raw.nodes[node * this.#nodeFields.length + this.#nodeFields.indexOf(field)] ?? -1;
  }
}

/**
 * The heap by constructor (the objects' own size) and by part: the retained size of each property of the one object made by `ProfiledParts`,
 * which is what would no longer be reached without it. O((nodes + edges) × parts).
 * @throws LabError "heap-snapshot-unknown".
 */
export function readHeapSnapshot(raw: HeapSnapshot): HeapResult {
  const graph = new Graph(raw);
  const found = new Map<string, { count: number; bytes: number }>();
  let holder = -1;
  for (let node = 0; node < graph.count; node += 1) {
    const kind = graph.kind(node);
    const own = graph.name(node);
    const name = kind === "object" ? own : (kindNames[kind] ?? `(${kind})`);
    const sum = found.get(name) ?? { count: 0, bytes: 0 };
    sum.count += 1;
    sum.bytes += graph.size[node] ?? 0;
    found.set(name, sum);
    if (kind === "object" && own === partsHolder && isInstance(graph, node)) holder = node;
  }
  const total = graph.reachable(-1);
  const parts: { name: string; bytes: number }[] = [];
  if (holder >= 0)
    for (let edge = graph.first[holder] ?? 0; edge < (graph.first[holder + 1] ?? 0); edge += 1) {
      const name = graph.property(edge);
      if (name === "" || name === "__proto__") continue;
      parts.push({ name, bytes: total - graph.reachable(graph.target[edge] ?? -1) });
    }
  const constructors = [...found]
    .map(([name, sum]) => ({ name, ...sum }))
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1))
    .slice(0, shownConstructors);
  return { total, constructors, parts };
}

/** The prototype bears the constructor's name too; it has a property "constructor" of its own. */
function isInstance(graph: Graph, node: number): boolean {
  for (let edge = graph.first[node] ?? 0; edge < (graph.first[node + 1] ?? 0); edge += 1)
    if (graph.property(edge) === "constructor") return false;
  return true;
}
