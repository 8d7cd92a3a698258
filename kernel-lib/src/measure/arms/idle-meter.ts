import { cpuMilliseconds, now } from "./clock.js";
import type { ProcessUse } from "./protocol.js";

/** Says how much CPU time this process used while it should have been still. */
export interface IdleMeter {
  /** The first turn begins: from here on, time between commands counts. */
  start(): void;
  /** A command came. */
  wake(): void;
  /** Its reply is sent; nothing is left but to read. */
  sleep(): void;
  use(): ProcessUse;
}

/** @param others CPU time that the processes which this one started used so far, milliseconds */
export function idleMeter(others: () => number = () => 0): IdleMeter {
  const cpuSoFar = (): number => cpuMilliseconds() + others();
  let started = false;
  let asleep: { cpu: number; wall: number } | undefined;
  let cpu = 0;
  let wall = 0;
  return {
    start() {
      started = true;
    },
    wake() {
      if (!started || !asleep) return;
      cpu += cpuSoFar() - asleep.cpu;
      wall += now() - asleep.wall;
    },
    sleep() {
      asleep = { cpu: cpuSoFar(), wall: now() };
    },
    use: () => ({
      cpu: cpuSoFar(),
      involuntarySwitches: process.platform === "win32" ? null : process.resourceUsage().involuntaryContextSwitches,
      idleCpu: wall > 0 ? cpu / wall : 0,
    }),
  };
}
