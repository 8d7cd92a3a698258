/** The workloads of the calibration family that other tools are given. */
export type ToolKind = "integer" | "json";

/** How much more work the second function does: none, or 3 %. */
export type ToolEffect = 0 | 0.03;

/** Two functions, `a` and `b`, whose true ratio of times is known: 1 + effect. */
export interface ToolRequest {
  /** Absolute path of the calibration's family file. */
  readonly familyFile: string;
  readonly kind: ToolKind;
  readonly effect: ToolEffect;
  readonly signal?: AbortSignal | undefined;
}

/** What a user of a tool concludes by one rule from one comparison. */
export interface ToolVerdict {
  /** The tool and the rule by which its figures are read: "tinybench, Welch's t". */
  readonly rule: string;
  readonly verdict: "different" | "not different";
  /** Time of `b` over time of `a`, as the rule sees it. */
  readonly ratio: number;
  /** What the rule takes for the ratio's bounds; null where it knows none. */
  readonly low: number | null;
  readonly high: number | null;
  /** Wall time of the whole comparison. */
  readonly seconds: number;
}

/** A tool that compares two functions, used as its documentation advises. */
export interface Tool {
  readonly name: string;
  /** The rules of its verdicts, in order; each comparison comes to one verdict of each. */
  readonly rules: readonly string[];
  /**
   * Compares once, in fresh processes, placed by the scheduler as a user's would be.
   * @throws LabError "tool-fails" with what it wrote, "tool-hangs"; the signal's reason
   */
  compareWithTool(request: ToolRequest): Promise<readonly ToolVerdict[]>;
}
