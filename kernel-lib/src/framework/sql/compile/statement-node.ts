import type { RawNode } from "../nodes/expression-node.js";
import type { QueryNode } from "../nodes/query-node.js";
import type { SchemaNode } from "../nodes/schema-node.js";
import type { DeleteNode, InsertNode, UpdateNode } from "../nodes/write-nodes.js";

/** What can be compiled by itself. */
export type StatementNode = QueryNode | InsertNode | UpdateNode | DeleteNode | RawNode | SchemaNode;
