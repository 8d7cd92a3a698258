import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect } from "vitest";
import { readJob } from "../../kernel-lib/src/measure/samples/read-job.ts";
import type { RatioResult } from "../../kernel-lib/src/measure/verdict/family-result.ts";
import { summarize } from "../../kernel-lib/src/measure/verdict/summarize.ts";
import { environment } from "../measure/simulated.ts";
import { type Script, scripts, writeJob } from "./simulated-jobs.ts";

const here = import.meta.dirname;

/** The Python that set-up installs for this (kernel-lib/setup/steps/second-opinion.mjs); null where it could not. */
const folder = resolve(here, "../../.cache/second-opinion");
const candidates = [join(folder, "bin", "python"), join(folder, "Scripts", "python.exe")];
export const scipyPython = candidates.find((path) => existsSync(path)) ?? null;

type Outcome = Pick<
  RatioResult,
  "verdict" | "look" | "rounds" | "margin" | "ratio" | "low" | "high" | "level" | "interval95" | "companion" | "plain"
>;

interface Opinion {
  readonly job: string;
  readonly sentinels: readonly {
    readonly kind: string;
    readonly passed: boolean;
    readonly same: readonly [number, number];
    readonly plus: readonly [number, number];
    readonly floor: number;
    readonly rounds: number;
  }[];
  readonly ratios: readonly { readonly claim: string; readonly possible: readonly Outcome[] }[];
}

/** What Python says of jobs, in their order. */
export function secondOpinions(folders: readonly string[]): readonly Opinion[] {
  if (scipyPython === null) throw new Error("there is no Python with SciPy: run `npm test`, which sets it up");
  const text = execFileSync(scipyPython, [join(here, "second_opinion.py")], {
    input: folders.join("\n"),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    // One core is enough, and the other is somebody else's.
    env: { ...process.env, OPENBLAS_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return (JSON.parse(text) as { jobs: readonly Opinion[] }).jobs;
}

/** How the ratios came out that were compared. */
export interface Compared {
  readonly ratios: number;
  /** Of these, where the sign-flip test was on the edge and two outcomes are right. */
  readonly onTheEdge: number;
  readonly verdicts: ReadonlyMap<string, number>;
  readonly looks: ReadonlySet<number>;
  readonly failedSentinels: number;
}

/** Both sides' verdicts on seeded jobs of every script, `each` of each; any difference fails with the job's script and seed. */
export function compareOpinions(firstSeed: number, each: number): Compared {
  const root = mkdtempSync(join(tmpdir(), "second-opinion-"));
  try {
    const jobs = scripts.flatMap((script) =>
      Array.from({ length: each }, (_, place) => ({ script, seed: firstSeed + place })),
    );
    const folders = jobs.map(({ script, seed }) => writeJob(root, script, seed));
    const opinions = secondOpinions(folders);
    expect(opinions).toHaveLength(jobs.length);
    return tally(jobs, folders, opinions);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function tally(
  jobs: readonly { readonly script: Script; readonly seed: number }[],
  folders: readonly string[],
  opinions: readonly Opinion[],
): Compared {
  const verdicts = new Map<string, number>();
  const looks = new Set<number>();
  let [ratios, onTheEdge, failedSentinels] = [0, 0, 0];
  jobs.forEach(({ script, seed }, place) => {
    const job = readJob(folders[place] ?? "");
    const result = summarize(job.plan, environment, job.rounds, job.sourceRuns, job.state?.notMeasured ?? [], job);
    const opinion = opinions[place];
    const at = `${script}, seed ${seed}`;
    expect(opinion?.job, at).toBe(job.plan.hash);
    const sentinels = result.sentinels.map(({ kind, passed, same, plus, floor, rounds }) => ({
      kind,
      passed,
      same: [same.low, same.high],
      plus: [plus.low, plus.high],
      floor,
      rounds,
    }));
    same(opinion?.sentinels, sentinels, at);
    failedSentinels += sentinels.filter(({ passed }) => !passed).length;
    const ours = result.cases.flatMap((each) => each.ratios);
    expect(
      opinion?.ratios.map(({ claim }) => claim),
      at,
    ).toEqual(ours.map(({ claim }) => claim));
    ours.forEach((ratio, number) => {
      const possible = opinion?.ratios[number]?.possible ?? [];
      const theirs =
        possible.find(({ verdict, look }) => verdict === ratio.verdict && look === ratio.look) ?? possible[0];
      const { verdict, look, rounds, margin, low, high, level, interval95, companion, plain } = ratio;
      const estimates = { ratio: ratio.ratio, low, high, level, interval95, companion, plain };
      same(theirs, { verdict, look, rounds, margin, ...estimates }, at);
      ratios++;
      if (possible.length > 1) onTheEdge++;
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
      if (verdict !== "undecided") looks.add(look);
    });
  });
  return { ratios, onTheEdge, verdicts, looks, failedSentinels };
}

/** Equal in shape and words; numbers to 1e-9 in proportion. */
function same(theirs: unknown, ours: unknown, at: string): void {
  if (typeof ours === "number" && typeof theirs === "number") {
    const message = `${at}: SciPy says ${theirs}, we say ${ours}`;
    expect(Math.abs(theirs - ours), message).toBeLessThanOrEqual(1e-9 * Math.abs(ours));
  } else if (typeof ours === "object" && ours !== null && typeof theirs === "object" && theirs !== null) {
    expect(Object.keys(theirs).sort(), at).toEqual(Object.keys(ours).sort());
    for (const [key, value] of Object.entries(ours))
      same((theirs as Record<string, unknown>)[key], value, `${at}: ${key}`);
  } else expect(theirs, at).toBe(ours);
}
