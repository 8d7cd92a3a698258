import type { Column } from "../sql/column.js";
import type { Source } from "../sql/table.js";

/** How rows of another table belong to a model's rows. It names tables, not models, so that two models can refer to each other. */
export interface Relation<To extends Source = Source, Kind extends "one" | "many" = "one" | "many"> {
  readonly kind: Kind;
  /** Where the related rows are. */
  readonly to: To;
  /** The foreign key: of `to` for many, of the model's own table for one. */
  readonly foreignKey: Column<unknown>;
}

/** The relations of a model by name. */
export type Relations = Readonly<Record<string, Relation>>;
