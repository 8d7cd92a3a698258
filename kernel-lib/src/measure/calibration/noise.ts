import { type ChildProcess, spawn } from "node:child_process";
import { LabError } from "../../base/lab-error.js";
import { type Seconds, seconds } from "../../base/units.js";
import { childEnvironment } from "../arms/child-environment.js";
import { childScript } from "../arms/child-script.js";
import type { Placement } from "../arms/pinning.js";
import type { NoisePattern } from "./noise-windows.js";

/**
 * What else happens on the machine while a calibration measures: nothing; a hog on one core at random; hogs on every core for every second
 * turn; a hog on each core at random; on each core at random a stream through memory.
 */
export type NoiseRegime = "quiet" | "one-core" | "in-step" | "both-cores" | "memory";

export const noiseRegimes: readonly NoiseRegime[] = ["quiet", "one-core", "in-step", "both-cores", "memory"];

export interface NoiseRequest {
  /** Every on and off follows from it. */
  readonly seed: number;
  readonly placement: Placement;
  /** The cores that get a hog; all that the placement has where absent. */
  readonly cores?: readonly number[];
  /** Length of a turn, milliseconds, for `in-step`; 5 where absent. */
  readonly turn?: number;
  /** Where the hogs write when they were on (see noise-log.ts); appended to. */
  readonly log: string;
  /** After so long they end by themselves, whatever happened to us; 30 minutes where absent. */
  readonly life?: Seconds;
}

/** Noise that is going on. Whoever starts it calls `stop` in `finally`. */
export interface Noise {
  readonly regime: NoiseRegime;
  /** One process a core; none where it is quiet. */
  readonly pids: readonly number[];
  /** @throws LabError "noise-ended" if a hog is not there any more: what was measured since is not under this regime. */
  check(): void;
  /** Ends every hog, and returns when none is left. @throws LabError "noise-ended" if one had ended before. */
  stop(): Promise<void>;
}

/** What a hog is told, as its one argument. */
export interface NoiseOrder {
  readonly pattern: NoisePattern;
  readonly core: number;
  readonly log: string;
  /** Seconds. */
  readonly life: number;
  /** It ends when it is no longer this process's child. */
  readonly parent: number;
}

const LIFE = seconds(30 * 60);

/** One hog's process, from here. */
interface Maker {
  readonly core: number;
  readonly child: ChildProcess;
  /** How it ended; undefined while it runs. */
  ended: string | undefined;
  readonly gone: Promise<void>;
}

/**
 * Starts hogs at normal priority, one process bound to each core, and returns when all are ready: their schedules begin at the same moment. They
 * are ended by `stop`, with this process whatever ends it, and after `life`.
 * @throws LabError "noise-unbound" where processes cannot be bound to cores, "noise-not-started" with what the hog wrote.
 */
export async function startNoise(regime: NoiseRegime, request: NoiseRequest): Promise<Noise> {
  const { seed, placement, log, life = LIFE, turn = 5 } = request;
  const cores = regime === "quiet" ? [] : (request.cores ?? placement.cores);
  if (regime !== "quiet" && cores.length === 0)
    throw new LabError("noise-unbound", `noise "${regime}" needs processes that are bound to cores`, {
      remedy: "Calibrate on Linux with taskset (util-linux).",
      data: { regime },
    });
  const pattern: NoisePattern = { regime, seed, cores, turn };
  const makers = cores.map((core) => start(placement, { pattern, core, log, life, parent: process.pid }));
  const kill = () => {
    for (const { child } of makers) child.kill("SIGKILL");
  };
  process.once("exit", kill);
  const end = async () => {
    kill();
    await Promise.all(makers.map(({ gone }) => gone));
    process.off("exit", kill);
  };
  try {
    await Promise.all(makers.map(ready));
  } catch (error) {
    await end();
    throw error;
  }
  const begin = monotonic();
  for (const { child } of makers) child.stdin?.end(`${begin}\n`);
  const check = () => {
    const early = makers.find(({ ended }) => ended !== undefined);
    if (early)
      throw new LabError("noise-ended", `the hog on core ${early.core} ${early.ended} before it was stopped`, {
        remedy: `It lives ${life} s at most; what was measured after its end is not under noise "${regime}".`,
        data: { regime, core: early.core, life },
      });
  };
  return {
    regime,
    pids: makers.flatMap(({ child }) => child.pid ?? []),
    check,
    async stop() {
      try {
        check();
      } finally {
        await end();
      }
    },
  };
}

/** The system's monotonic clock, milliseconds. */
export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

function start(placement: Placement, order: NoiseOrder): Maker {
  const command = [process.execPath, childScript("calibration/noise-maker"), JSON.stringify(order)];
  const [program, ...rest] = placement.wrap(order.core, command);
  // In a process group of its own: Ctrl-C at a terminal is for the orchestrator, which ends it.
  const child = spawn(program, rest, {
    env: childEnvironment(),
    stdio: ["pipe", "pipe", "pipe"],
    detached: process.platform !== "win32",
  });
  let wrote = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    wrote = (wrote + text).slice(-2_000);
  });
  // A hog that died breaks the pipe; "close" tells how it died.
  child.stdin.on("error", () => {});
  const { promise: gone, resolve } = Promise.withResolvers<void>();
  const maker: Maker = { core: order.core, child, ended: undefined, gone };
  const ended = (how: string) => {
    maker.ended ??= `${how}${wrote.trim() === "" ? "" : ` (${wrote.trim()})`}`;
    resolve();
  };
  child.once("error", (error) => ended(`could not be started: ${error.message}`));
  child.once("close", (code, signal) => ended(signal === null ? `exited with code ${code}` : `was ended by ${signal}`));
  return maker;
}

/** A hog says a line when it is ready. */
async function ready(maker: Maker): Promise<void> {
  const said = new Promise<void>((resolve) => maker.child.stdout?.once("data", () => resolve()));
  await Promise.race([said, maker.gone]);
  if (maker.ended !== undefined)
    throw new LabError("noise-not-started", `the hog for core ${maker.core} ${maker.ended}`, {
      data: { core: maker.core },
    });
}
