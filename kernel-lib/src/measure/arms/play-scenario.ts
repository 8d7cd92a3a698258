import type { PlannedScenario } from "../plan/plan.js";
import { random } from "../plan/random.js";
import type { ScenarioRun } from "../samples/scenario-run.js";
import type { ArmProcess } from "./arm-process.js";
import { putLoad } from "./put-load.js";
import { type ArmStarter, givenTo, startArm } from "./start-arm.js";

const PADDING = 4_096;

export interface PlayRequest {
  readonly starter: ArmStarter;
  readonly scenario: PlannedScenario;
  readonly arm: string;
  readonly run: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Called with what the arm printed, which it should not. */
  readonly onPrinted?: (arm: string, text: string) => void;
  readonly onWarning?: (text: string) => void;
}

/**
 * One arm plays a scenario once, in a fresh process on one core; this process, the services and the load's generator work on the others.
 * @throws ArmFailure; the signal's reason.
 */
export async function playScenario(request: PlayRequest): Promise<ScenarioRun> {
  const { starter, scenario, arm, run, signal } = request;
  const { plan, placement } = starter;
  signal?.throwIfAborted();
  const at = { arm, case: scenario.name };
  const core = placement.cores[run % placement.cores.length] ?? null;
  const startedAt = request.now().toISOString();
  const start = performance.now();
  let process: ArmProcess | undefined;
  const kill = () => process?.kill();
  signal?.addEventListener("abort", kill, { once: true });
  globalThis.process.once("exit", kill);
  const giveBack = await placement.leave(core);
  try {
    const padding = random(plan.seed, scenario.name, arm, run).below(PADDING);
    process = startArm(starter, at, core, padding, "scenario-arm");
    const given = givenTo(starter, at);
    const figures =
      scenario.load === undefined
        ? (await process.request({ do: "observe", metrics: scenario.metrics.map(({ name }) => name), ...given }))
            .figures
        : await putLoad({ ...request, load: scenario.load, process, given, core });
    await process.request({ do: "finish" });
    if (process.printed !== "") request.onPrinted?.(arm, process.printed);
    const seconds = (performance.now() - start) / 1000;
    return { schema: 1, scenario: scenario.name, arm, run, core, startedAt, seconds, figures, checked: true };
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    kill();
    globalThis.process.off("exit", kill);
    signal?.removeEventListener("abort", kill);
    await giveBack();
  }
}
