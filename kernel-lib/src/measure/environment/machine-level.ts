import type { Round } from "../samples/round.js";
import { median } from "../stats/median.js";
import { sample } from "../stats/sample.js";
import type { Environment } from "./environment.js";

/** What is usual for the machine under a job's own rounds: each round is held against it. */
export interface MachineLevel {
  /** Group -> the highest pressure that is still its own; groups with too few rounds to tell are absent. */
  readonly pressure: ReadonlyMap<string, number>;
  /** Core (null: not bound) -> the fastest spin loop that any round saw there, nanoseconds. */
  readonly fastestSpin: ReadonlyMap<number | null, number>;
  /** With less memory than this the kernel takes pages away, bytes. */
  readonly leastFreeMemory: number;
}

/** Share of the machine's memory below which there is little. */
const LITTLE_MEMORY = 0.05;

/** So many rounds of a group tell of its level. */
const TELLING = 5;
/** Median absolute deviations as standard deviations of a normal distribution, three of them. */
const THREE_DEVIATIONS = 3 * 1.4826;
/** Where a group's rounds hardly differ, this much more is still no event. */
const SLACK = 0.05;

/**
 * A group's pressure has a level of its own, since its arms take turns on one core while the next one starts: what lies three robust deviations, and at least
 * 0.05, above the median of its rounds is above it. At most half of a group's rounds can be. Pure; O(rounds · log rounds).
 */
export function machineLevel(
  rounds: readonly Pick<Round, "group" | "core" | "environment">[],
  { memoryBytes, os }: Pick<Environment, "memoryBytes" | "os">,
): MachineLevel {
  const pressures = new Map<string, number[]>();
  const fastestSpin = new Map<number | null, number>();
  for (const { group, core, environment } of rounds) {
    if (environment.pressure !== null) pressures.set(group, [...(pressures.get(group) ?? []), environment.pressure]);
    fastestSpin.set(core, Math.min(fastestSpin.get(core) ?? Number.POSITIVE_INFINITY, ...environment.spin));
  }
  const pressure = new Map(
    [...pressures].flatMap(([group, values]) =>
      values.length < TELLING ? [] : [[group, upperFence(values)] as const],
    ),
  );
  // What macOS calls free leaves out all that it would give at once: it is nearly nothing on every machine that has run for a while.
  const leastFreeMemory = os.startsWith("Darwin") ? 0 : LITTLE_MEMORY * memoryBytes;
  return { pressure, fastestSpin, leastFreeMemory };
}

function upperFence(values: readonly number[]): number {
  const middle = median(sample(values));
  const deviation = median(sample(values.map((value) => Math.abs(value - middle))));
  return middle + Math.max(SLACK, THREE_DEVIATIONS * deviation);
}
