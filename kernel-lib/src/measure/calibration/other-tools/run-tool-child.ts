import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { Json } from "../../../base/json.js";
import { LabError } from "../../../base/lab-error.js";
import { childEnvironment } from "../../arms/child-environment.js";
import { childScript } from "../../arms/child-script.js";
import { findPlacement, type Placement } from "../../arms/pinning.js";
import type { ToolRequest } from "./tool.js";

/** What a tool's process is told, as its one argument. */
export interface ToolOrder extends Omit<ToolRequest, "signal"> {
  /** Absolute path of the module that exports `measure`. */
  readonly script: string;
  /** The one function that this process is for, where a tool has one process for each. */
  readonly only?: "a" | "b";
}

export interface ToolRun {
  readonly order: ToolOrder;
  /** Node's flags, as the tool's documentation advises them. */
  readonly flags?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  /** The process may take so long, milliseconds; two minutes where absent. */
  readonly limit?: number;
}

const LIMIT = 120_000;
/** Of what it wrote to stderr, so much is kept. */
const KEPT = 2_000;

/** Found out once: it starts processes. Children are not bound, but end with this process. */
let placement: Placement | undefined;

/**
 * Runs a tool in one fresh process; what it wrote to file descriptor 3.
 * @throws LabError "tool-fails", "tool-hangs"; the signal's reason
 */
export async function runToolChild({ order, flags = [], signal, limit = LIMIT }: ToolRun): Promise<Json> {
  signal?.throwIfAborted();
  placement ??= findPlacement();
  const script = childScript("calibration/other-tools/tool-child");
  const command = [process.execPath, ...flags, script, JSON.stringify(order)];
  const [program, ...rest] = placement.wrap(null, command);
  const child = spawn(program, rest, { env: childEnvironment(), stdio: ["ignore", "ignore", "pipe", "pipe"] });
  const kill = () => child.kill("SIGKILL");
  let hangs = false;
  const timer = setTimeout(() => {
    hangs = true;
    kill();
  }, limit);
  process.once("exit", kill);
  signal?.addEventListener("abort", kill, { once: true });
  try {
    const ended = new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code, by) => resolve(by === null ? `exited with code ${code}` : `was ended by ${by}`));
    });
    const said = Promise.all([text(child.stdio[3] as Readable), text(child.stderr as Readable)]);
    const [how, [figures, wrote]] = await Promise.all([ended, said]);
    signal?.throwIfAborted();
    const data = { ...order, how, stderr: wrote.slice(-KEPT) };
    if (hangs) throw new LabError("tool-hangs", `${order.script} took over ${limit / 1_000} s and was ended`, { data });
    if (how !== "exited with code 0" || figures === "")
      throw new LabError("tool-fails", `${order.script} ${how}: ${wrote.trim().slice(-KEPT)}`, { data });
    return JSON.parse(figures) as Json;
  } finally {
    clearTimeout(timer);
    process.off("exit", kill);
    signal?.removeEventListener("abort", kill);
  }
}
