import { createRequire } from "node:module";

/** The few parts of danfojs-node's DataFrame that are used here; the object has all others too. */
export interface DanfoFrame {
  readonly shape: readonly [rows: number, columns: number];
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly values: readonly (readonly unknown[])[];
  describe(): DanfoFrame;
}

interface Danfo {
  readonly DataFrame: new (columns: Readonly<Record<string, readonly unknown[]>>) => DanfoFrame;
}

const require = createRequire(import.meta.url);

/** Loads danfojs-node (a second, 150 MB) at the first call. What it says while it loads is no part of a cell's output. */
export function danfo(): Danfo {
  const { log, info, warn } = console;
  const silent = () => {};
  Object.assign(console, { log: silent, info: silent, warn: silent });
  try {
    return require("danfojs-node") as Danfo;
  } finally {
    Object.assign(console, { log, info, warn });
  }
}
