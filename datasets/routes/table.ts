/** A route table as it is stored: `[method, pattern]` in order of registration; a pattern's params are written `:name`. */
export type RouteTable = readonly (readonly [method: string, pattern: string])[];

/** A table as JSON with one route a line, so that a diff shows routes. Ends with a line break. */
export const formatTable = (table: RouteTable): string =>
  `[\n${table.map((route) => `  ${JSON.stringify(route)}`).join(",\n")}\n]\n`;
