import { describe, expect, test } from "vitest";
import { type HeapSnapshot, readHeapSnapshot } from "../../../kernel-lib/src/report/profile/heap-snapshot.ts";

const nodeTypes = ["hidden", "object", "string", "synthetic"];
const edgeTypes = ["property", "element", "weak"];

interface MadeNode {
  readonly type: string;
  readonly name: string;
  readonly size: number;
  readonly to?: readonly (readonly [type: string, name: string, to: number])[];
}

/** V8's form of a small graph. */
function snapshotOf(nodes: readonly MadeNode[]): HeapSnapshot {
  const strings = [...new Set(nodes.flatMap(({ name, to = [] }) => [name, ...to.map(([, edge]) => edge)]))];
  return {
    snapshot: {
      meta: {
        node_fields: ["type", "name", "self_size", "edge_count"],
        node_types: [nodeTypes],
        edge_fields: ["type", "name_or_index", "to_node"],
        edge_types: [edgeTypes],
      },
    },
    nodes: nodes.flatMap(({ type, name, size, to = [] }) => [
      nodeTypes.indexOf(type),
      strings.indexOf(name),
      size,
      to.length,
    ]),
    edges: nodes.flatMap(({ to = [] }) =>
      to.flatMap(([type, name, target]) => [edgeTypes.indexOf(type), strings.indexOf(name), target * 4]),
    ),
    strings,
  };
}

/** A list that alone holds two users, a cache that shares one of them, an object held weakly, and the class's prototype. */
const nodes: MadeNode[] = [
  {
    type: "synthetic",
    name: "",
    size: 0,
    to: [
      ["element", "0", 1],
      ["element", "1", 7],
    ],
  },
  {
    type: "object",
    name: "ProfiledParts",
    size: 10,
    to: [
      ["property", "models", 2],
      ["property", "cache", 3],
      ["weak", "", 6],
    ],
  },
  {
    type: "object",
    name: "Array",
    size: 100,
    to: [
      ["element", "0", 4],
      ["element", "1", 5],
    ],
  },
  { type: "object", name: "Cache", size: 1000, to: [["element", "0", 5]] },
  { type: "object", name: "User", size: 7, to: [] },
  { type: "object", name: "User", size: 8, to: [["element", "0", 4]] },
  { type: "object", name: "Forgotten", size: 50_000 },
  { type: "object", name: "ProfiledParts", size: 3, to: [["property", "constructor", 8]] },
  { type: "hidden", name: "system", size: 20 },
];

describe("a heap snapshot", () => {
  const { total, constructors, parts } = readHeapSnapshot(snapshotOf(nodes));

  test("weighs what is reached; what is held weakly alone is not", () => expect(total).toBe(1148));

  test("sums objects by constructor, and V8's own by kind", () => {
    expect(constructors.find(({ name }) => name === "User")).toEqual({ name: "User", count: 2, bytes: 15 });
    expect(constructors.find(({ name }) => name === "(V8's own)")).toEqual({ name: "(V8's own)", count: 1, bytes: 20 });
  });

  test("gives each part what would be free without it: shared objects belong to none", () =>
    expect(parts).toEqual([
      { name: "models", bytes: 100 },
      { name: "cache", bytes: 1000 },
    ]));

  test("of another form is refused", () => {
    const other = snapshotOf(nodes);
    const meta = { ...other.snapshot.meta, node_fields: ["type", "name", "bytes", "edge_count"] };
    expect(() => readHeapSnapshot({ ...other, snapshot: { meta } })).toThrow(
      expect.objectContaining({ code: "heap-snapshot-unknown" }),
    );
  });
});
