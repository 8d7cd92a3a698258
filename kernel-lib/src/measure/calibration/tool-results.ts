import type { Cell } from "./cell.js";
import type { ToolLine } from "./other-tools/tool-line.js";
import { type Share, share } from "./share.js";

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

/** Runs by tool and question, in the order in which they first came. Pure. */
export function toolResults(runs: readonly ToolLine[]): readonly ToolResult[] {
  const key = ({ tool, kind, effect, regime }: ToolLine) => JSON.stringify([tool, kind, effect, regime]);
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
