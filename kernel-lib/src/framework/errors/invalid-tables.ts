import { LabError } from "../../base/lab-error.js";

/** The tables of a query or a write are none, or not all of them are names. Code: "invalid-tables". */
export class InvalidTables extends LabError {
  constructor(tables: unknown) {
    super("invalid-tables", `The tables of a query must be a list of names, and are ${shown(tables)}.`, {
      remedy: 'Name each table that it reads or writes; give "all" where they are not known.',
      data: { tables },
    });
  }
}

function shown(tables: unknown): string {
  if (!Array.isArray(tables)) return typeof tables === "string" ? JSON.stringify(tables) : typeof tables;
  if (tables.length === 0) return "an empty list";
  return `a list that holds ${typeof tables.find((table) => typeof table !== "string")}`;
}
