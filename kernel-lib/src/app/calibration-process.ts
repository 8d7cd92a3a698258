import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LabError } from "../base/lab-error.js";
import { calibrationPlan } from "../measure/calibration/calibration-plan.js";
import { cellsOf } from "../measure/calibration/cells.js";
import { recordCells } from "../measure/calibration/record-cells.js";
import type { SessionLine } from "../measure/calibration/session-line.js";
import { lockMachine } from "../measure/environment/machine-lock.js";
import { describeFamily } from "../measure/plan/describe-family.js";
import { appendLine } from "../measure/samples/append-line.js";
import { dropCut } from "../measure/samples/drop-cut.js";
import { writeAtomically } from "../measure/samples/write-atomically.js";
import { type CalibrationOrder, type CalibrationState, sessionsFile, stateFile } from "./calibration-folder.js";
import { writeSubjects } from "./calibration-subjects.js";
import { evaluateFolder } from "./evaluate-folder.js";
import { giveToOtherTools } from "./give-to-other-tools.js";

/**
 * The process that calibrates, apart from the terminal that started it: it outlives that, records rounds until its time is up or it is told to stop
 * (SIGTERM, SIGINT), and then evaluates all that the folder holds. What it is at stands in `state.json` of its folder.
 */
async function main(folder: string): Promise<void> {
  const order = JSON.parse(readFileSync(join(folder, "order.json"), "utf8")) as CalibrationOrder;
  const stop = new AbortController();
  for (const name of ["SIGTERM", "SIGINT", "SIGHUP"] as const)
    process.on(name, () => stop.abort(new LabError("stopped", "stopped")));
  const startedAt = new Date().toISOString();
  const state = (what: Pick<CalibrationState, "state" | "text"> & Partial<CalibrationState>) =>
    writeAtomically(
      stateFile(folder),
      JSON.stringify({
        schema: 1,
        pid: process.pid,
        startedAt,
        minutes: order.minutes,
        leftOut: [],
        error: null,
        ...what,
      }),
    );
  try {
    state({ state: "running", text: "waiting for the machine" });
    const { rounds, leftOut } =
      order.minutes > 0 || order.tools > 0
        ? await record(folder, order, stop.signal, (text) => state({ state: "running", text }))
        : { rounds: 0, leftOut: [] };
    state({ state: "running", text: "evaluating what is recorded" });
    await evaluateFolder(folder, order.seed);
    const without = leftOut.map((text) => `; without ${text}`).join("");
    state({ state: "finished", text: `${rounds} rounds recorded${without}`, leftOut });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    state({
      state: "failed",
      text: message,
      error: { code: error instanceof LabError ? error.code : "unexpected", message },
    });
    process.exitCode = 1;
  }
}

/** @returns how many rounds were recorded, and what was left out because its arm failed */
async function record(
  folder: string,
  order: CalibrationOrder,
  signal: AbortSignal,
  tell: (text: string) => void,
): Promise<{ readonly rounds: number; readonly leftOut: readonly string[] }> {
  const { family, minutes, seed, cases, regimes, placements, lockFolder } = order;
  const now = () => new Date();
  const lock = await lockMachine({
    what: `calibration (${minutes} min)`,
    signal,
    now,
    ...(lockFolder ? { folder: lockFolder } : {}),
  });
  const data = join(folder, "cases");
  try {
    const description = await describeFamily(family, { into: data, signal });
    const plan = calibrationPlan(description, seed);
    writeSubjects(folder, plan);
    const cells = cellsOf(plan.cases.map(({ name }) => name)).filter(
      (cell) =>
        (cases?.includes(cell.case) ?? true) &&
        (regimes?.includes(cell.regime) ?? true) &&
        (placements?.includes(cell.placement) ?? true),
    );

    const began = now().toISOString();
    let rounds = 0;
    const leftOut: string[] = [];
    try {
      await giveToOtherTools(folder, order, signal, tell);
      const end = performance.now() + minutes * 60_000;
      await recordCells({
        plan,
        cases: data,
        folder,
        cells,
        now,
        signal,
        enough: () => signal.aborted || performance.now() >= end,
        onRound: (cell, count) => {
          rounds++;
          const left = Math.max(0, Math.ceil((end - performance.now()) / 60_000));
          tell(
            `${cell.case}, ${cell.regime}, ${cell.placement}, ${cell.question}: round ${count}; ${rounds} now; ${left} min left`,
          );
        },
        onLeftOut: (at, { message }) => leftOut.push(`${at}: ${message.split("\n", 1)[0]}`),
      });
    } catch (error) {
      // Told to stop: complete rounds are kept, and evaluated.
      if (!signal.aborted) throw error;
    }
    const { node, cpu } = plan.inputs;
    if (node === undefined || cpu === undefined) throw new RangeError("a plan names its Node and its processor");
    dropCut(sessionsFile(folder));
    const to = now().toISOString();
    const session: SessionLine = { schema: 1, plan: plan.hash, seed, node, cpu, from: began, to, rounds };
    appendLine(sessionsFile(folder), session);
    return { rounds, leftOut };
  } finally {
    lock.release();
  }
}

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new LabError("usage", "calibration-process needs its folder");
mkdirSync(folder, { recursive: true });
await main(folder);
