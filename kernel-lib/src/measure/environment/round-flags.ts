import type { Round } from "../samples/round.js";
import type { RoundEnvironment } from "./environment.js";
import type { MachineLevel } from "./machine-level.js";

/** What may have disturbed a round, in the order in which it is told. */
export const roundFlagIds = [
  "foreign-cpu",
  "steal",
  "pressure",
  "slow-core",
  "clock-jump",
  "low-memory",
  "major-faults",
  "untold",
] as const;
export type RoundFlag = (typeof roundFlagIds)[number];

/**
 * Above these a round is flagged:
 * - `steal` 1 % of the cores' time: arms take short turns, and what is stolen falls on one of them; over 1 % it can be as large as the smallest margin.
 * - `foreignCpu` 5 % of one core: below, it is the ticks' rounding (10 ms a process) and the kernel's own threads.
 * - `clockStep` 2 ms and `clockSlew` 500 ppm: the realtime clock is read to 1 ms, and NTP slews by at most 500 ppm; more is a clock that was set.
 * - `suspended` 50 ms: time since boot is told in steps of 10 ms.
 * - `spinApart` 10 % between before and after, `spinSlow` 15 % above the fastest on the core: clock rates and neighbours on the sibling thread change by more, the
 *   fastest piece of one loop by less.
 * - `memoryPressure` 1 %: tasks already wait for memory; and less free than 5 % of the machine's (`MachineLevel`), when the kernel takes pages away from them.
 * - `majorFaults` 20 a second: each waits for the disk, 0.1 ms or more.
 */
export const roundLimits = {
  steal: 0.01,
  foreignCpu: 0.05,
  clockStep: 2,
  clockSlew: 500e-6,
  suspended: 50,
  spinApart: 1.1,
  spinSlow: 1.15,
  memoryPressure: 0.01,
  majorFaults: 20,
} as const;

/** Shown to be quiet: where the platform does not tell, a round is not. */
export const isQuiet = ({ steal, foreignCpu }: Pick<RoundEnvironment, "steal" | "foreignCpu">): boolean =>
  steal !== null && foreignCpu !== null && steal <= roundLimits.steal && foreignCpu <= roundLimits.foreignCpu;

/**
 * What may have disturbed a round, by the limits above and by what is usual for the job's rounds (`machineLevel`): none means quiet. "untold" where the platform
 * tells neither stolen nor foreign time. Pure; it labels, it deletes nothing.
 */
export function roundFlags(
  { environment, core, group, seconds }: Pick<Round, "environment" | "core" | "group" | "seconds">,
  level: MachineLevel,
): readonly RoundFlag[] {
  const { steal, foreignCpu, pressure, spin, freeMemoryBytes, clockDrift } = environment;
  const [slowest, fastest] = [Math.max(...spin), Math.min(...spin)];
  const found: Readonly<Record<RoundFlag, boolean>> = {
    "foreign-cpu": foreignCpu !== null && foreignCpu > roundLimits.foreignCpu,
    steal: steal !== null && steal > roundLimits.steal,
    pressure: pressure !== null && pressure > (level.pressure.get(group) ?? Number.POSITIVE_INFINITY),
    "slow-core":
      slowest > roundLimits.spinApart * fastest ||
      slowest > roundLimits.spinSlow * (level.fastestSpin.get(core) ?? Number.POSITIVE_INFINITY),
    "clock-jump":
      Math.abs(clockDrift) > roundLimits.clockStep + 1000 * seconds * roundLimits.clockSlew ||
      (environment.suspended ?? 0) > roundLimits.suspended,
    "low-memory":
      freeMemoryBytes < level.leastFreeMemory || (environment.memoryPressure ?? 0) > roundLimits.memoryPressure,
    "major-faults": (environment.majorFaults ?? 0) > roundLimits.majorFaults * seconds,
    untold: steal === null || foreignCpu === null,
  };
  return roundFlagIds.filter((id) => found[id]);
}
