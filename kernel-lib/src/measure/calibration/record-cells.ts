import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ArmFailure } from "../arms/arm-failure.js";
import { defaultTimeLimits } from "../arms/arm-process.js";
import { findPlacement } from "../arms/pinning.js";
import { type Ahead, startAhead } from "../arms/round-opening.js";
import { runRound } from "../arms/run-round.js";
import type { ArmStarter } from "../arms/start-arm.js";
import type { Plan } from "../plan/plan.js";
import { random } from "../plan/random.js";
import { appendLine } from "../samples/append-line.js";
import { dropCut } from "../samples/drop-cut.js";
import { groupName } from "./calibration-plan.js";
import { type Cell, cellFile } from "./cell.js";
import { nextCell } from "./cells.js";
import { startNoise } from "./noise.js";
import { readCell } from "./read-cells.js";

/** So many rounds of a cell are measured before the next one's turn: noise is started and ended once for them. */
const AT_ONCE = 5;

export interface RecordRequest {
  readonly plan: Plan;
  /** The folder with the cases' data, as `describeFamily` wrote it. */
  readonly cases: string;
  /** Where the cells' files are, and are added to. */
  readonly folder: string;
  readonly cells: readonly Cell[];
  readonly python?: string | undefined;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Asked before each round: true ends the recording. */
  readonly enough: () => boolean;
  readonly onRound: (cell: Cell, rounds: number) => void;
  /** Told of a case whose arm failed: the other cases go on. */
  readonly onLeftOut: (at: string, failure: ArmFailure) => void;
}

/**
 * Records rounds, cell by cell, always of the one that is furthest behind its wish, until it is enough. Every round is on disk when the next begins;
 * what is there already is added to, so that days of recording accumulate. The caller holds the machine's lock.
 * A case whose arm fails is left out from then on.
 * @throws ArmFailure where no case is left, LabError of the noise, the signal's reason.
 */
export async function recordCells(request: RecordRequest): Promise<void> {
  const { folder, enough } = request;
  mkdirSync(folder, { recursive: true });
  const rounds = new Map(request.cells.map((cell) => [cell, readCell(folder, cell).length]));
  let cells = request.cells;
  while (!enough()) {
    const cell = nextCell(cells, (each) => rounds.get(each) ?? 0);
    try {
      await recordCell(request, cell, rounds);
    } catch (failure) {
      const others = cells.filter((each) => each.case !== cell.case);
      if (!(failure instanceof ArmFailure) || others.length === 0) throw failure;
      cells = others;
      request.onLeftOut(cell.case, failure);
    }
  }
}

async function recordCell(request: RecordRequest, cell: Cell, counts: Map<Cell, number>): Promise<void> {
  const { plan, folder, now, signal, enough } = request;
  const placement = findPlacement(() => [], cell.placement);
  const starter: ArmStarter = {
    plan,
    cases: request.cases,
    placement,
    limits: defaultTimeLimits,
    services: {},
    ...(request.python === undefined ? {} : { python: request.python }),
  };
  const group = plan.groups.find(({ name }) => name === groupName(cell.case, cell.question));
  if (group === undefined) throw new RangeError(`the plan has no group for case "${cell.case}"`);
  const file = join(folder, cellFile(cell));
  dropCut(file);
  const begun = counts.get(cell) ?? 0;
  const { turn } = plan.profile;
  const seed = random(plan.seed, cellFile(cell), begun).below(2 ** 31);
  const log = join(folder, "noise.log");
  const noise = await startNoise(cell.regime, { seed, placement: findPlacement(), turn, log });
  let ahead: Ahead | null = null;
  try {
    for (let number = begun; number < begun + AT_ONCE && !enough(); number++) {
      const started: Ahead | null = ahead;
      ahead = null;
      const onLastWarmUp = async (elsewhere: number) => {
        if (number + 1 === begun + AT_ONCE) return;
        ahead = startAhead(starter, group, number + 1, elsewhere);
        await ahead?.ready;
      };
      const round = await runRound({ starter, group, number, turn, now, signal, ahead: started, onLastWarmUp });
      noise.check();
      appendLine(file, round);
      counts.set(cell, number + 1);
      request.onRound(cell, number + 1);
    }
  } finally {
    (ahead as Ahead | null)?.process.kill();
    await noise.stop();
  }
}
