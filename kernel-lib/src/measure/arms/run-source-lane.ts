import { type Random, random } from "../plan/random.js";
import type { SourceRun } from "../samples/round.js";
import { ArmFailure, type ArmFailureKind } from "./arm-failure.js";
import type { ArmProcess } from "./arm-process.js";
import { type ArmStarter, givenTo, startArm } from "./start-arm.js";

const PADDING = 4_096;

/** Failures that an arm reports itself: its process goes on to the next case. */
const aliveAfter: ReadonlySet<string> = new Set<ArmFailureKind>(["arm-answers-wrong", "arm-cannot-hold", "arm-fails"]);

/** One run of the source lane for one arm: these cases, one after another, in one fresh process (as the source report does). */
export interface SourceRequest {
  readonly starter: ArmStarter;
  readonly arm: string;
  readonly cases: readonly string[];
  readonly run: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onRun: (run: SourceRun) => void;
  /** An arm failed at a case; the other cases go on, in a new process where the failure left none. */
  readonly onFailure: (failure: ArmFailure) => void;
  readonly onPrinted?: (arm: string, text: string) => void;
}

/** @throws the signal's reason; failures of the arm are reported, not thrown. */
export async function runSourceLane(request: SourceRequest): Promise<void> {
  const { starter, arm, run, signal } = request;
  const { plan, placement } = starter;
  const chance: Random = random(plan.seed, "source", arm, run);
  const core = placement.cores[run % placement.cores.length] ?? null;
  let process: ArmProcess | undefined;
  const kill = () => process?.kill();
  signal?.addEventListener("abort", kill, { once: true });
  globalThis.process.once("exit", kill);
  const giveBack = await placement.leave(core);
  try {
    for (const name of request.cases) {
      signal?.throwIfAborted();
      try {
        process ??= startArm(starter, { arm, case: name }, core, chance.below(PADDING));
        process.case = name;
        request.onRun(await oneCase(request, process, name));
      } catch (error) {
        signal?.throwIfAborted();
        if (!(error instanceof ArmFailure)) throw error;
        request.onFailure(error);
        if (!aliveAfter.has(error.code)) {
          process?.kill();
          process = undefined;
        }
      }
    }
    if (process && process.printed !== "") request.onPrinted?.(arm, process.printed);
  } finally {
    kill();
    globalThis.process.off("exit", kill);
    signal?.removeEventListener("abort", kill);
    await giveBack();
  }
}

async function oneCase(request: SourceRequest, process: ArmProcess, name: string): Promise<SourceRun> {
  const { starter, arm, run } = request;
  const { source } = starter.plan.profile;
  const startedAt = request.now().toISOString();
  await process.request({ do: "prepare", ...givenTo(starter, { arm, case: name }) });
  await process.request({ do: "check" });
  await process.request({ do: "collect", litter: 0 });
  const done = await process.request({
    do: "source",
    warmUp: source.warmUp,
    iterations: starter.plan.cases.find((each) => each.name === name)?.iterations ?? source.iterations,
    cap: (source.cap * 1000) / source.runs,
  });
  const times = done.times.map((time) => Math.round(time * 100) / 100);
  return { schema: 1, arm, case: name, run, startedAt, batch: done.batch, times, collections: done.collections };
}
