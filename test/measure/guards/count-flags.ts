import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { count } from "../../../kernel-lib/dist/base/units.js";
import { ArmFailure } from "../../../kernel-lib/dist/measure/arms/arm-failure.js";
import { defaultTimeLimits } from "../../../kernel-lib/dist/measure/arms/arm-process.js";
import { findPlacement } from "../../../kernel-lib/dist/measure/arms/pinning.js";
import { type ArmStarter, givenTo, startArm } from "../../../kernel-lib/dist/measure/arms/start-arm.js";
import { blindFold } from "../../../kernel-lib/dist/measure/guards/blind-fold.js";
import { inspectArm } from "../../../kernel-lib/dist/measure/guards/inspect-arm.js";
import type { RuntimeReport } from "../../../kernel-lib/dist/measure/guards/inspection.js";
import { unequalFlags } from "../../../kernel-lib/dist/measure/guards/unequal-flags.js";
import { describeFamily } from "../../../kernel-lib/dist/measure/plan/describe-family.js";
import { makePlan } from "../../../kernel-lib/dist/measure/plan/make-plan.js";
import { takesPart } from "../../../kernel-lib/dist/measure/plan/takes-part.js";
import type { CaseFile } from "../../../kernel-lib/dist/measure/samples/case-file.js";
import { everyArm } from "../every-arm.ts";

/** One arm at one case, and what the guards made of it. */
export interface Looked {
  readonly family: string;
  readonly case: string;
  readonly arm: string;
  /** The guard that must notice; null for an arm that does what it says. */
  readonly expected: string | null;
  /** The guards that noticed; "checksum" where the arm failed because it answered wrong. */
  readonly guards: readonly string[];
  readonly texts: readonly string[];
  /** Of one call, nanoseconds, as warmed up; null where it came to none. */
  readonly perCall: number | null;
  /** Of the inspection, wall time. */
  readonly milliseconds: number;
}

/** What is to be recorded: every trap flagged by the guard that is meant for it, no honest operation by any. */
export interface Flags {
  readonly traps: number;
  readonly flagged: number;
  readonly honest: number;
  readonly falselyFlagged: number;
}

const trapFamilies = ["blind", "blind-length", "caching", "checksum", "hollow", "late", "process", "state"];
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The least that a test can afford; the inspection is a job's. */
const warmUp = { do: "warm-up", turn: 2, atLeast: 60, atMost: 300 } as const;

export function countFlags(looked: readonly Looked[]): Flags {
  const traps = looked.filter(({ expected }) => expected !== null);
  const honest = looked.filter(({ expected }) => expected === null);
  return {
    traps: traps.length,
    flagged: traps.filter(({ guards, expected }) => guards.includes(expected ?? "")).length,
    honest: honest.length,
    falselyFlagged: honest.filter(({ guards }) => guards.length > 0).length,
  };
}

interface Choice {
  /** How often each is looked at; once where absent. */
  readonly times?: number;
  /** Every so many-th; every one where absent. */
  readonly every?: number;
  /** Only those whose arm or case is this. */
  readonly only?: string;
}

/** Looks at every trap (or those whose arm or case is `only`). Real processes, one an arm, two at a time. */
export async function lookAtTraps(only?: string): Promise<readonly Looked[]> {
  const looked: Looked[] = [];
  for (const name of trapFamilies)
    looked.push(...(await lookAt(here(`traps/${name}.ts`), only === undefined ? {} : { only })));
  return looked;
}

/** Looks at honest operations. */
export const lookAtHonest = (choice: Choice): Promise<readonly Looked[]> => lookAt(here("honest.ts"), choice);

interface Place {
  readonly case: string;
  readonly arm: string;
  readonly expected: string | null;
  readonly seed: number;
}

async function lookAt(file: string, { times = 1, every = 1, only }: Choice): Promise<readonly Looked[]> {
  const cases = mkdtempSync(join(tmpdir(), "kernel-lib-guards-"));
  try {
    const description = await describeFamily(file, { into: cases });
    // No ratio is decided here.
    const plan = makePlan({ description, profile: { ...everyArm, claims: count(100) }, seed: 1 });
    const placement = findPlacement();
    const starter: ArmStarter = { plan, cases, placement, limits: defaultTimeLimits, services: {} };
    const places = plan.cases
      .flatMap((each) =>
        plan.arms
          .filter((arm) => takesPart(arm, each) && !["again", "sound"].includes(arm.name))
          .filter((arm) => only === undefined || only === arm.name || only === each.name)
          .map((arm) => ({ case: each.name, arm: arm.name, expected: (arm.features?.expected as string) ?? null })),
      )
      .filter((_, place) => place % every === 0);
    const todo = Array.from({ length: times }, (_, seed) => places.map((place): Place => ({ ...place, seed }))).flat();
    // How a process runs that leaves itself alone.
    const plain = { id: "plain", runtime: await runtimeOf(starter, todo[0]) };
    const looked: Looked[] = [];
    const lane = async (core: number | null): Promise<void> => {
      for (let place = todo.shift(); place; place = todo.shift())
        looked.push(await lookAtArm(starter, place, core, plain));
    };
    await Promise.all([0, 1].map((each) => lane(placement.cores[each] ?? null)));
    return looked;
  } finally {
    rmSync(cases, { recursive: true, force: true });
  }
}

async function lookAtArm(
  starter: ArmStarter,
  place: Place,
  core: number | null,
  plain: { readonly id: string; readonly runtime: RuntimeReport },
): Promise<Looked> {
  const process = startArm(starter, place, core, 0);
  const looked = { family: starter.plan.family, case: place.case, arm: place.arm, expected: place.expected };
  let start = performance.now();
  try {
    await process.request({ do: "prepare", ...givenTo(starter, place) });
    await process.request({ do: "check" });
    const { perCall } = await process.request(warmUp);
    await process.request({ do: "collect", litter: 0 });
    start = performance.now();
    const { findings, runtime } = await inspectArm(process, { perCall, seed: place.seed });
    const milliseconds = performance.now() - start;
    const file = JSON.parse(readFileSync(join(starter.cases, `${place.case}.json`), "utf8")) as CaseFile;
    const unequal = unequalFlags([plain, { id: place.arm, runtime }]);
    const all = [...findings, ...blindFold(file), ...unequal];
    return {
      ...looked,
      guards: all.map(({ guard }) => guard),
      texts: all.map(({ text }) => text),
      perCall,
      milliseconds,
    };
  } catch (error) {
    if (!(error instanceof ArmFailure)) throw error;
    const guard = error.code === "arm-answers-wrong" ? "checksum" : error.code;
    return {
      ...looked,
      guards: [guard],
      texts: [error.message],
      perCall: null,
      milliseconds: performance.now() - start,
    };
  } finally {
    process.kill();
  }
}

/** Of the first arm of a family, "sound" or "plain". */
async function runtimeOf(starter: ArmStarter, place: Place | undefined): Promise<RuntimeReport> {
  if (!place) return {};
  const arm = starter.plan.arms[0]?.name ?? "";
  const process = startArm(starter, { case: place.case, arm }, null, 0);
  try {
    await process.request({ do: "prepare", ...givenTo(starter, { case: place.case, arm }) });
    await process.request({ do: "check" });
    return (await inspectArm(process, { perCall: 1e9, seed: 0 })).runtime;
  } finally {
    process.kill();
  }
}
