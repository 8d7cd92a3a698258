import { existsSync, statSync, truncateSync } from "node:fs";
import { LabError } from "../../../base/lab-error.js";
import type { Placement } from "../../arms/pinning.js";
import { random } from "../../plan/random.js";
import { appendLine } from "../../samples/append-line.js";
import { type NoiseRegime, startNoise } from "../noise.js";
import type { Tool, ToolEffect, ToolKind } from "./tool.js";
import { readToolLines, type ToolLine } from "./tool-line.js";

export interface CompareToolsRequest {
  readonly tools: readonly Tool[];
  readonly kinds: readonly ToolKind[];
  readonly effect: ToolEffect;
  readonly regime: NoiseRegime;
  /** How many comparisons of each tool and kind the file is to hold in the end. */
  readonly repeats: number;
  /** Chooses the order of the comparisons, and the noise. */
  readonly seed: number;
  /** Where verdicts lie, a line each; appended to, and read first: what is there already is not done again. */
  readonly file: string;
  /** Where hogs write when they were on. */
  readonly noiseLog: string;
  /** The calibration's family file. */
  readonly familyFile: string;
  /** Binds the hogs; tools are placed by the scheduler. */
  readonly placement: Placement;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onResult?: (line: ToolLine) => void;
}

/** A tool that could not be run: it takes no further part. */
export interface ToolFailure {
  readonly tool: string;
  readonly kind: ToolKind;
  readonly reason: string;
}

/**
 * Gives the same two functions to each tool, again and again, round-robin in random order, until the file holds `repeats` comparisons of each. Each comparison has
 * noise of its own, started before it and ended after it. Stopped and started again, it goes on where it was. A tool that fails is left out
 * and named; the others go on.
 * @throws LabError "noise-unbound" and others of `startNoise`, "samples-broken"; the signal's reason
 */
export async function compareTools(request: CompareToolsRequest): Promise<readonly ToolFailure[]> {
  const { tools, kinds, repeats, seed, file, signal, onResult } = request;
  const { items, cut } = readToolLines(file);
  // What a crash cut off would spoil the next line.
  if (cut > 0 && existsSync(file)) truncateSync(file, statSync(file).size - cut);
  const done = (tool: Tool, kind: ToolKind) => {
    const ofRule = (rule: string) => items.filter((line) => line.tool === rule && isOf(line, request, kind)).length;
    return Math.min(...tool.rules.map(ofRule));
  };
  const left = tools.flatMap((tool) => kinds.map((kind) => ({ tool, kind, first: done(tool, kind) })));
  const failures: ToolFailure[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const due = left.filter(({ first }) => first <= repeat);
    for (const { tool, kind } of random(seed, "other tools", request.regime, repeat).shuffle(due)) {
      signal?.throwIfAborted();
      if (failures.some((failure) => failure.tool === tool.name)) continue;
      try {
        const lines = await compareOnce(request, tool, kind, repeat);
        for (const line of lines) {
          appendLine(file, line);
          onResult?.(line);
        }
      } catch (error) {
        if (!(error instanceof LabError && /^tool-/.test(error.code))) throw error;
        failures.push({ tool: tool.name, kind, reason: error.message });
      }
    }
  }
  return failures;
}

const isOf = (line: ToolLine, { effect, regime }: CompareToolsRequest, kind: ToolKind): boolean =>
  line.kind === kind && line.effect === effect && line.regime === regime;

async function compareOnce(
  { regime, seed, placement, noiseLog, familyFile, effect, signal, now }: CompareToolsRequest,
  tool: Tool,
  kind: ToolKind,
  repeat: number,
): Promise<readonly ToolLine[]> {
  const noise = await startNoise(regime, {
    seed: random(seed, "noise", tool.name, kind, repeat).below(2 ** 32),
    placement,
    log: noiseLog,
  });
  try {
    const verdicts = await tool.compareWithTool({ familyFile, kind, effect, signal });
    noise.check();
    const at = now().toISOString();
    return verdicts.map(({ rule, verdict, ratio, low, high, seconds }) => ({
      schema: 1,
      tool: rule,
      kind,
      effect,
      regime,
      verdict,
      ratio,
      low,
      high,
      seconds,
      at,
    }));
  } finally {
    await noise.stop();
  }
}
