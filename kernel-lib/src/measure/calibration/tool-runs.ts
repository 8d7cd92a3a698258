import { existsSync } from "node:fs";
import { z } from "zod";
import { readLines } from "../samples/read-lines.js";
import type { Cell } from "./cell.js";
import { type Share, share } from "./share.js";

/** One comparison that another tool made: one line of tools.jsonl. */
export interface ToolRun {
  readonly schema: 1;
  readonly tool: string;
  readonly kind: string;
  /** The true difference: 0, or 0.03. */
  readonly effect: number;
  readonly regime: Cell["regime"];
  readonly verdict: "different" | "not different";
  /** Time of the second over that of the first, as the tool says it. */
  readonly ratio: number;
  readonly seconds: number;
  readonly at: string;
}

const toolRunSchema: z.ZodType<ToolRun> = z.object({
  schema: z.literal(1),
  tool: z.string().min(1),
  kind: z.string().min(1),
  effect: z.number(),
  regime: z.enum(["quiet", "one-core", "in-step", "both-cores", "memory"]),
  verdict: z.enum(["different", "not different"]),
  ratio: z.number().positive(),
  seconds: z.number().min(0),
  at: z.string(),
});

/** What a tool's comparisons of one question came to. */
export interface ToolResult {
  readonly tool: string;
  readonly case: string;
  readonly regime: Cell["regime"];
  readonly effect: number;
  readonly different: Share;
  /** Least and largest of the ratios that it said. */
  readonly ratios: { readonly low: number; readonly high: number };
  /** Mean, of one comparison. */
  readonly seconds: number;
}

/** @throws LabError of `readLines` */
export const readToolRuns = (file: string): readonly ToolRun[] =>
  existsSync(file) ? readLines(file, toolRunSchema).items : [];

/** Runs by tool and question, in the order in which they first came. Pure. */
export function toolResults(runs: readonly ToolRun[]): readonly ToolResult[] {
  const key = ({ tool, kind, effect, regime }: ToolRun) => JSON.stringify([tool, kind, effect, regime]);
  return [...Map.groupBy(runs, key).values()].flatMap((group) => {
    const [first] = group;
    const different = share(group.filter(({ verdict }) => verdict === "different").length, group.length);
    if (first === undefined || different === null) return [];
    const ratios = group.map(({ ratio }) => ratio);
    const seconds = group.reduce((sum, one) => sum + one.seconds, 0) / group.length;
    const { tool, kind, effect, regime } = first;
    return [
      {
        tool,
        case: kind,
        regime,
        effect,
        different,
        ratios: { low: Math.min(...ratios), high: Math.max(...ratios) },
        seconds,
      },
    ];
  });
}
