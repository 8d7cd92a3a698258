import { dirname, join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { findPlacement } from "../measure/arms/pinning.js";
import type { NoiseRegime } from "../measure/calibration/noise.js";
import { compareTools } from "../measure/calibration/other-tools/compare-tools.js";
import { mitata } from "../measure/calibration/other-tools/mitata.js";
import { nodeCore } from "../measure/calibration/other-tools/node-core.js";
import { tinybench } from "../measure/calibration/other-tools/tinybench.js";
import type { Tool, ToolKind } from "../measure/calibration/other-tools/tool.js";
import { type CalibrationOrder, toolsFile } from "./calibration-folder.js";

/** Node core's way starts 60 processes for one comparison: it gets so many times fewer. */
const DEAR = 6;
const kinds: readonly ToolKind[] = ["integer", "json"];
const regimes: readonly NoiseRegime[] = ["quiet", "one-core"];

/**
 * Gives equal arms and a known 3 % to other tools, until the calibration's folder holds as many comparisons as the order says.
 * @throws LabError "tool-fails" where a tool could not be run; those of `compareTools`
 */
export async function giveToOtherTools(
  folder: string,
  order: CalibrationOrder,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<void> {
  if (order.tools === 0) return;
  const common = {
    kinds: kinds.filter((kind) => order.cases?.includes(kind) ?? true),
    seed: order.seed,
    file: toolsFile(folder),
    noiseLog: join(folder, "noise.log"),
    familyFile: order.family,
    placement: findPlacement(),
    now: () => new Date(),
    signal,
    onResult: ({ tool, verdict }: { readonly tool: string; readonly verdict: string }) => tell(`${tool}: ${verdict}`),
  };
  const cheap: readonly Tool[] = [tinybench, mitata(join(dirname(order.family), "other-tools", "mitata.ts"))];
  for (const regime of regimes.filter((each) => order.regimes?.includes(each) ?? true))
    for (const effect of [0, 0.03] as const) {
      const question = { ...common, regime, effect };
      const failures = [
        ...(await compareTools({ ...question, tools: cheap, repeats: order.tools })),
        ...(await compareTools({ ...question, tools: [nodeCore], repeats: Math.ceil(order.tools / DEAR) })),
      ];
      const [failure] = failures;
      if (failure)
        throw new LabError("tool-fails", `${failure.tool} could not be given ${failure.kind}: ${failure.reason}`, {
          data: { failures },
        });
    }
}
