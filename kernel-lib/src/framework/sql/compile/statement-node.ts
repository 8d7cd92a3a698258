import type { RawNode } from "../nodes/expression-node.js";
import type { SchemaNode } from "../nodes/schema-node.js";
import type { SelectNode } from "../nodes/select-node.js";
import type { DeleteNode, InsertNode, UpdateNode } from "../nodes/write-nodes.js";

/** What can be compiled by itself. */
export type StatementNode = SelectNode | InsertNode | UpdateNode | DeleteNode | RawNode | SchemaNode;
