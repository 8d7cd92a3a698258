import type { ColumnDefinition } from "../column-definition.js";
import type { Templates } from "../compile/template.js";
import type { ValueType } from "../value-type.js";

/** Statements that make and drop tables. They have no values. */
export type SchemaNode = CreateTableNode | DropTableNode | CreateIndexNode;

export interface CreateTableNode {
  readonly kind: "create-table";
  readonly table: string;
  readonly definitions: readonly ColumnDefinition[];
  readonly ifNotExists: boolean;
  readonly templates: Templates;
}

export interface DropTableNode {
  readonly kind: "drop-table";
  readonly table: string;
  readonly ifExists: boolean;
  readonly templates: Templates;
}

export interface CreateIndexNode {
  readonly kind: "create-index";
  readonly name: string;
  readonly table: string;
  readonly columns: readonly { readonly name: string; readonly type: ValueType | null }[];
  readonly unique: boolean;
  readonly templates: Templates;
}
