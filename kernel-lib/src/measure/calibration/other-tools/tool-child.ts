import { writeSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Json } from "../../../base/json.js";
import type { ToolOrder } from "./run-tool-child.js";
import { type TimedFunctions, timedFunctions } from "./timed-functions.js";

/** What the script of a tool exports: times the functions by the tool and tells its figures. */
export type MeasureWithTool = (functions: TimedFunctions, order: ToolOrder) => Promise<Json> | Json;

/** The program in which a tool runs: makes the functions, has the tool's script measure them, and writes the figures to file descriptor 3. */
async function main(): Promise<void> {
  const order = JSON.parse(process.argv[2] ?? "") as ToolOrder;
  const functions = await timedFunctions(order.familyFile, order.kind, order.effect);
  const { measure } = (await import(pathToFileURL(order.script).href)) as { readonly measure: MeasureWithTool };
  writeSync(3, JSON.stringify(await measure(functions, order)));
}

await main();
