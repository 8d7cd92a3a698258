import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import type { z } from "zod";
import { LabError } from "../../base/lab-error.js";
import type { Environment } from "../environment/environment.js";
import { canonicalJson } from "../plan/canonical-json.js";
import type { Plan } from "../plan/plan.js";
import type { LentRound } from "./lent-round.js";
import { type Lines, readLines } from "./read-lines.js";
import type { Round, SourceRun } from "./round.js";
import type { ScenarioRun } from "./scenario-run.js";
import {
  environmentSchema,
  type JobState,
  jobStateSchema,
  lentRoundSchema,
  newestRound,
  roundSchema,
  scenarioRunSchema,
  sourceRunSchema,
} from "./schemas.js";

/** A job's folder, read and checked. */
export interface Job {
  readonly folder: string;
  readonly plan: Plan;
  /** Null before the measurement began. */
  readonly environment: Environment | null;
  readonly rounds: readonly Round[];
  readonly sourceRuns: readonly SourceRun[];
  readonly scenarioRuns: readonly ScenarioRun[];
  /** Rounds of other families' sentinels that were lent to this job. */
  readonly lent: readonly LentRound[];
  readonly state: JobState | null;
  /** What reading met: a last line that a crash cut off, lines without a check. */
  readonly warnings: readonly string[];
}

/**
 * Reads `results/jobs/<hash>`.
 * @throws LabError "job-not-found"; "job-broken" (a plan whose hash is not its own, a missing round, fewer lines than there were); those of `readLines`.
 */
export function readJob(folder: string): Job {
  const plan = readPlan(folder);
  // Before the samples: a job that is being measured writes lines first, and then how many there are.
  const state = readState(folder);
  const rounds = readLines(join(folder, "rounds.jsonl"), roundSchema, newestRound);
  const sourceRuns = readLines(join(folder, "source.jsonl"), sourceRunSchema);
  const scenarioRuns = readLines(join(folder, "scenarios.jsonl"), scenarioRunSchema);
  const lent = readLines(join(folder, "lent.jsonl"), lentRoundSchema);
  const files = {
    "rounds.jsonl": rounds,
    "source.jsonl": sourceRuns,
    "scenarios.jsonl": scenarioRuns,
    "lent.jsonl": lent,
  };
  checkNumbers(folder, rounds.items);
  for (const [file, { items }] of Object.entries(files)) checkCount(join(folder, file), items.length, state);
  return {
    folder,
    plan,
    environment: readDocument(join(folder, "environment.json"), environmentSchema),
    rounds: rounds.items,
    sourceRuns: sourceRuns.items,
    scenarioRuns: scenarioRuns.items,
    lent: lent.items,
    state,
    warnings: Object.entries(files).flatMap(([file, lines]) => warningsOf(join(folder, file), lines)),
  };
}

function warningsOf(file: string, { items, cut, unchecked }: Lines<unknown>): readonly string[] {
  const said: string[] = [];
  if (cut > 0) said.push(`${file}: its last line was cut off (${cut} bytes) and is left out`);
  if (unchecked > 0)
    said.push(
      `${file}: ${unchecked} of ${items.length} lines carry no check, so that an edit of them could not be seen`,
    );
  return said;
}

/** Null where there is none. @throws LabError "job-broken". */
export const readState = (folder: string): JobState | null => readDocument(join(folder, "state.json"), jobStateSchema);

/** @throws LabError "job-not-found", "job-broken". */
export function readPlan(folder: string): Plan {
  const file = join(folder, "plan.json");
  if (!existsSync(file))
    throw new LabError("job-not-found", `there is no job in ${folder}: ${file} is missing`, { data: { folder } });
  const plan = parseDocument(file) as Plan;
  const { hash, ...content } = plan;
  if (createHash("sha256").update(canonicalJson(content)).digest("hex") !== hash)
    throw new LabError("job-broken", `${file} is not the plan that its hash names`, {
      remedy: "A plan is never edited: measure again.",
      data: { file, hash },
    });
  // Plans of before there were scenarios lack these fields; their hash is of what they hold.
  return { ...{ scenarios: [], postgres: null }, ...plan };
}

function readDocument<T>(file: string, schema: z.ZodType<T>): T | null {
  if (!existsSync(file)) return null;
  const checked = schema.safeParse(parseDocument(file));
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new LabError("job-broken", `${file}: ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "broken"}`, {
    data: { file },
  });
}

function parseDocument(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (cause) {
    throw new LabError("job-broken", `${file} is not JSON`, { data: { file }, cause });
  }
}

/** What was cut off at a line's end breaks no chain of checks: the state tells how many lines there were. */
function checkCount(file: string, count: number, state: JobState | null): void {
  const written = state?.lines?.[basename(file)];
  if (written === undefined || (state?.state === "finished" ? count === written : count >= written)) return;
  throw new LabError("job-broken", `${file} has ${count} lines, and had ${written} when its job wrote them`, {
    remedy: "Raw samples are never edited: measure again.",
    data: { file, count, written },
  });
}

/** Rounds of a group are 0, 1, 2 … in the file's order: one that was taken out, or put in twice, is found. */
function checkNumbers(folder: string, rounds: readonly Round[]): void {
  const next = new Map<string, number>();
  for (const { group, number } of rounds) {
    const expected = next.get(group) ?? 0;
    if (number !== expected)
      throw new LabError(
        "job-broken",
        `${join(folder, "rounds.jsonl")}: group "${group}" has round ${number} where round ${expected} should be`,
        { remedy: "Raw samples are never edited: measure again.", data: { folder, group, number, expected } },
      );
    next.set(group, expected + 1);
  }
}
